// Writes status only when it says something new, at the pace of what it says. A status that somebody else has
// written is put back, ever more slowly against one who goes on writing.
import type { WebService } from "../../../domain/api/service.js";
import { WEB_SERVICE } from "../../../domain/api/service.js";
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { isSameJson } from "../../../domain/observed/reading.js";
import { withSharedTexts } from "../../../domain/observed/shared-text.js";
import type { Memory, ToldStatus } from "../memory.js";
import type { Report } from "./findings.js";
import type { Action, World } from "../world.js";
import { awaitChange, requeueAfter } from "../world.js";
import { serviceKey } from "../../../domain/api/service.js";
import { paced } from "./status-pace.js";

/** The longest pause before a status is put back again, in milliseconds. */
const LONGEST_PAUSE_MS = 300_000;
/** Nobody else has written for so long that the next one is a new case, in milliseconds. */
const CALM_MS = 2 * LONGEST_PAUSE_MS;

/** Returns when to come back if the write was put off. */
export async function writeStatus(world: World, service: WebService, status: WebServiceStatus): Promise<Action> {
  const memory = world.memory(serviceKey(service.metadata));
  const before = toldOf(memory, service);
  const now = world.clock.now();
  const { uid } = service.metadata;
  if (service.status !== undefined && isSameJson(status, service.status)) {
    memory.status = { ...(before ?? { ...UNTOLD, uid }), status: service.status };
    return awaitChange;
  }
  const troubled = memory.inquiry?.texts.size ?? 0;
  if (before === undefined) return send(world, service, { ...UNTOLD, uid, status, at: now, troubled });
  const isForeign = !isSameJson(before.status, service.status ?? {});
  const putBack = isForeign ? again(before.putBack, now) : before.putBack;
  const isLeaving = service.metadata.deletionTimestamp !== undefined;
  const { pauseMs, steps } = paced(before, { status, troubled, since: now - before.at, isLeaving }, world.options);
  const wait = before.at + (isForeign ? fightPause(world, putBack.times) : pauseMs) - now;
  if (wait > 0) return requeueAfter(wait);
  if (isForeign)
    world.log.warn("somebody else has written the status of this service; putting it back", { again: putBack.times });
  return send(world, service, { uid, status, at: now, putBack, steps, troubled });
}

async function send(world: World, service: WebService, next: ToldStatus): Promise<Action> {
  const { apiVersion, kind, metadata } = service;
  const { namespace, name, uid } = metadata;
  const memory = world.memory(serviceKey(metadata));
  const before = memory.status;
  const told = { ...next, status: asJson(next.status) };
  // Remembered before it is sent: the watch may show it before the answer is here.
  memory.status = told;
  try {
    const { resourceVersion } = await world.cluster.patchStatus({ kind: WEB_SERVICE, namespace, name }, told.status, uid);
    world.wrote({ key: serviceKey(metadata), apiVersion, kind, name, resourceVersion });
    return awaitChange;
  } catch (error) {
    memory.status = before;
    throw error;
  }
}

/** Nothing is known of what was said before. */
const UNTOLD = { at: 0, putBack: { times: 0, at: Number.NEGATIVE_INFINITY }, steps: 0, troubled: 0 } as const;

function again({ times, at }: ToldStatus["putBack"], now: number): ToldStatus["putBack"] {
  return { times: now - at < CALM_MS ? times + 1 : 0, at: now };
}

/** What this process last wrote of this very service, which is the truth although somebody else may have written since. */
function toldOf({ status }: Memory, { metadata }: WebService): ToldStatus | undefined {
  return status?.uid === metadata.uid ? status : undefined;
}

/** Times and history go on from what was last said here, not from what somebody else may have written over it. */
export function withOwnStatus(world: World, report: Report): Report {
  const { service } = report;
  const told = toldOf(world.memory(serviceKey(service.metadata)), service);
  return told === undefined ? report : { ...report, service: { ...service, status: told.status } };
}

/** Whether the service carries a status that this process has not written. If it has, one of the two is enough to remember. */
export function isForeignStatus(memory: Memory, service: WebService): boolean {
  const told = toldOf(memory, service);
  if (told === undefined) return false;
  if (!isSameJson(told.status, service.status ?? {})) return true;
  if (service.status !== undefined) memory.status = { ...told, status: service.status };
  return false;
}

/** What nobody has said, JSON leaves out. */
function asJson(status: WebServiceStatus): WebServiceStatus {
  return withSharedTexts(JSON.parse(JSON.stringify(status)) as WebServiceStatus);
}

/** Milliseconds against one who goes on writing. */
function fightPause({ options }: World, times: number): number {
  return Math.min(LONGEST_PAUSE_MS, options.statusIntervalMs * 2 ** times);
}
