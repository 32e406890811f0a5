// Data that is kept although the target no longer names it, or that an earlier service of the name has left.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import type { MoveState } from "../../../domain/api/status-move.js";
import type { Blueprint, Database } from "../../../domain/blueprint/types.js";
import { estimateCost } from "../../../domain/cost/estimate.js";
import { DATA_KIND, databaseIn } from "../../../domain/observed/binding.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { plannedMove } from "../../../domain/plan/change.js";
import { refOf, sameRef } from "../../../domain/plan/move-parts.js";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import type { Desire } from "../../../cdk8s/desire.js";
import type { SnapshotRecord } from "../../../domain/observed/snapshots.js";
import { isSnapshot, NIGHTLY } from "../../../domain/observed/snapshots.js";
import type { Work } from "./findings.js";

const NOT_NAMED = "the tier no longer names it; its data is kept";

type Retained = NonNullable<WebServiceStatus["retained"]>;

export function retainedData({ desire, pruned, observed }: Work): Retained {
  const orphans = pruned.kept.flatMap((record) => {
    const reason = isSnapshot(record) ? whyKept(record, desire) : (leftByMove(record, desire) ?? NOT_NAMED);
    return reason === undefined ? [] : [{ kind: record.kind, name: record.name, reason }];
  });
  const foreign = observed.foreign.flatMap(({ uid, records }) =>
    records.map(({ kind, name }) => ({
      kind,
      name,
      reason: `left by an earlier WebService of this name (UID ${uid}); not used`,
    })),
  );
  return [...orphans, ...besideOwn({ desire, observed }), ...largerThanAsked({ desire, observed }), ...foreign];
}

/** The database that the application was moved from. */
function leftByMove({ kind, role }: Pick<ChildRecord, "kind" | "role">, { standing }: Desire): string | undefined {
  const { move } = standing;
  const held = databaseIn({ kind, role });
  if (move === undefined || held === undefined || !sameRef(held, move.from) || !isOver(move.state)) return undefined;
  return `the data was moved away from it at ${move.since}; it is as it was then, lets no application in, and is kept until you delete it`;
}

function isOver(state: MoveState): boolean {
  return state === "switched" || state === "kept";
}

/** Databases that run beside the application's own and that no change of the plan needs. */
function besideOwn({ desire, observed }: Pick<Work, "desire" | "observed">): Retained {
  const { standing, plan, gated } = desire;
  const isMoving = plannedMove(plan) !== undefined;
  return standing.others.flatMap((other) => {
    const [kind, role] = [DATA_KIND[other.kind], databaseRoles(other).main];
    const record = observed.byRole.get(`${kind}/${role}`);
    const wasPromoted = promotedInVain(other, standing.move);
    if (record === undefined || (isMoving && wasPromoted === undefined)) return [];
    const isTarget = standing.move !== undefined && !isOver(standing.move.state) && sameRef(refOf(other), standing.move.to);
    const reason =
      leftByMove({ kind, role }, desire) ??
      wasPromoted ??
      (isTarget
        ? "made as the target of a move that is not wanted now; the application never used it, and a later move would"
        : "stands beside the database in use and is kept");
    return [{ kind, name: record.name, reason, ...billed(gated.next, other) }];
  });
}

/** It can never be a replica again, and what it holds grows old. */
function promotedInVain(other: Database, move: Desire["standing"]["move"]): string | undefined {
  const ref = refOf(other);
  const isTaken = move !== undefined && isOver(move.state) && sameRef(ref, move.to);
  if (other.kind !== "aurora" || isTaken || move?.spent?.includes(ref.generation) !== true) return undefined;
  return "a replica that an attempt to move the data has promoted before it was given up: it follows nobody any more, holds the data as it was then, and no application uses it; delete it when you have looked at it";
}

function billed(next: Blueprint, other: Database): { readonly monthlyUSD?: number } {
  const [without, alone] = [[], [other]].map((otherDatabases) => estimateCost({ ...next, otherDatabases }));
  if (without === undefined || alone === undefined || alone.unpriced.length > without.unpriced.length) return {};
  return { monthlyUSD: Math.round(alone.monthlyUSD - without.monthlyUSD) };
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
