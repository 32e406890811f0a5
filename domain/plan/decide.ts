// The pure steps before rendering, in a row: blueprint, standing, plan, gate, schedules. What may exist now, and why.
import type { WebService, WebServiceClass } from "../api/service.js";
import { blueprint } from "../blueprint/blueprint.js";
import type { Blueprint } from "../blueprint/types.js";
import type { Children } from "../observed/late-values.js";
import type { Standing } from "../observed/standing.js";
import { standing } from "../observed/standing.js";
import type { Plan } from "./change.js";
import type { Gated } from "./gate.js";
import { earliest } from "./decision.js";
import { gate } from "./gate.js";
import { permission } from "./permission.js";
import { makePlan } from "./plan.js";
import { applySchedules } from "./schedules.js";

export type Question = {
  readonly service: WebService;
  readonly serviceClass: WebServiceClass;
  readonly children: Children;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly drainSeconds: number;
};

export type Decided = {
  readonly target: Blueprint;
  readonly standing: Standing;
  readonly plan: Plan;
  readonly gated: Gated;
  /** Milliseconds since the epoch at which the answer may differ although nothing was changed. */
  readonly wakeAt: number | undefined;
};

export function decide({ service, serviceClass, children, now, drainSeconds }: Question): Decided {
  const target = blueprint(service, serviceClass);
  const stands = standing(children);
  const plan = makePlan(stands, target);
  const gated = gate({ plan, standing: stands, target, permission: permission(service, now), now, drainSeconds });
  const scheduled = applySchedules(gated.next, service.spec.scaling?.schedules ?? [], now);
  return {
    target,
    standing: stands,
    plan,
    gated: { ...gated, next: scheduled.next },
    wakeAt: earliest([gated.wakeAt, scheduled.wakeAt]),
  };
}
