// Deletes the data of a service, for good, when both keys are there: one stage after the other, each step taken from what exists now, so that an
// operator that is killed goes on where it was, and one that loses a key stops before the next step.
//
// Guarantees: nothing begins before everything was examined; no database goes without a finished snapshot that was named and seen; what AWS takes
// as it deletes one is awaited before anything else goes; data of other UIDs is never in `data`.
import { isDeepStrictEqual } from "node:util";
import { finalSnapshotName } from "../../../cdk8s/born-safe.js";
import type { WebService } from "../../../domain/api/service.js";
import { databaseIn } from "../../../domain/observed/binding.js";
import type { Ending, EndingDatabase } from "../../../domain/observed/ending.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId, nameInAws } from "../../../domain/observed/record.js";
import type { CloudDatabaseState } from "../../ports/cloud-databases.js";
import {
  isDatabase,
  isInstance,
  isTakenUp,
  keysOf,
  leavingInWords,
  openedLocks,
  orKeep,
  stageOf,
} from "../decide/data-deletion.js";
import type { World } from "../world.js";
import type { States } from "./finalize-check.js";
import { examine, outOfSight } from "./finalize-check.js";
import { closeLocks, setLocks, unlessOver } from "./finalize-locks.js";
import { writeEnding } from "./finalize-note.js";
import { finalSnapshotOf } from "./finalize-snapshots.js";
import { tellDeletion as tell } from "./finalize-tell.js";
import { endSecrets } from "./finalize-secrets.js";
import { recordRef, removeChild } from "./prune-orphans.js";

export type DataTask = {
  readonly service: WebService;
  readonly dataUid: string;
  readonly data: readonly ChildRecord[];
  /** Of this data: what the deletion has written down before it began. */
  readonly notes: readonly ChildRecord[];
  readonly binding: ChildRecord | undefined;
};

export type DataEnd = { readonly kind: "done" } | { readonly kind: "held" | "going"; readonly message: string };

export async function endData(world: World, task: DataTask): Promise<DataEnd> {
  const { service, data } = task;
  const keys = keysOf(service);
  const known = task.notes.map(({ facts }) => facts.ending).find((ending) => ending?.service === service.metadata.uid);
  const ending = endingOf(task, known, keys.snapshots);
  const held = (message: string) => hold(world, task, { ending, message });
  if (keys.kind === "missing") return held(keys.message);
  const theirs = adoptedAmong(data);
  if (theirs !== undefined) return held(`${theirs}. ${orKeep(service)}`);
  const wanted = { service, snapshots: keys.snapshots };
  const hidden = await outOfSight(world, [...data, ...(task.binding ? [task.binding] : [])], wanted);
  if (hidden !== undefined) return held(hidden);
  if (!isDeepStrictEqual(ending, known)) {
    await writeEnding(world, task, ending);
    return going("what is to be deleted is being written down");
  }
  const examined = await examine(
    world,
    data.filter(({ deleting }) => !deleting),
    wanted,
  );
  if (examined.kind === "held") return held(examined.message);
  if (examined.kind === "unknown") return going(examined.message);
  const { records, afterSnapshots } = stageOf(data);
  const awaited = afterSnapshots ? await awaitSnapshots(world, task, ending) : undefined;
  if (awaited !== undefined) return awaited;
  if (records.length > 0) return carryOut(world, { service, records, states: examined.states });
  await endSecrets(world, task, ending);
  await Promise.all(task.notes.map((note) => removeChild(world, note)));
  tell(world, service, { reason: "DataDeleted", note: lastWords(ending) });
  return { kind: "done" };
}

/** Whoever made it may have more in it than this service knows of. */
function adoptedAmong(data: readonly ChildRecord[]): string | undefined {
  const found = data.find(({ facts: { rds, aurora } }) => (rds ?? aurora)?.adopted !== undefined);
  if (found === undefined) return undefined;
  return `${found.kind} ${found.name} is ${nameInAws(found)} in RDS, which was adopted and not made by Tenfold: it is never deleted, and so nothing else is`;
}

function going(message: string): DataEnd {
  return { kind: "going", message };
}

/** Writing tells as well whether the namespace is being deleted: then nothing holds it up. */
async function hold(
  world: World,
  task: DataTask,
  { ending, message }: { readonly ending: Ending; readonly message: string },
): Promise<DataEnd> {
  await closeLocks(world, task.data);
  await writeEnding(world, task, ending);
  return { kind: "held", message };
}

