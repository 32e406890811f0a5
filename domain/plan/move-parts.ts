// What the steps of a move name: its two databases, its id, and the Jobs of its program.
import { createHash } from "node:crypto";
import type { DatabaseRef } from "../blueprint/roles.js";
import { databaseRoles, moveRole } from "../blueprint/roles.js";
import { ceilingGiB } from "../blueprint/rds-storage.js";
import type { Database, Identity, MoveCommand, MoveJob } from "../blueprint/types.js";

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

/**
 * The target as it is made beside the source: one that an earlier attempt has left is used. Replicas of RDS come when it is in use; the
 * members of Aurora share its volume and are there from the start. What has held the data so far has room for it.
 */
export function targetBeside(others: readonly Database[], source: Database, wanted: Database): Database {
  const isOther = source.kind === wanted.kind;
  const left = others.find(({ kind, version }) => kind === wanted.kind && (!isOther || version === wanted.version));
  if (left !== undefined) return left;
  if (wanted.kind === "aurora") return wanted;
  const room = source.kind === "aurora" ? 0 : source.storageGiB;
  const storageGiB = Math.max(wanted.storageGiB, room);
  if (wanted.kind === "rds")
    return { ...wanted, storageGiB, maxStorageGiB: ceilingGiB(storageGiB, wanted.maxStorageGiB), readReplicas: 0 };
  const generations = [source, ...others].filter(({ kind }) => kind === wanted.kind).map((one) => one.generation ?? 0);
  return { ...wanted, storageGiB, generation: 1 + Math.max(...generations), restoredFrom: undefined };
}

const ID_LENGTH = 12;

/** The same for as long as the data of the same database is to be moved into the same other one. */
export function moveIdOf({ dataUid }: Identity, source: Database, target: Database): string {
  const text = JSON.stringify([dataUid, refOf(source), refOf(target)]);
  return createHash("sha256").update(text).digest("hex").slice(0, ID_LENGTH);
}

type Run = Omit<MoveJob, "role" | "freezeSeconds"> & { readonly count: string };

export function jobOf({ count, ...run }: Run & { readonly command: MoveCommand }): MoveJob {
  return { ...run, role: moveRole(run.command, run.id, count), freezeSeconds: 0 };
}
