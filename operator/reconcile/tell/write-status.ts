// Writes status only when it says something new: what matters at once, mere progress now and then.
import { isDeepStrictEqual } from "node:util";
import type { WebService } from "../../../domain/api/service.js";
import { WEB_SERVICE } from "../../../domain/api/service.js";
import type { WebServiceStatus } from "../../../domain/api/status.js";
import type { Memory } from "../memory.js";
import type { Action, World } from "../world.js";
import { awaitChange, requeueAfter, serviceKey } from "../world.js";

/** Returns when to come back if the write was put off. */
export async function writeStatus(world: World, service: WebService, status: WebServiceStatus): Promise<Action> {
  const memory = world.memory(serviceKey(service.metadata));
  const text = JSON.stringify(status);
  const known = service.status ?? {};
  if (memory.status?.text === text) return awaitChange;
  if (memory.status === undefined && isDeepStrictEqual(JSON.parse(text), known)) return remember(memory, text, 0);
  const wait = pause(world, memory, status);
  if (wait > 0) return requeueAfter(wait);
  const { namespace, name, uid } = service.metadata;
  const written = await world.cluster.patchStatus({ kind: WEB_SERVICE, namespace, name }, status, uid);
  world.wrote({
    key: serviceKey(service.metadata),
    apiVersion: service.apiVersion,
    kind: service.kind,
    name,
    resourceVersion: written.resourceVersion,
  });
  return remember(memory, text, world.clock.now());
}

function remember(memory: Memory, text: string, at: number): Action {
  memory.status = { text, at };
  return awaitChange;
}

/** Milliseconds to wait before this status may be written. */
function pause({ clock, options }: World, memory: Memory, status: WebServiceStatus): number {
  if (memory.status === undefined) return 0;
  const before = JSON.parse(memory.status.text) as WebServiceStatus;
  const interval = isOnlyProgress(before, status) ? options.progressIntervalMs : options.statusIntervalMs;
  return memory.status.at + interval - clock.now();
}

/** Readiness, problems and plan are the same: somebody who waits learns nothing that cannot wait. */
function isOnlyProgress(before: WebServiceStatus, after: WebServiceStatus): boolean {
  return headline(before) === headline(after);
}

function headline(status: WebServiceStatus): string {
  const conditions = (status.conditions ?? [])
    .filter((condition) => HEADLINES.has(condition.type))
    .map(({ type, status: value, reason }) => `${type}=${value}/${reason}`);
  const plan = status.plan?.changes.map((change) => `${change.id}=${change.state}`);
  return JSON.stringify([status.observedGeneration, conditions, status.problems?.map((problem) => problem.reason), plan]);
}
const HEADLINES = new Set(["Ready", "Reconciling", "Stalled", "PlanPending", "Suspended"]);
