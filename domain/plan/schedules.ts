// Schedules raise the floor of the web pods at known hours, and of the poolers that they all go through.
import { Cron } from "croner";
import type { WebServiceSpec } from "../api/web-service.js";
import type { Blueprint, Pooler } from "../blueprint/types.js";
import { earliest } from "./decision.js";

type Schedule = NonNullable<NonNullable<WebServiceSpec["scaling"]>["schedules"]>[number];
export type Scheduled = { readonly next: Blueprint; /** Milliseconds since the epoch. */ readonly wakeAt: number | undefined };

/** The highest floor of the schedules that are active at `now` (milliseconds since the epoch). */
export function applySchedules(blueprint: Blueprint, schedules: readonly Schedule[], now: number): Scheduled {
  const views = schedules.map((schedule) => ({ schedule, ...turns(schedule, now) }));
  const wakeAt = earliest(views.map((view) => view.turnsAt));
  const floor = Math.max(0, ...views.filter((view) => view.active).map((view) => view.schedule.minReplicas));
  const { replicas } = blueprint.web;
  if (floor <= replicas.min) return { next: blueprint, wakeAt };
  const raised = { ...replicas, min: floor, max: Math.max(floor, replicas.max) };
  const { pooler } = blueprint;
  const next = { ...blueprint, web: { ...blueprint.web, replicas: raised } };
  if (pooler === undefined) return { next, wakeAt };
  return { next: { ...next, pooler: raisedPooler(pooler, floor / replicas.min) }, wakeAt };
}

/** As many times as many of them, within their ceiling: their connections are shared out by that, and no pool becomes another. */
function raisedPooler(pooler: Pooler, factor: number): Pooler {
  const { min, max } = pooler.replicas;
  return { ...pooler, replicas: { ...pooler.replicas, min: Math.min(max, Math.ceil(min * factor)) } };
}

function turns(
  { start, end, timeZone }: Schedule,
  now: number,
): { readonly active: boolean; readonly turnsAt: number | undefined } {
  const options = { timezone: timeZone ?? "UTC" };
  const [starts, ends] = [new Cron(start, options), new Cron(end, options)];
  const reference = new Date(now + 1);
  const started = starts.previousRuns(1, reference)[0]?.getTime() ?? 0;
  const ended = ends.previousRuns(1, reference)[0]?.getTime() ?? 0;
  const turnsAt = earliest([starts.nextRun(new Date(now))?.getTime(), ends.nextRun(new Date(now))?.getTime()]);
  return { active: started > ended, turnsAt };
}
