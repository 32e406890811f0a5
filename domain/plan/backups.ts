// Which snapshots of the volume of a database in the cluster are made now, and which have ended. Counted in copies and not in days:
// whatever a clock says, the newest stay.
import type { WebService } from "../api/service.js";
import { databaseRoles } from "../blueprint/roles.js";
import type { Blueprint, InClusterDatabase, Snapshot } from "../blueprint/types.js";
import { DATA_KIND } from "../observed/binding.js";
import type { Children } from "../observed/late-values.js";
import type { ChildRecord } from "../observed/record.js";
import { childKey, isReady } from "../observed/record.js";
import type { SnapshotRecord } from "../observed/snapshots.js";
import { NIGHTLY, snapshotsIn } from "../observed/snapshots.js";
import { DEFAULT_BACKUP_RETENTION_DAYS } from "../tiers/defaults.js";
import { lastNight } from "./backup-night.js";
import { earliest } from "./decision.js";

/** So many good copies stay, whatever `backupRetentionDays` says. */
const LEAST_KEPT = 2;
/** A night, and two hours to take the copy in. */
export const OLD_AFTER_MS = 26 * 3_600_000;

/** A snapshot that is to be made. `role`: value of its component label. */
export type SnapshotOrder = Snapshot & { readonly role: string; readonly claim: string; readonly version: string };

export type Backups = {
  /** "unwanted": there is no database in the cluster, or not yet. "no-class": the class names no snapshot class. */
  readonly state: "on" | "unwanted" | "no-class" | "not-served";
  /** Claim that is backed up. */
  readonly claim?: string;
  readonly orders: readonly SnapshotOrder[];
  readonly expired: readonly SnapshotRecord[];
  /** The newest good copy of the volume in use, whatever it was made for. */
  readonly last?: SnapshotRecord;
  /** An attempt after it that has failed so far. */
  readonly failed?: SnapshotRecord;
  /** There is no good copy of the last day. */
  readonly isOld: boolean;
  /** Milliseconds since the epoch at which the answer differs although nothing was changed. */
  readonly wakeAt: number | undefined;
};

export type BackupQuestion = {
  readonly service: WebService;
  /** What may exist now. */
  readonly next: Blueprint;
  readonly children: Children;
  readonly now: number;
  /** The cluster knows VolumeSnapshots. */
  readonly isServed: boolean;
  /** More than the one of last night may go: somebody has approved a shorter retention. */
  readonly mayExpireMany: boolean;
};

const NOTHING = { orders: [], expired: [], isOld: false, wakeAt: undefined } as const;

export function backups(question: BackupQuestion): Backups {
  const { next, children, isServed } = question;
  const { database } = next;
  const claim = database?.kind === "in-cluster" ? claimOf(children, database) : undefined;
  if (database?.kind !== "in-cluster" || claim === undefined) return { state: "unwanted", ...NOTHING };
  if (next.place.volumeSnapshotClassName === undefined) return { state: "no-class", ...NOTHING };
  if (!isServed) return { state: "not-served", ...NOTHING };
  return { state: "on", claim: claim.name, ...ofVolume(question, database, claim) };
}

function claimOf(children: Children, database: InClusterDatabase): ChildRecord | undefined {
  return children.get(childKey({ kind: DATA_KIND["in-cluster"], role: databaseRoles(database).main }));
}

function ofVolume(question: BackupQuestion, database: InClusterDatabase, claim: ChildRecord): Omit<Backups, "state" | "claim"> {
  const { service, children, now, mayExpireMany } = question;
  const copies = snapshotsOf(children, claim.name);
  const last = copies.find(({ facts }) => facts.snapshot.isReady);
  const [newest] = copies;
  const failed = newest !== last && newest?.facts.snapshot.error !== undefined ? newest : undefined;
  const night = lastNight(service, now);
  const goodUntil = (last ?? copies.at(-1))?.facts.snapshot.takenAt;
  const oldAt = goodUntil === undefined ? undefined : goodUntil + OLD_AFTER_MS;
  const ended = expired(copies, keptNights(database)).filter(({ name }) => name !== service.spec.database?.restoreFrom);
  return {
    orders: orders(question, { database, claim, date: night.date }),
    expired: mayExpireMany || ended.filter(({ facts }) => facts.snapshot.isReady).length <= 1 ? ended : [],
    last,
    failed,
    isOld: oldAt !== undefined && oldAt <= now,
    wakeAt: earliest([night.nextAt, oldAt === undefined || oldAt <= now ? undefined : oldAt]),
  };
}

type Tonight = { readonly database: InClusterDatabase; readonly claim: ChildRecord; readonly date: string };

/** Names tell the night, so nothing is made twice, by whomever. A database that does not answer is not copied over its good copies. */
function orders({ next, children }: BackupQuestion, { database, claim, date }: Tonight): readonly SnapshotOrder[] {
  const { main } = databaseRoles(database);
  const order = (reason: string, suffix: string) => ({
    ...{ reason, role: `${main}-${suffix}`, claim: claim.name, version: database.version },
  });
  const answers = isReady(claim) && isReady(children.get(childKey({ kind: "StatefulSet", role: main })));
  const wanted = [
    ...(next.snapshots ?? []).map(({ reason }) => order(reason, reason)),
    ...(answers ? [order(NIGHTLY, date)] : []),
  ];
  return wanted.filter(({ role }) => !children.has(childKey({ kind: "VolumeSnapshot", role })));
}

/** Of the volume of this claim, the newest first. */
export function snapshotsOf(children: Children, claim: string): readonly SnapshotRecord[] {
  return snapshotsIn(children.values()).filter(({ facts }) => facts.snapshot.claim === claim);
}

/** Good nightly copies that are kept. */
export function keptNights({ backupRetentionDays = DEFAULT_BACKUP_RETENTION_DAYS }: InClusterDatabase): number {
  return Math.max(LEAST_KEPT, backupRetentionDays);
}

/** A good copy goes only after as many newer good ones; one that never became good after as many newer nights. */
function expired(copies: readonly SnapshotRecord[], kept: number): readonly SnapshotRecord[] {
  const nightly = copies.filter(({ facts }) => facts.snapshot.reason === NIGHTLY);
  const good = nightly.filter(({ facts }) => facts.snapshot.isReady);
  return [...good.slice(kept), ...nightly.slice(kept).filter(({ facts }) => !facts.snapshot.isReady)];
}

export type SnapshotState =
  | { readonly kind: "absent" | "under-way" }
  | { readonly kind: "ready"; readonly name: string }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };

/** Whether a snapshot that a blueprint named is there: what a move waits for. */
export function snapshotState(children: Children, database: InClusterDatabase, { reason }: Snapshot): SnapshotState {
  const record = children.get(childKey({ kind: "VolumeSnapshot", role: `${databaseRoles(database).main}-${reason}` }));
  const facts = record?.facts.snapshot;
  if (record === undefined || facts === undefined || record.deleting) return { kind: "absent" };
  if (facts.isReady) return { kind: "ready", name: record.name };
  return facts.error === undefined ? { kind: "under-way" } : { kind: "failed", name: record.name, message: facts.error };
}
