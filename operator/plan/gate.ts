// The gate: what is not allowed yet keeps its present value, so what is rendered is always a state that serves.
import type { ChangeReport } from "../api/status.js";
import type { Blueprint } from "../blueprint/types.js";
import type { Standing } from "../observed/standing.js";
import type { Change, Plan } from "./change.js";
import { gateDatabase } from "./gate-database.js";
import { gateFront } from "./gate-front.js";
import type { Permission } from "./permission.js";
import { verdict } from "./permission.js";

export type GateInput = {
  readonly plan: Plan;
  readonly standing: Standing;
  readonly target: Blueprint;
  readonly permission: Permission;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Seconds for which an old way in is kept after DNS has moved: TTL of the records and drain of connections. */
  readonly drainSeconds: number;
};

export type Held = { readonly state: ChangeReport["state"]; readonly waitingFor?: string };
export type Decision = { readonly change: Change } & Held;

export type Gated = {
  /** What may exist now. */
  readonly next: Blueprint;
  readonly decisions: readonly Decision[];
  /** The web pods are left as they are. */
  readonly webFrozen: boolean;
  /** Milliseconds since the epoch at which the gate may decide otherwise by itself. */
  readonly wakeAt: number | undefined;
};

export function gate(input: GateInput): Gated {
  const database = gateDatabase(input);
  const front = gateFront(input, database.next);
  const web = decide(input, "web");
  const cache = decide(input, "cache");
  const next = cache.every(isRunning) ? front.next : { ...front.next, cache: input.standing.cache };
  const decisions = [...web, ...front.decisions, ...cache, ...database.decisions];
  return {
    next,
    decisions,
    webFrozen: !web.every(isRunning),
    wakeAt: earliest([database.wakeAt, front.wakeAt, decisions.every(isRunning) ? undefined : input.permission.windowTurnsAt]),
  };
}

export function isRunning(decision: Decision): boolean {
  return decision.state === "Running";
}

/** Decides changes that need nothing but permission. */
function decide(input: GateInput, subject: Change["subject"]): readonly Decision[] {
  return input.plan.changes
    .filter((change) => change.subject === subject)
    .map((change) => ({ change, ...permitted(change, input) }));
}

/** Running, or waiting with the way on. */
export function permitted(change: Change, { plan, permission }: GateInput): Held {
  if (change.impossible !== undefined) return { state: "Held", waitingFor: change.impossible };
  switch (verdict(change, plan, permission)) {
    case "allowed":
      return { state: "Running" };
    case "approval":
      return { state: "Waiting", waitingFor: "approval" };
    case "window":
      return { state: "Waiting", waitingFor: "the maintenance window or approval" };
  }
}

export function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
