// Restoring a database in the cluster from a snapshot: a copy is made beside it, under the next generation, and the application is moved
// to it once it answers. Until then the present one serves; its volume is never touched.
import type { Blueprint, Database, InClusterDatabase } from "../blueprint/types.js";
import type { Standing } from "../observed/standing.js";
import type { Change } from "./change.js";
import { databaseChange } from "./change.js";
import type { Decision, GateInput, Held } from "./decision.js";
import { refOf, sameRef } from "./move-parts.js";

type Gated = { readonly next: Blueprint; readonly decisions: readonly Decision[] };

const SWITCH_SECONDS = 60;
const LISTED = 4;

/** Which database is meant: the one that stands, or the copy that is asked for and was not moved to yet. */
export function withRestore(database: InClusterDatabase, stands: Standing, asked: string | undefined): InClusterDatabase {
  if (stands.database?.kind !== "in-cluster") return database;
  const { generation: present = 0, restoredFrom } = stands.database;
  if (asked === undefined || asked === stands.restored) return { ...database, ...copyOf(present, restoredFrom) };
  const newer = (stands.copies ?? []).filter(({ generation }) => generation > present);
  const begun = newer.find((copy) => copy.restoredFrom === asked);
  const next = 1 + Math.max(present, ...newer.map(({ generation }) => generation));
  return { ...database, ...copyOf(begun?.generation ?? next, asked) };
}

/** The first of its kind has no number. */
function copyOf(generation: number, restoredFrom: string | undefined): Pick<InClusterDatabase, "generation" | "restoredFrom"> {
  return { ...(generation === 0 ? {} : { generation }), ...(restoredFrom === undefined ? {} : { restoredFrom }) };
}

export function restoreChanges(standing: Standing, from: InClusterDatabase, to: InClusterDatabase): readonly Change[] {
  const { generation = 0, restoredFrom = "" } = to;
  if ((from.generation ?? 0) === generation) return [];
  const snapshot = standing.snapshots?.find(({ name }) => name === restoredFrom);
  const taken = snapshot === undefined ? "" : `, taken at ${new Date(snapshot.takenAt).toISOString()}`;
  const isBegun = copyIn(standing, to) !== undefined;
  return [
    databaseChange({
      from: String(from.generation ?? 0),
      to: `${generation} ${restoredFrom}`,
      detail: { kind: "database-restore" },
      summary: `restore the database from VolumeSnapshot ${restoredFrom}${taken}; what was written since is not in it`,
      disruption: "Restart",
      reason: "spec.database.restoreFrom names it",
      downtimeSeconds: SWITCH_SECONDS,
      shrinks: true,
      impossible: isBegun ? undefined : whyNot(standing, from, restoredFrom),
    }),
  ];
}

function whyNot({ snapshots = [] }: Standing, { version }: InClusterDatabase, name: string): string | undefined {
  const snapshot = snapshots.find((one) => one.name === name);
  if (snapshot === undefined) {
    const good = snapshots.filter(({ isReady }) => isReady).map((one) => one.name);
    const others =
      good.length > LISTED ? `${good.slice(0, LISTED).join(", ")} and ${good.length - LISTED} more` : good.join(", ");
    return `this service has no VolumeSnapshot ${name}. It has: ${others === "" ? "none that is ready" : others}. Name one of them, or remove spec.database.restoreFrom`;
  }
  if (!snapshot.isReady)
    return `VolumeSnapshot ${name} is not ready to use${snapshot.error === undefined ? "" : `: ${snapshot.error}`}. Wait until it is, name another, or remove spec.database.restoreFrom`;
  if (snapshot.version !== undefined && version !== "" && snapshot.version !== version)
    return `VolumeSnapshot ${name} is of PostgreSQL ${snapshot.version}, and the database is of ${version}, which cannot open it. Name another, or remove spec.database.restoreFrom`;
  return undefined;
}

function copyIn({ copies = [] }: Standing, { generation, restoredFrom }: InClusterDatabase) {
  return copies.find((copy) => copy.generation === (generation ?? 0) && copy.restoredFrom === restoredFrom);
}

/** Of a restore that is permitted: the present database may be broken, so nothing of it is waited for. */
export function restoreTurn({ standing, target }: GateInput): Held {
  const isDone = target.database?.kind === "in-cluster" && copyIn(standing, target.database)?.isReady === true;
  return isDone
    ? { state: "Running" }
    : { state: "Running", waitingFor: "the restored copy to answer; the present database serves on" };
}

/** The copy, once it answers. */
export function restored(database: Database, { standing, target }: GateInput): Database {
  if (database.kind !== "in-cluster" || target.database?.kind !== "in-cluster") return database;
  const copy = copyIn(standing, target.database);
  if (copy?.isReady !== true) return database;
  const { generation, restoredFrom } = target.database;
  return { ...database, ...copyOf(generation ?? 0, restoredFrom), storageGiB: Math.max(database.storageGiB, copy.storageGiB) };
}

type Beside = Pick<Blueprint, "otherDatabases" | "restored">;

/** What stands beside the application's database stays, but for volumes that a restore has left: those need no pod. */
export function besideDatabase(
  { standing, target }: GateInput,
  all: readonly Database[],
  { next: { database: next }, decisions }: Gated,
): Beside {
  const others = all.filter(
    (other) => other.kind !== "in-cluster" || next?.kind !== "in-cluster" || isOfMove(standing, other, target),
  );
  const restore = decisions.find(({ change }) => change.detail.kind === "database-restore");
  const wanted = target.database;
  if (restore === undefined || next?.kind !== "in-cluster" || wanted?.kind !== "in-cluster")
    return { otherDatabases: others, restored: target.restored };
  const isSwitched = (next.generation ?? 0) === (wanted.generation ?? 0);
  if (isSwitched) return { otherDatabases: others, restored: target.restored };
  if (restore.state !== "Running") return { otherDatabases: others, restored: undefined };
  return { otherDatabases: [...others, beingRestored(standing, next, wanted)], restored: undefined };
}

/** Source or target of a move from one volume to another. */
function isOfMove({ move, database }: Standing, other: InClusterDatabase, { database: wanted }: Blueprint): boolean {
  if (move?.state === "switched" && sameRef(refOf(other), move.from)) return true;
  return database?.kind === "in-cluster" && wanted?.version === other.version && database.version !== other.version;
}

function beingRestored(standing: Standing, present: InClusterDatabase, wanted: InClusterDatabase): InClusterDatabase {
  const { generation = 0, restoredFrom } = wanted;
  const snapshot = standing.snapshots?.find(({ name }) => name === restoredFrom);
  const storageGiB = Math.max(present.storageGiB, snapshot?.sizeGiB ?? 0, copyIn(standing, wanted)?.storageGiB ?? 0);
  return { ...present, ...copyOf(generation, restoredFrom), storageGiB };
}
