// The gate: what is not allowed yet keeps its present value, so what is rendered is always a state that serves.
import type { Blueprint } from "../blueprint/types.js";
import type { FrontKind } from "../observed/front-targets.js";
import type { Change } from "./change.js";
import type { Decision, GateInput } from "./decision.js";
import { earliest, isRunning, permitted } from "./decision.js";
import { closing } from "./gate-closing.js";
import { gateDatabase } from "./gate-database.js";
import { gateFront } from "./gate-front.js";
import type { ReplicaQuestion } from "./move-cloud.js";

export type Gated = {
  /** What may exist now. */
  readonly next: Blueprint;
  readonly decisions: readonly Decision[];
  /** Milliseconds since the epoch at which the gate may decide otherwise by itself. */
  readonly wakeAt: number | undefined;
  /** Ways in of which must be known whether they reach the pods, before anything can go on. */
  readonly asks: readonly FrontKind[];
  /** Roles of Jobs of a move of which must be known how they ended. */
  readonly asksEnds: readonly string[];
  /** What AWS must be asked before a move can go on. */
  readonly asksCloud?: ReplicaQuestion;
};

export function gate(input: GateInput): Gated {
  const database = gateDatabase(input);
  const front = gateFront(input, database.next);
  const cache = decide(input, "cache");
  const { isFrontClosed, wakeAt: closesAt } = closing(input, front.next);
  const way = isFrontClosed ? { ...front.next, isFrontClosed } : front.next;
  const next = cache.every(isRunning) ? way : { ...way, cache: input.standing.cache };
  const decisions = [...front.decisions, ...cache, ...database.decisions];
  return {
    next,
    decisions,
    asks: front.asks,
    asksEnds: database.asksEnds,
    asksCloud: database.asksCloud,
    wakeAt: earliest([
      database.wakeAt,
      front.wakeAt,
      closesAt,
      decisions.every(isRunning) ? undefined : input.permission.windowTurnsAt,
    ]),
  };
}

/** Decides changes that need nothing but permission. */
function decide(input: GateInput, subject: Change["subject"]): readonly Decision[] {
  return input.plan.changes
    .filter((change) => change.subject === subject)
    .map((change) => ({ change, ...permitted(change, input) }));
}
