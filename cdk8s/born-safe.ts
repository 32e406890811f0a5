// Protections that a database carries in its very first write: ACK's own defaults give the data up.

/** The snapshot that AWS takes when the database is deleted. */
export function finalSnapshotName(identifier: string): string {
  return `${identifier}-final`;
}

/** For what holds the only copy of the data. */
export function bornSafe(identifier: string): Record<string, string> {
  return {
    "rds.services.k8s.aws/skip-final-snapshot": "false",
    "rds.services.k8s.aws/final-db-snapshot-identifier": finalSnapshotName(identifier),
    "rds.services.k8s.aws/delete-automated-backups": "false",
  };
}

/** For replicas and cluster members: AWS refuses to delete one with a final snapshot, their data is the source's. */
export function copyOnly(): Record<string, string> {
  return {
    "rds.services.k8s.aws/skip-final-snapshot": "true",
    "rds.services.k8s.aws/delete-automated-backups": "false",
  };
}
