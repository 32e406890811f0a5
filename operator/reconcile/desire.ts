// The four pure steps in a row: blueprint, plan, gate, render. The command line runs the same.
import type { WebService, WebServiceClass } from "../api/service.js";
import { blueprint } from "../blueprint/blueprint.js";
import type { RenderOptions } from "../blueprint/children.js";
import type { Blueprint } from "../blueprint/types.js";
import type { Children } from "../observed/late-values.js";
import { lateValues } from "../observed/late-values.js";
import type { Standing } from "../observed/standing.js";
import { standing } from "../observed/standing.js";
import type { Plan } from "../plan/change.js";
import type { Gated } from "../plan/gate.js";
import { earliest } from "../plan/decision.js";
import { gate } from "../plan/gate.js";
import { permission } from "../plan/permission.js";
import { makePlan } from "../plan/plan.js";
import { applySchedules } from "../plan/schedules.js";
import type { Memory } from "./memory.js";
import type { Prepared } from "./prepare.js";
import { prepare } from "./prepare.js";

export type Question = {
  readonly service: WebService;
  readonly serviceClass: WebServiceClass;
  readonly children: Children;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly drainSeconds: number;
  readonly render: RenderOptions;
};

export type Desire = {
  readonly target: Blueprint;
  readonly standing: Standing;
  readonly plan: Plan;
  readonly gated: Gated;
  readonly prepared: Prepared;
  /** Milliseconds since the epoch at which the answer may differ although nothing was changed. */
  readonly wakeAt: number | undefined;
};

export function desire(question: Question, memory: Memory): Desire {
  const { service, serviceClass, children, now } = question;
  const target = blueprint(service, serviceClass);
  const stands = standing(children);
  const plan = makePlan(stands, target);
  const gated = gate({
    plan,
    standing: stands,
    target,
    permission: permission(service, now),
    now,
    drainSeconds: question.drainSeconds,
  });
  const scheduled = applySchedules(gated.next, service.spec.scaling?.schedules ?? [], now);
  const late = lateValues(children, scheduled.next.database);
  const prepared = prepare({ blueprint: scheduled.next, late, options: question.render }, memory);
  return {
    target,
    standing: stands,
    plan,
    gated: { ...gated, next: scheduled.next },
    prepared,
    wakeAt: earliest([gated.wakeAt, scheduled.wakeAt]),
  };
}
