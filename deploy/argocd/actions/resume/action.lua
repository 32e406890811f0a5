-- The operator takes the service up again.
obj.spec.suspend = nil
return obj
