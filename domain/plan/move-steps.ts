// What every step of a move says: what the binding is to hold, what is waited for, and how it is taken back.
import type { Database, Move, Snapshot } from "../blueprint/types.js";
import type { BoundMove } from "../observed/bound-move.js";
import { boundMoveText } from "../observed/bound-move.js";
import type { Change } from "./change.js";
import type { GateInput, Held } from "./decision.js";
import type { ReplicaQuestion } from "./move-cloud.js";
import { jobOf, otherOf } from "./move-parts.js";

export type MoveGated = {
  readonly move?: Move;
  /** Databases that exist beside the one that the application uses. */
  readonly others: readonly Database[];
  /** Of the change in the plan; undefined: this file does not decide it. */
  readonly held?: Held;
  /** Roles of Jobs of which must be known how they ended. */
  readonly asks: readonly string[];
  readonly asksCloud?: ReplicaQuestion;
  /** Milliseconds since the epoch. */
  readonly wakeAt?: number;
  /** Copies of the volume in the cluster that are to be there before anybody is shut out. */
  readonly snapshots?: readonly Snapshot[];
};

export type UnderWay = { readonly last: BoundMove; readonly change: Change | undefined };

export function recorded(last: BoundMove | undefined, rest: Omit<Move, "record"> = {}): Pick<MoveGated, "move"> {
  if (last === undefined) return rest.job === undefined ? {} : { move: rest };
  return { move: { record: boundMoveText(last), ...rest } };
}

export function undo(last: BoundMove, { why, now }: { readonly why: string; readonly now: number }): BoundMove {
  return { ...last, state: "undoing", undoing: 1, since: iso(now), failure: why };
}

export function undoStep({ standing }: GateInput, given: BoundMove): Pick<MoveGated, "move" | "held"> {
  const source = standing.database;
  if (source === undefined) return recorded(given);
  const target = otherOf(standing.others, given.to) ?? source;
  const { id, attempt, undoing: count, failure = "" } = given;
  const job = jobOf({ command: "undo", id, attempt, count: `${attempt}-${count}`, source, target });
  return {
    ...recorded(given, { job }),
    held: { state: "Running", waitingFor: `the application to be let into its present database again: ${failure}` },
  };
}

export type Asking = {
  readonly held: Held;
  readonly asksCloud?: ReplicaQuestion;
  readonly wakeAt?: number;
};

export function asking({ held, asksCloud, wakeAt }: Asking): Pick<MoveGated, "held" | "asksCloud" | "wakeAt"> {
  return { held, asksCloud, wakeAt };
}

/** In words: how the target gets the data decides of what is waited for. */
export const MADE_BESIDE = {
  copy: "the new database, which is made beside the present one",
  replica: "the new database, which is made as a replica of the present one; AWS reckons with hours for each TiB",
} as const;

export const REHEARSING = {
  copy: "the rehearsal: the data is copied and verified once beside what serves; nothing is interrupted",
  replica: "the rehearsal: what the replica would lack is looked for, and how far it is behind; nothing is interrupted",
} as const;

export const FROZEN_FOR = { copy: "the copy", replica: "the replica to have everything" } as const;

export function running(waitingFor: string): Held {
  return { state: "Running", waitingFor };
}

export function waits(waitingFor: string): Held {
  return { state: "Waiting", waitingFor };
}

export function iso(now: number): string {
  return new Date(now).toISOString();
}
