-- Approves the plan as it stands in the status. A plan that changes meanwhile has another id and is not approved by this.
if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["tenfold.dev/approve"] = obj.status.plan.id
return obj
