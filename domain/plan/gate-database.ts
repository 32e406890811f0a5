// The gate for the database: one change at a time, never smaller without approval, never another kind by an edit.
import { isShutOut } from "../observed/move-phases.js";
import { usersOf } from "../api/tier.js";
import { alarmSubjects } from "../blueprint/alarms.js";
import { nearDatabase } from "../blueprint/near-database.js";
import { raisedCeilingGiB } from "../blueprint/rds-storage.js";
import type { AuroraDatabase, Blueprint, Database, DatabaseMember, InClusterDatabase, RdsDatabase } from "../blueprint/types.js";
import type { Change } from "./change.js";
import type { Decision, GateInput, Held } from "./decision.js";
import { earliest, permitted } from "./decision.js";
import type { MoveGated } from "./move-steps.js";
import { moveTargets, withoutOwn } from "./move-targets.js";
import { withUpgrade } from "./gate-upgrade.js";
import { gateMove, movedBack } from "./gate-move.js";
import type { ClassStep } from "./member-classes.js";
import { classStep } from "./member-classes.js";
import { besideDatabase, restored, restoreTurn } from "./restore.js";

export type DatabaseGated = {
  readonly next: Blueprint;
  readonly decisions: readonly Decision[];
  readonly wakeAt: number | undefined;
  /** Roles of Jobs of a move of which must be known how they ended. */
  readonly asksEnds: readonly string[];
  readonly asksCloud?: MoveGated["asksCloud"];
};
type OwnGated = Omit<DatabaseGated, "asksEnds">;

/** AWS refuses a second change of storage within six hours of the first. */
const STORAGE_PAUSE_MS = 6 * 3600 * 1000;

export function gateDatabase(input: GateInput): DatabaseGated {
  const moves = gateMove(input);
  const gated = gateOwn(input, moves);
  const back = movedBack(input, moves);
  const beside = besideDatabase(input, withoutOwn(moves.others, gated.next.database), gated);
  return {
    decisions: [...(back === undefined ? [] : [back]), ...gated.decisions],
    wakeAt: earliest([gated.wakeAt, moves.wakeAt]),
    next: {
      ...gated.next,
      ...beside,
      ...moveTargets(input, beside.otherDatabases),
      move: moves.move,
      ...(moves.snapshots === undefined ? {} : { snapshots: moves.snapshots }),
    },
    asksEnds: moves.asks,
    asksCloud: moves.asksCloud ?? gated.asksCloud,
  };
}

function gateOwn(input: GateInput, moves: MoveGated): OwnGated {
  const { standing, target } = input;
  if (standing.database === undefined) return { next: target, decisions: [], wakeAt: undefined };
  if (target.database === undefined) return removed(input, standing.database, moves);
  const { decisions, asksCloud, wakeAt } = withUpgrade(input, decideInTurn(input, moves));
  const running = decisions.filter((decision) => decision.state === "Running").map((decision) => decision.change);
  const start = ready(standing, target.database) ?? standing.database;
  const next = running.reduce((database, change) => carryOut(database, change, input), start);
  return {
    next: withDatabase(target, standing.databaseAdopting === true ? next : keepQuietFields(next, target.database)),
    ...{ decisions, asksCloud },
    wakeAt: earliest([wakeAt, storageWakeAt(decisions, input)]),
  };
}

/** Once the application is bound to none, what is kept is nobody's change any more. */
function removed(input: GateInput, database: Database, moves: MoveGated): OwnGated {
  const decisions = databaseChangesOf(input).map((change) => ({ change, ...permitted(change, input) }));
  // The program that lets the application in again needs it.
  const keeps = moves.move?.job !== undefined || decisions.some((decision) => decision.state !== "Running");
  return { next: keeps ? withDatabase(input.target, database) : input.target, decisions, wakeAt: undefined };
}

/** A database that nobody has open takes the size of the target: nothing is restarted by it. */
function ready({ database, databaseRuns }: GateInput["standing"], target: Database): Database | undefined {
  if (database === undefined) return undefined;
  if (database.kind !== "in-cluster" || databaseRuns) return withKnownClass(database, target);
  return target.kind === "in-cluster" ? { ...database, size: target.size, node: target.node } : database;
}

