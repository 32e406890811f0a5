// Data that is kept although the target no longer names it, or names less of it.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import type { Work } from "./findings.js";

type Retained = NonNullable<WebServiceStatus["retained"]>;

export function retainedData({ desire, pruned, observed }: Work): Retained {
  const orphans = pruned.kept.map((record) => ({
    kind: record.kind,
    name: record.name,
    reason: "the tier no longer names it; its data is kept",
  }));
  const database = desire.gated.next.database;
  const shrinks = desire.gated.decisions.filter(
    ({ change, state }) => change.subject === "database" && change.shrinks && state !== "Running",
  );
  if (database === undefined || shrinks.length === 0) return orphans;
  const kind = { "in-cluster": "PersistentVolumeClaim", rds: "DBInstance", aurora: "DBCluster" }[database.kind];
  const record = observed.byRole.get(`${kind}/${databaseRoles(database.kind).main}`);
  if (record === undefined) return orphans;
  const reason = shrinks.map(({ change }) => `kept as it is; the tier asks to ${change.summary}`).join("; ");
  return [...orphans, { kind, name: record.name, reason }];
}
