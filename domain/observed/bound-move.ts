// What the binding says of a move of data from one database to another. Written only over the version that was read, so that of two who
// decide differently one wins; whatever else is known of a move follows from the objects and from what its programs have left.
import type { MoveState } from "../api/status-move.js";
import { MOVE_STATES } from "../api/status-move.js";
import type { DatabaseRef } from "../blueprint/roles.js";
import type { DatabaseKind } from "../blueprint/types.js";
import { at, isRecord, jsonIn, listAt, numberAt, textAt } from "./reading.js";

export type Rehearsal = {
  /** Counts those of this move, from 1. */
  readonly number: number;
  /** RFC 3339. */
  readonly at: string;
  readonly passed: boolean;
  /** How long the application will be shut out: copied and verified in so many seconds. */
  readonly seconds?: number;
  readonly bytes?: number;
  readonly tables?: number;
  readonly rows?: number;
  /** Of a replica: how far it was behind, and how long comparing takes. The rest is what promoting is reckoned at. */
  readonly lagSeconds?: number;
  readonly verifySeconds?: number;
  /** Of one that failed: what is in the way, and what to do. */
  readonly message?: string;
};

/** What was moved while the application was shut out. */
export type Freeze = { readonly seconds?: number; readonly bytes?: number; readonly rows?: number };

export type BoundMove = {
  /** Names the two databases: the same for as long as the same is to be moved to the same. */
  readonly id: string;
  readonly from: Required<DatabaseRef>;
  readonly to: Required<DatabaseRef>;
  readonly state: MoveState;
  /** RFC 3339; when it came to this state. */
  readonly since: string;
  /** How often the application was shut out for it, the present time included. */
  readonly attempt: number;
  /** How often undoing was begun for the present attempt. */
  readonly undoing: number;
  readonly rehearsal?: Rehearsal;
  readonly freeze?: Freeze;
  /** Why the last attempt was given up. */
  readonly failure?: string;
  /** RFC 3339; when the application was shut out for the present attempt. */
  readonly frozenAt?: string;
  /** Of a replica: how often comparing was begun for the present attempt. */
  readonly tries?: number;
  /** Of a replica: whether it left its source. "maybe": it was to be promoted, and how that ended was not seen. */
  readonly promotion?: "maybe" | "done";
  /** How many moves between other databases were begun before this one, so that going back to a former pair is another move. */
  readonly series?: number;
  /** Generations of targets that have left their source for good: none of them is ever a target again. */
  readonly spent?: readonly number[];
};

/** Undefined: none, or not ours. */
export function readBoundMove(text: string | undefined): BoundMove | undefined {
  const found = jsonIn(text);
  const [from, to] = [refAt(found, "from"), refAt(found, "to")];
  const state = MOVE_STATES.find((candidate) => candidate === textAt(found, "state"));
  const id = textAt(found, "id");
  if (from === undefined || to === undefined || state === undefined || id === undefined) return undefined;
  return {
    ...{ id, from, to, state },
    since: textAt(found, "since") ?? "",
    attempt: numberAt(found, "attempt") ?? 0,
    undoing: numberAt(found, "undoing") ?? 0,
    rehearsal: rehearsalIn(at(found, "rehearsal")),
    freeze: isRecord(at(found, "freeze")) ? figures(at(found, "freeze")) : undefined,
    failure: textAt(found, "failure"),
    series: numberAt(found, "series"),
    ...promotionIn(found),
  };
}

function promotionIn(found: unknown): Pick<BoundMove, "frozenAt" | "tries" | "promotion" | "spent"> {
  const promotion = textAt(found, "promotion");
  const spent = listAt(found, "spent").filter((generation) => typeof generation === "number");
  return {
    frozenAt: textAt(found, "frozenAt"),
    tries: numberAt(found, "tries"),
    promotion: promotion === "maybe" || promotion === "done" ? promotion : undefined,
    spent: spent.length === 0 ? undefined : spent,
  };
}

/** Equal moves have equal texts. */
export function boundMoveText(move: BoundMove): string {
  const { id, from, to, state, since, attempt, undoing, rehearsal, freeze, failure, frozenAt, tries, promotion, spent, series } =
    move;
  const replica = { frozenAt, tries, promotion, spent };
  return JSON.stringify({ id, from, to, state, since, attempt, undoing, rehearsal, freeze, failure, ...replica, series });
}

const KINDS: readonly DatabaseKind[] = ["in-cluster", "rds", "aurora"];

function refAt(value: unknown, field: string): Required<DatabaseRef> | undefined {
  const kind = KINDS.find((candidate) => candidate === textAt(value, field, "kind"));
  return kind === undefined ? undefined : { kind, generation: numberAt(value, field, "generation") ?? 0 };
}

function rehearsalIn(value: unknown): Rehearsal | undefined {
  if (!isRecord(value)) return undefined;
  return {
    number: numberAt(value, "number") ?? 0,
    at: textAt(value, "at") ?? "",
    passed: at(value, "passed") === true,
    ...figures(value),
    tables: numberAt(value, "tables"),
    lagSeconds: numberAt(value, "lagSeconds"),
    verifySeconds: numberAt(value, "verifySeconds"),
    message: textAt(value, "message"),
  };
}

function figures(value: unknown): Freeze {
  return { seconds: numberAt(value, "seconds"), bytes: numberAt(value, "bytes"), rows: numberAt(value, "rows") };
}
