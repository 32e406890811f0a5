// What the reasons mean with which a database that was never Tenfold's is not adopted, and what to do about them. Data only.
export const ADOPTION_TEXTS = {
  AdoptionRefused: {
    isTrue: ["Stalled"],
    isFalse: ["Ready", "Reconciling"],
    means:
      "`database.adopt` names a database that was never Tenfold's, and it cannot be adopted as it is, or you have not agreed yet to new passwords. Nothing is created, and nothing of it is changed.",
    whatToDo:
      "Work off the list in the message: see [adopt a database](../how-to/adopt-a-database.md). RDS is asked again every minute. Taking `database.adopt` out of the spec gives it up.",
  },
  AdoptionUnknown: {
    isTrue: ["Stalled"],
    isFalse: ["Ready", "Reconciling"],
    means: "`database.adopt` names a database, and the operator could not ask RDS about it. Nothing is created.",
    whatToDo:
      "Let the operator ask RDS (`aws.queries.enabled`, a region in the class, and the policy of deploy/eks/iam), or take `database.adopt` out of the spec.",
  },
} as const;
