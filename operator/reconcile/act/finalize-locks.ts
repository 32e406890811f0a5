// Opens the locks of data that is to go, and closes them again on whatever stays after all.
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { ClusterErrorKind } from "../../ports/cluster.js";
import { ClusterError } from "../../ports/cluster.js";
import type { Locks } from "../../ports/data-deletion.js";
import { closedLocks } from "../decide/data-deletion.js";
import type { World } from "../world.js";
import { recordRef } from "./prune-orphans.js";

export async function setLocks(world: World, record: ChildRecord, locks: Locks): Promise<void> {
  const ref = recordRef(record);
  if (ref === undefined) return;
  await unlessOver(() => world.data.setLocks(ref, locks, record.uid));
}

/** Its controller reads the policy when it next tries: what it has not begun with stays in AWS. No spec of what is being deleted is changed. */
export async function closeLocks(world: World, records: readonly ChildRecord[]): Promise<void> {
  const open = records.filter(({ facts }) => facts.released !== undefined);
  await Promise.all(
    open.map((record) => {
      const { annotations, spec } = closedLocks(record);
      return setLocks(world, record, record.deleting ? { annotations } : { annotations, spec });
    }),
  );
}

export async function unlessGone(act: () => Promise<unknown>): Promise<void> {
  await unless(act, ["not-found"]);
}

/** What has gone, or is another object by now, is no concern any more. */
export async function unlessOver(act: () => Promise<unknown>): Promise<void> {
  await unless(act, ["not-found", "conflict"]);
}

async function unless(act: () => Promise<unknown>, kinds: readonly ClusterErrorKind[]): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ClusterError && kinds.includes(error.kind)) return;
    throw error;
  }
}
