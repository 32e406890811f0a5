-- Which actions Argo CD offers for a WebService in the state that it is in.
local isSuspended = obj.spec.suspend == true
local waits = false
if obj.status ~= nil and obj.status.plan ~= nil then
  for _, change in ipairs(obj.status.plan.changes) do
    if change.state == "Waiting" then
      waits = true
    end
  end
end

local actions = {}
actions["suspend"] = { disabled = isSuspended }
actions["resume"] = { disabled = not isSuspended }
actions["approve"] = { disabled = not waits }
return actions
