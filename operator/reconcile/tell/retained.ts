// Data that is kept although the target no longer names it, or that an earlier service of the name has left.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { DATA_KIND } from "../../../domain/observed/binding.js";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import type { Desire } from "../../../cdk8s/desire.js";
import type { SnapshotRecord } from "../../../domain/observed/snapshots.js";
import { isSnapshot, NIGHTLY } from "../../../domain/observed/snapshots.js";
import type { Work } from "./findings.js";

type Retained = NonNullable<WebServiceStatus["retained"]>;

export function retainedData({ desire, pruned, observed }: Work): Retained {
  const orphans = pruned.kept.flatMap((record) => {
    const reason = isSnapshot(record) ? whyKept(record, desire) : "the tier no longer names it; its data is kept";
    return reason === undefined ? [] : [{ kind: record.kind, name: record.name, reason }];
  });
  const foreign = observed.foreign.flatMap(({ uid, records }) =>
    records.map(({ kind, name }) => ({
      kind,
      name,
      reason: `left by an earlier WebService of this name (UID ${uid}); not used`,
    })),
  );
  return [...orphans, ...largerThanAsked({ desire, observed }), ...foreign];
}

/** Nightly copies of the volume in use go by themselves, and are no more than was asked for. */
function whyKept({ facts: { snapshot } }: SnapshotRecord, { backups }: Desire): string | undefined {
  if (snapshot.claim !== backups.claim) return `a copy of PersistentVolumeClaim ${snapshot.claim}; nothing removes it`;
  return snapshot.reason === NIGHTLY ? undefined : `a copy of the database labelled ${snapshot.reason}; nothing removes it`;
}

/** A database in use that the target asks to be smaller. It serves as before and is not to be given up. */
function largerThanAsked({ desire, observed }: Pick<Work, "desire" | "observed">): Retained {
  const { next, decisions } = desire.gated;
  const shrinks = decisions.filter(({ change, state }) => change.subject === "database" && change.shrinks && state !== "Running");
  // In the cluster only the pod would be smaller: its volume is in use and no larger than it was asked for.
  if (next.database === undefined || next.database.kind === "in-cluster" || shrinks.length === 0) return [];
  const kind = DATA_KIND[next.database.kind];
  const record = observed.byRole.get(`${kind}/${databaseRoles(next.database).main}`);
  if (record === undefined) return [];
  const reason = shrinks.map(({ change }) => change.summary).join("; ");
  return [{ kind, name: record.name, reason: `in use; kept as large as it is, although the tier asks to ${reason}` }];
}