/** A cluster that was just made has no members yet, so nothing tells its class: the members about to be made decide it. */
function withKnownClass(database: Database, target: Database): Database {
  const isUnknown = database.kind === "aurora" && database.instanceClass === "";
  return isUnknown && target.kind === "aurora" ? { ...database, instanceClass: target.instanceClass } : database;
}

function databaseChangesOf(input: GateInput): readonly Change[] {
  return input.plan.changes.filter((change) => change.subject === "database");
}

const OTHERS_FIRST: Held = { state: "Waiting", waitingFor: "the change before it: one change at a time on one database" };

/** The first permitted change runs; the others wait until it is done and the database is at rest again. */
function decideInTurn(input: GateInput, moves: MoveGated): readonly Decision[] {
  let turnTaken = isShutOut(input.standing.move?.state);
  return databaseChangesOf(input).map((change) => {
    if (change.detail.kind === "database-move" && moves.held !== undefined) return { change, ...moves.held };
    const held = storageHold(change, input) ?? permitted(change, input);
    if (held.state !== "Running") return { change, ...held };
    const turn = turnTaken ? OTHERS_FIRST : turnOf(change, input);
    turnTaken ||= turn.state === "Running";
    return { change, ...turn };
  });
}

/** While the database is busy only a change of its class can be under way already: it goes on in steps. */
function turnOf({ detail }: Change, input: GateInput): Held {
  const { standing, target } = input;
  if (detail.kind === "database-restore") return restoreTurn(input);
  if (detail.kind !== "database-class") return standing.databaseBusy ? OTHERS_FIRST : { state: "Running" };
  const { moves, waitingFor } = nextMember(standing, target.database);
  if (moves !== undefined) return { state: "Running" };
  return waitingFor === undefined ? OTHERS_FIRST : { state: "Running", waitingFor };
}

function nextMember({ members, databaseBusy }: GateInput["standing"], target: Database | undefined): ClassStep {
  if (target === undefined || target.kind === "in-cluster") return {};
  return classStep(members, target.instanceClass, databaseBusy);
}

function storageHold(change: Change, { standing, now, volumeCannotGrow }: GateInput): Held | undefined {
  if (change.detail.kind !== "database-storage") return undefined;
  if (standing.database?.kind === "in-cluster" && volumeCannotGrow)
    return { state: "Held", waitingFor: cannotGrow(standing.database) };
  if (standing.database?.kind !== "rds") return undefined;
  const readyAt = storageReadyAt(standing.database);
  if (readyAt === undefined || readyAt <= now) return undefined;
  return { state: "Waiting", waitingFor: `${new Date(readyAt).toISOString()}: AWS allows one change of storage in six hours` };
}

function cannotGrow({ storageGiB }: InClusterDatabase): string {
  return `its StorageClass does not expand volumes (allowVolumeExpansion). The volume stays at ${storageGiB} GiB and the rest of the tier goes on; to accept that size, set spec.database.storageGiB: ${storageGiB}`;
}

function storageReadyAt(database: RdsDatabase): number | undefined {
  const changedAt = Date.parse(database.storageChangedAt ?? "");
  return Number.isNaN(changedAt) ? undefined : changedAt + STORAGE_PAUSE_MS;
}

function storageWakeAt(decisions: readonly Decision[], { standing, now }: GateInput): number | undefined {
  const waits = decisions.some(({ change, state }) => change.detail.kind === "database-storage" && state === "Waiting");
  if (!waits || standing.database?.kind !== "rds") return undefined;
  const readyAt = storageReadyAt(standing.database);
  return readyAt !== undefined && readyAt > now ? readyAt : undefined;
}

/** Applies one permitted change to the database as it stands. */
function carryOut(database: Database, change: Change, input: GateInput): Database {
  const target = input.target.database;
  if (target === undefined) return database;
  if (change.detail.kind === "database-restore") return restored(database, input);
  if (database.kind === "in-cluster" && target.kind === "in-cluster") return carryOutInCluster(database, target, change);
  if (change.detail.kind === "database-class") return withNextClass(database, input);
  if (database.kind === "rds" && target.kind === "rds") return carryOutRds(database, { target, change, now: input.now });
  if (database.kind === "aurora" && target.kind === "aurora") return carryOutAurora(database, target, change);
  return database;
}

