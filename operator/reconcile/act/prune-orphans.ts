// Removes children that the blueprint no longer names, after the new ones are there and no pod uses them. Never what holds data.
import { CHILD_KINDS } from "../../../domain/api/kinds.js";
import type { ObjectRef } from "../../../domain/api/objects.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { Applied } from "./apply-children.js";
import type { Observed } from "../../../domain/observed/observe.js";
import type { Desire } from "../../../cdk8s/desire.js";
import { orphansOf } from "../../../cdk8s/desire.js";
import type { Prepared } from "../../../cdk8s/prepare.js";
import type { World } from "../world.js";

export type Pruned = {
  readonly removed: readonly ChildRecord[];
  /** Computing children that are on their way out. */
  readonly leaving: readonly ChildRecord[];
  /** Computing children that pods of an earlier template still use. */
  readonly inUse: readonly ChildRecord[];
  /** Data that the blueprint no longer names. */
  readonly kept: readonly ChildRecord[];
};

export type PruneTask = {
  readonly observed: Pick<Observed, "byId" | "notes">;
  readonly wanted: Pick<Desire, "prepared" | "behind">;
  readonly applied: Applied;
};

export async function pruneOrphans(world: World, { observed, wanted, applied }: PruneTask): Promise<Pruned> {
  const { kept, going, inUse } = orphansOf(observed.byId, wanted);
  const leaving = going.filter((record) => record.deleting);
  if (!isComplete(wanted.prepared, applied)) return { removed: [], leaving: going, inUse, kept };
  const removed = going.filter((record) => !record.deleting);
  await Promise.all([...removed, ...observed.notes].map((record) => removeChild(world, record)));
  return { removed, leaving, inUse, kept };
}

/** The new is there: nothing waits, nothing failed. A controller that is not installed does not count; it may never be. */
function isComplete(prepared: Prepared, applied: Applied): boolean {
  const outcomes = [...applied.values()];
  return (
    prepared.waiting.length === 0 &&
    outcomes.every((outcome) => outcome.kind !== "failed" || outcome.problem.reason === "ControllerMissing")
  );
}

export async function removeChild(world: World, record: ChildRecord): Promise<void> {
  const ref = recordRef(record);
  if (ref === undefined) return;
  world.log.info("removing child", { kind: record.kind, child: record.name });
  await world.cluster.remove(ref, { uid: record.uid, propagation: "Background" });
}

/** Undefined for a kind that this version does not know. */
export function recordRef(record: ChildRecord): ObjectRef | undefined {
  const kind = CHILD_KINDS.find((candidate) => candidate.kind === record.kind && candidate.apiVersion === record.apiVersion);
  return kind === undefined ? undefined : { kind, namespace: record.namespace, name: record.name };
}
