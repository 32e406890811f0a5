// What the steps of a move name: its two databases, its id, and the Jobs of its program.
import { createHash } from "node:crypto";
import type { DatabaseRef } from "../blueprint/roles.js";
import { databaseRoles, moveRole } from "../blueprint/roles.js";
import { ceilingGiB } from "../blueprint/rds-storage.js";
import type { BoundMove } from "../observed/bound-move.js";
import type { AuroraDatabase, Database, Identity, MoveCommand, MoveJob, RdsDatabase } from "../blueprint/types.js";

export function refOf(database: Database): Required<DatabaseRef> {
  return { kind: database.kind, generation: database.generation ?? 0 };
}

export function sameRef(a: Required<DatabaseRef>, b: Required<DatabaseRef>): boolean {
  return a.kind === b.kind && a.generation === b.generation;
}

/** Of a database, the role of what holds its data. */
export function roleOf(ref: DatabaseRef): string {
  return databaseRoles(ref).main;
}

export function otherOf(others: readonly Database[], ref: Required<DatabaseRef>): Database | undefined {
  return others.find((database) => sameRef(refOf(database), ref));
}

/** How data goes from one kind to the other: Aurora can be made as a replica of RDS, and of nothing else. */
export function movesBy(source: Pick<Database, "kind">, target: Pick<Database, "kind">): "copy" | "replica" {
  return source.kind === "rds" && target.kind === "aurora" ? "replica" : "copy";
}

type Beside = { readonly source: Database; readonly others: readonly Database[]; readonly spent?: readonly number[] };

/**
 * The target as it is made beside the source: one that an earlier attempt has left is used. Replicas of RDS come when it is in use; the
 * members of Aurora share its volume and are there from the start. What has held the data so far has room for it.
 */
export function targetBeside({ source, others, spent = [] }: Beside, wanted: Database): Database {
  if (source.kind === "rds" && wanted.kind === "aurora") return replicaBeside({ source, others, spent }, wanted);
  const isOther = source.kind === wanted.kind;
  const left = others.find(
    (other) => other.kind === wanted.kind && (!isOther || other.version === wanted.version) && !isReplica(other),
  );
  if (left !== undefined) return left;
  if (wanted.kind === "aurora") return wanted;
  const room = source.kind === "aurora" ? 0 : source.storageGiB;
  const storageGiB = Math.max(wanted.storageGiB, room);
  if (wanted.kind === "rds")
    return { ...wanted, storageGiB, maxStorageGiB: ceilingGiB(storageGiB, wanted.maxStorageGiB), readReplicas: 0 };
  const generations = [source, ...others].filter(({ kind }) => kind === wanted.kind).map((one) => one.generation ?? 0);
  return { ...wanted, storageGiB, generation: 1 + Math.max(...generations), restoredFrom: undefined };
}

function isReplica(database: Database): boolean {
  return database.kind === "aurora" && database.follows === true;
}

type BesideRds = Required<Beside> & { readonly source: RdsDatabase };

/**
 * One that follows the source; one that does not, or was promoted, never will again, and the next has another number. While it follows it
 * has one instance: AWS knows no more, and adds the others when it stands for itself. Its version is the source's.
 */
function replicaBeside({ source, others, spent }: BesideRds, wanted: AuroraDatabase): AuroraDatabase {
  const bornOf = source.generation ?? 0;
  const clusters = others.filter((other) => other.kind === "aurora");
  const isUnspent = (cluster: AuroraDatabase) => !spent.includes(cluster.generation ?? 0);
  const following = clusters.find((one) => one.follows === true && one.bornOf === bornOf && isUnspent(one));
  if (following !== undefined) return following;
  const taken = [...clusters.map(({ generation = 0 }) => generation), ...spent];
  const generation = taken.length === 0 ? 0 : Math.max(...taken) + 1;
  const { version, application } = source;
  const names = application === undefined ? {} : { application };
  const made = { ...wanted, ...names, version, readersMin: 0, readersMax: 0, bornOf, follows: true };
  return generation === 0 ? made : { ...made, generation };
}

/** As it is to be from now on: what has left its source names it no more. */
export function lettingGo(others: readonly Database[], spent: readonly number[] = []): readonly Database[] {
  return others.map((other) =>
    other.kind === "aurora" && other.follows === true && spent.includes(other.generation ?? 0)
      ? { ...other, follows: false }
      : other,
  );
}

const ID_LENGTH = 12;

type Between = { readonly source: Database; readonly target: Database };

/** One more with every other pair of databases that data is to be moved between. */
export function seriesOf(last: BoundMove | undefined, { source, target }: Between): number {
  if (last === undefined) return 0;
  const { series = 0, from, to } = last;
  return sameRef(from, refOf(source)) && sameRef(to, refOf(target)) ? series : series + 1;
}

/**
 * The same for as long as the data of the same database is to be moved into the same other one. Never one of an earlier wish for the same:
 * its attempts are counted anew, and Jobs, snapshots and the fence of an attempt that was undone are found by id and number.
 */
export function moveIdOf({ uid, dataUid }: Identity, { source, target, series }: Between & { readonly series: number }): string {
  const text = JSON.stringify([uid, dataUid, refOf(source), refOf(target), series]);
  return createHash("sha256").update(text).digest("hex").slice(0, ID_LENGTH);
}

type Run = Omit<MoveJob, "role" | "freezeSeconds" | "by"> & { readonly count: string };

export function jobOf({ count, ...run }: Run & { readonly command: MoveCommand }): MoveJob {
  return { ...run, role: moveRole(run.command, run.id, count), freezeSeconds: 0, by: movesBy(run.source, run.target) };
}
