// Reasons that are entries of status.problems and of no condition. Data only.
export const REMARK_TEXTS = {
  NotManaged: {
    isTrue: [],
    isFalse: [],
    means:
      "Something that no controller does, such as verifying a domain for e-mail. It is an entry of `status.problems` and makes nothing unready.",
    whatToDo: "Do what the message says.",
  },
  NotAtThisTier: {
    isTrue: [],
    isFalse: [],
    means:
      "A field of the spec has no effect as the service is now: what it describes begins at a higher tier. It is an entry of `status.problems` and makes nothing unready.",
    whatToDo: "Nothing, if you wrote it ahead. Else raise `spec.userTier` or remove the field, as the message says.",
  },
  ConnectionsShort: {
    isTrue: [],
    isFalse: [],
    means:
      "More pods may run than the database has connections for, even with one for each: the largest number of pods is above what the database's class takes, through its poolers or without. It is an entry of `status.problems` and makes nothing unready.",
    whatToDo:
      "One of what the message says: fewer pods at most (`scaling.maxReplicas`, `workers[].max`, `services[].max`), a larger `database.instanceClass`, or a pooler (`database.pooler.enabled`).",
  },
} as const;
