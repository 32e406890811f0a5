-- The operator does nothing for the service until it is resumed; what serves goes on serving.
obj.spec.suspend = true
return obj