function endingOf({ service, data }: DataTask, known: Ending | undefined, snapshots: readonly string[]): Ending {
  const standing = data.filter(isDatabase).map((record): EndingDatabase => {
    const { kind, name, facts } = record;
    const generation = databaseIn(record)?.generation ?? 0;
    return { kind, name, generation, region: facts.region ?? "", finalSnapshot: finalSnapshotName(name) };
  });
  const gone = (known?.databases ?? []).filter((database) => !standing.some(({ name }) => name === database.name));
  const databases = [...gone, ...standing].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { service: service.metadata.uid, named: snapshots.join(","), databases };
}

type Work = { readonly service: WebService; readonly records: readonly ChildRecord[]; readonly states: States };

async function carryOut(world: World, { service, records, states }: Work): Promise<DataEnd> {
  const steps = records.map((record) => step(world, service, { record, state: states.get(childId(record)) }));
  return going(`data is being deleted: ${(await Promise.all(steps)).join("; ")}`);
}

type Subject = { readonly record: ChildRecord; readonly state: CloudDatabaseState | undefined };

/** What is waited for now. */
async function step(world: World, service: WebService, { record, state }: Subject): Promise<string> {
  const ref = recordRef(record);
  if (ref === undefined) return `${record.kind} ${record.name} is of a kind that this version does not know: delete it by hand`;
  if (record.deleting) return leavingInWords(record);
  const what = `${record.kind} ${record.name}`;
  const wait = await unlocked(world, { record, state });
  if (wait !== undefined) return `${what} ${wait}`;
  world.log.info("deleting data", { kind: record.kind, child: record.name, service: service.metadata.name });
  await unlessOver(() => world.data.remove(ref, record.uid));
  tell(world, service, { reason: "DataDeleted", note: `deleting ${what}` });
  return `${what} is asked to go`;
}

/** What AWS does not have is let go with its locks closed: its object deletes nothing there. */
async function letGo(world: World, record: ChildRecord): Promise<string | undefined> {
  await closeLocks(world, [record]);
  return record.facts.released === undefined ? undefined : "is not in AWS, and is let go without deleting anything there";
}

/** Undefined: nothing protects it any more. */
async function unlocked(world: World, { record, state }: Subject): Promise<string | undefined> {
  if (isInstance(record) && state === undefined) return letGo(world, record);
  const isProtected = state?.deletionProtection === true;
  const isHalf = record.facts.released?.whole === false;
  const locks = openedLocks(record, isProtected || isHalf);
  if (locks === undefined) return undefined;
  const isUnasked = isProtected && !isDatabase(record);
  if (record.facts.released?.whole !== true || isUnasked) {
    await setLocks(world, record, locks);
    return "loses its protection";
  }
  const { health } = record;
  const trouble = health.state === "failed" ? ` (its controller says: ${health.message})` : "";
  if (isProtected) return `waits until AWS shows its deletion protection off${trouble}`;
  if (record.kind === "Table" && !isTakenUp(record, world.clock.now()))
    return `waits until its deletion protection is off${trouble}`;
  return undefined;
}

/** Undefined: every one is there, and told. */
async function awaitSnapshots(world: World, { service }: DataTask, { databases }: Ending): Promise<DataEnd | undefined> {
  try {
    const found = await Promise.all(databases.map((database) => finalSnapshotOf(world, database)));
    for (const one of found) {
      if (one.kind === "there") tell(world, service, { reason: "FinalSnapshot", note: one.note });
      if (one.kind === "never") tell(world, service, { reason: "FinalSnapshotMissing", note: one.note });
    }
    const stuck = found.flatMap((one) => (one.kind === "stuck" ? [one.message] : []));
    if (stuck.length > 0) return { kind: "held", message: `${stuck.join("; ")}. ${orKeep(service)}` };
    const awaited = found.flatMap((one) => (one.kind === "awaited" ? [one.message] : []));
    return awaited.length === 0 ? undefined : going(awaited.join("; "));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return going(
      `AWS could not be asked whether the final snapshots are there; nothing more is deleted until it answers: ${why}`,
    );
  }
}

function lastWords({ databases, named }: Ending): string {
  const finals = databases.map(({ finalSnapshot }) => finalSnapshot);
  const left = finals.length === 0 ? "" : `; left are the final snapshots ${finals.join(", ")}`;
  return `all data of this service is deleted${left}; named were ${named}`;
}
