// Removes children that the blueprint no longer names, after the new ones are there. Never what holds data.
import { CHILD_KINDS } from "../../../domain/api/kinds.js";
import type { ObjectRef } from "../../../domain/api/objects.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId } from "../../../domain/observed/record.js";
import type { Applied } from "./apply-children.js";
import type { ById, Observed } from "../decide/observe.js";
import type { Prepared } from "../../../cdk8s/prepare.js";
import type { World } from "../world.js";

export type Pruned = {
  readonly removed: readonly ChildRecord[];
  /** Computing children that are on their way out. */
  readonly leaving: readonly ChildRecord[];
  /** Data that the blueprint no longer names. */
  readonly kept: readonly ChildRecord[];
};

export type PruneTask = {
  readonly observed: Pick<Observed, "byId" | "notes">;
  readonly prepared: Prepared;
  readonly applied: Applied;
};

export async function pruneOrphans(world: World, { observed, prepared, applied }: PruneTask): Promise<Pruned> {
  const { kept, computing } = orphansOf(observed.byId, prepared);
  const leaving = computing.filter((record) => record.deleting);
  if (!isComplete(prepared, applied)) return { removed: [], leaving: computing, kept };
  const removed = computing.filter((record) => !record.deleting);
  await Promise.all([...removed, ...observed.notes].map((record) => removeChild(world, record)));
  return { removed, leaving, kept };
}

type Orphans = { readonly kept: readonly ChildRecord[]; readonly computing: readonly ChildRecord[] };

/** Children that the blueprint does not name. */
export function orphansOf(observed: ById, prepared: Prepared): Orphans {
  const named = new Set([
    ...prepared.children.map((child) => child.id),
    ...prepared.waiting.map((child) => childId({ kind: child.kind.kind, name: child.name })),
  ]);
  const orphans = [...observed.entries()].filter(([key]) => !named.has(key)).map(([, record]) => record);
  return { kept: orphans.filter((record) => record.holdsData), computing: orphans.filter((record) => !record.holdsData) };
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