function carryOutInCluster(database: InClusterDatabase, target: InClusterDatabase, change: Change): InClusterDatabase {
  if (change.detail.kind === "database-storage") return { ...database, storageGiB: target.storageGiB };
  if (change.detail.kind === "database-pod") return { ...database, size: target.size, node: target.node };
  return database;
}

/** One instance gets the class of the target; which one takes writes decides of what class the database is. */
function withNextClass(database: Database, { standing, target, now }: GateInput): Database {
  const member = nextMember(standing, target.database).moves;
  if (member === undefined || database.kind === "in-cluster" || target.database?.kind !== database.kind) return database;
  const { instanceClass } = target.database;
  // One that was refused the same class is left as it is: with another time each look would be a write.
  const again = member.askedClass === instanceClass ? member.classChangedAt : undefined;
  const changed = { instanceClass, classChangedAt: again ?? new Date(now).toISOString() };
  const members = database.members?.map((stands, index) => (index === member.index ? changed : stands));
  return { ...database, members, ...(member.isWriter ? { instanceClass } : {}) };
}

type RdsStep = { readonly target: RdsDatabase; readonly change: Change; readonly now: number };

function carryOutRds(database: RdsDatabase, { target, change, now }: RdsStep): RdsDatabase {
  switch (change.detail.kind) {
    case "database-storage":
      return {
        ...database,
        storageGiB: target.storageGiB,
        maxStorageGiB: raisedCeilingGiB({ ...database, storageGiB: target.storageGiB }, target.maxStorageGiB),
        storageChangedAt: new Date(now).toISOString(),
      };
    case "database-multi-az":
      return { ...database, multiAZ: target.multiAZ };
    case "database-version":
      return { ...database, version: target.version };
    case "database-backup":
      return { ...database, backupRetentionDays: target.backupRetentionDays };
    default:
      return database;
  }
}

function carryOutAurora(database: AuroraDatabase, target: AuroraDatabase, change: Change): AuroraDatabase {
  switch (change.detail.kind) {
    case "database-version":
      return { ...database, version: target.version };
    case "database-backup":
      return { ...database, backupRetentionDays: target.backupRetentionDays };
    default:
      return database;
  }
}

/** Fields that disturb nothing and only ever grow follow the target at once. */
function keepQuietFields(database: Database, target: Database): Database {
  // Nothing of the database says it; what a shorter one removes waits in backups.ts.
  if (database.kind === "in-cluster" && target.kind === "in-cluster")
    return { ...database, backupRetentionDays: target.backupRetentionDays };
  if (database.kind === "rds" && target.kind === "rds") {
    const readReplicas = Math.max(database.readReplicas, target.readReplicas);
    const members = withNew(database, target, 1 + readReplicas);
    return { ...database, members, readReplicas, maxStorageGiB: raisedCeilingGiB(database, target.maxStorageGiB) };
  }
  if (database.kind === "aurora" && target.kind === "aurora") {
    const readersMin = Math.max(database.readersMin, target.readersMin);
    const members = withNew(database, target, 1 + readersMin);
    return { ...database, members, readersMin, readersMax: Math.max(readersMin, target.readersMax) };
  }
  return database;
}

/** An instance that is added is made with the class of the target at once. */
function withNew(
  { members }: RdsDatabase | AuroraDatabase,
  { instanceClass }: RdsDatabase | AuroraDatabase,
  count: number,
): readonly DatabaseMember[] | undefined {
  if (members === undefined) return undefined;
  return [...members, ...Array.from({ length: Math.max(0, count - members.length) }, () => ({ instanceClass }))];
}

/** What depends on the database follows the one that stands: place of the web pods, alarms. */
function withDatabase(target: Blueprint, database: Database): Blueprint {
  const others = target.alarms.filter((alarm) => alarm.on !== "database");
  const watched = target.watchesDatabase ? alarmSubjects(["database"], { database, users: usersOf(target.tier) }) : [];
  return {
    ...target,
    database,
    alarms: [...watched, ...others],
    web: { ...target.web, nearDatabase: nearDatabase(database, target.web) },
  };
}
