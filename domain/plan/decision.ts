// What the gate is asked, and what it decides of one change.
import type { ChangeReport } from "../api/status.js";
import type { Blueprint } from "../blueprint/types.js";
import type { FrontTargets } from "../observed/front-targets.js";
import type { ProgramEnds } from "../observed/program-ends.js";
import type { Standing } from "../observed/standing.js";
import type { Change, Plan } from "./change.js";
import type { ReplicaAnswer } from "./move-cloud.js";
import type { MovePace } from "./move-pace.js";
import type { Permission } from "./permission.js";
import { verdict } from "./permission.js";

export type GateInput = {
  readonly plan: Plan;
  readonly standing: Standing;
  readonly target: Blueprint;
  readonly permission: Permission;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The StorageClass has refused to expand the volume of the database. */
  readonly volumeCannotGrow: boolean;
  /** Seconds for which an old way in is kept after DNS has moved: TTL of the records and drain of connections. */
  readonly drainSeconds: number;
  /** Whether load balancers reach the pods, of those that were asked about. */
  readonly targets?: FrontTargets;
  /** The cluster knows VolumeSnapshots. Default: it does. */
  readonly servesSnapshots?: boolean;
  /** How Jobs of a move have ended, of those that were asked about. */
  readonly ends?: ProgramEnds;
  /** What AWS has answered to the question of a move. */
  readonly cloud?: ReplicaAnswer;
  /** Seconds after which a load balancer counts as serving although nothing tells. Undefined: as in defaults. */
  readonly unseenTargetsSeconds?: number;
  /** Undefined: as in defaults. */
  readonly movePace?: MovePace;
};

export type Held = { readonly state: ChangeReport["state"]; readonly waitingFor?: string };
export type Decision = { readonly change: Change } & Held;

export function isRunning(decision: Decision): boolean {
  return decision.state === "Running";
}

/** An approval would let it start. */
export function waitsForApproval({ state, waitingFor = "" }: Held): boolean {
  return state === "Waiting" && waitingFor.includes("approval");
}

/** Running, or waiting with the way on. */
export function permitted(change: Change, { plan, permission }: Pick<GateInput, "plan" | "permission">): Held {
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
