-- Health of a WebService for Argo CD. Uses no library, since Argo CD gives scripts none.
local health = { status = "Progressing", message = "no operator has looked at this service yet" }
if obj.status == nil or obj.status.conditions == nil then
  return health
end

local conditions = {}
for _, condition in ipairs(obj.status.conditions) do
  conditions[condition.type] = condition
end

local function holds(type)
  return conditions[type] ~= nil and conditions[type].status == "True"
end

if obj.metadata.deletionTimestamp ~= nil then
  health.message = "data is kept; waiting until the rest is gone"
  return health
end

if obj.status.observedGeneration == nil then
  return health
end

-- What is said of an older spec says nothing of this one.
if obj.status.observedGeneration ~= obj.metadata.generation then
  health.message = "the operator has not looked at the last change yet"
  return health
end

local ready = conditions["Ready"]
local waitsForSomebody = ready ~= nil and (ready.reason == "ApprovalNeeded" or ready.reason == "ChangeHeld")
if ready ~= nil then
  health.message = ready.reason .. ": " .. ready.message
end
if holds("Stalled") then
  health.status = "Degraded"
elseif waitsForSomebody then
  -- Nothing is broken and nothing moves: Argo CD's word for what waits for a decision from outside.
  health.status = "Suspended"
elseif holds("Suspended") then
  health.status = "Suspended"
  health.message = conditions["Suspended"].message
  if ready ~= nil and ready.status ~= "True" then
    health.message = ready.message
  end
elseif holds("Ready") then
  health.status = "Healthy"
  if holds("PlanPending") then
    health.message = ready.message .. ". Waiting: " .. conditions["PlanPending"].message
  end
end
return health
