// Whether a change may start now: by its class, by an open window, or by an approval that names the plan.
import { Cron } from "croner";
import { ANNOTATION } from "../api/keys.js";
import type { WebService } from "../api/service.js";
import type { Disruption } from "../api/web-service.js";
import { DISRUPTIONS } from "../api/web-service.js";
import type { Change, Plan } from "./change.js";

export type Permission = {
  readonly automatic: Disruption;
  /** Highest class that the window allows while it is open; undefined when there is none or it is shut. */
  readonly inWindow: Disruption | undefined;
  /** Milliseconds since the epoch at which the window opens or shuts next. */
  readonly windowTurnsAt: number | undefined;
  readonly approvedPlan: string | undefined;
};

const MINUTE = 60_000;

/** `now` in milliseconds since the epoch. */
export function permission(service: WebService, now: number): Permission {
  const { automatic = "Rolling", window } = service.spec.changes ?? {};
  const base = { automatic, approvedPlan: service.metadata.annotations?.[ANNOTATION.approve] };
  if (window === undefined) return { ...base, inWindow: undefined, windowTurnsAt: undefined };
  const cron = new Cron(window.schedule, { timezone: window.timeZone ?? "UTC" });
  const opened = cron.previousRuns(1, new Date(now + 1))[0]?.getTime();
  const shutsAt = opened === undefined ? undefined : opened + window.minutes * MINUTE;
  if (shutsAt !== undefined && now < shutsAt) return { ...base, inWindow: window.upTo ?? "Restart", windowTurnsAt: shutsAt };
  return { ...base, inWindow: undefined, windowTurnsAt: cron.nextRun(new Date(now))?.getTime() };
}

export type Verdict = "allowed" | "approval" | "window";

export function verdict(change: Change, plan: Plan, given: Permission): Verdict {
  if (given.approvedPlan === plan.id) return "allowed";
  if (change.shrinks) return "approval";
  if (isAtMost(change.disruption, given.automatic)) return "allowed";
  if (given.inWindow !== undefined && isAtMost(change.disruption, given.inWindow)) return "allowed";
  return given.inWindow === undefined && given.windowTurnsAt !== undefined ? "window" : "approval";
}

export function isAtMost(a: Disruption, b: Disruption): boolean {
  return DISRUPTIONS.indexOf(a) <= DISRUPTIONS.indexOf(b);
}
