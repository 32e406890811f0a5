// A program of a move is at work: reads the end of its log now and then, where it says how far it is.
//
// Guarantees: nothing is asked while no program is at work; all services share the allowance of questions; whatever is answered, or not, is
// only shown. Where logs may not be read, or there are none, the figures are missing and everything else goes on.
import type { KubeObject } from "../../../domain/api/objects.js";
import type { WebService } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { ROLE } from "../../../domain/blueprint/roles.js";
import type { Children } from "../../../domain/observed/late-values.js";
import { saidProgress } from "../../../domain/observed/move-progress.js";
import { textAt } from "../../../domain/observed/reading.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childKey } from "../../../domain/observed/record.js";
import { ClusterError } from "../../ports/cluster.js";
import type { Glimpse } from "../memory.js";
import type { World } from "../world.js";

const ASK_AGAIN_MS = 15_000;
/** Where there is no log now: a node that does not answer holds up each question for seconds. */
const AFTER_FAILURE_MS = 60_000;
/** A right is granted by somebody, some time. */
const AFTER_REFUSAL_MS = 600_000;

type Asking = Pick<World, "mayAsk" | "clock" | "log" | "memory"> & {
  readonly troubles: Pick<World["troubles"], "pods" | "logEnd">;
};
type Sought = { readonly role: string | undefined; readonly children: Children };

/** Undefined: no program is at work, or none tells. */
export async function askProgress(world: Asking, service: WebService, { role, children }: Sought): Promise<Glimpse["seen"]> {
  const memory = world.memory(serviceKey(service.metadata));
  const job = role === undefined ? undefined : children.get(childKey({ kind: "Job", role }));
  memory.glimpse = job === undefined || !isAtWork(job) ? rested(memory.glimpse) : await glimpseOf(world, service, job);
  return memory.glimpse?.seen;
}

function isAtWork({ deleting, health }: ChildRecord): boolean {
  return !deleting && health.state === "progressing";
}

/** Nothing is asked until the next program works. */
function rested(before: Glimpse | undefined): Glimpse | undefined {
  return before && { isRefusalSaid: before.isRefusalSaid };
}

async function glimpseOf(world: Asking, service: WebService, job: ChildRecord): Promise<Glimpse> {
  const before: Glimpse = world.memory(serviceKey(service.metadata)).glimpse ?? { isRefusalSaid: false };
  const now = world.clock.now();
  const known: Glimpse = before.job === job.uid ? before : { isRefusalSaid: before.isRefusalSaid, job: job.uid };
  if (now < (known.nextAt ?? 0)) return known;
  const again = (ms: number) => ({ nextAt: now + ms * (1 + world.clock.random() / 4) });
  if (!world.mayAsk()) return { ...known, ...again(ASK_AGAIN_MS) };
  try {
    return { ...known, ...again(ASK_AGAIN_MS), seen: await look(world, service, job) };
  } catch (error) {
    const isRefusalSaid = tell(world, error, known.isRefusalSaid);
    return { job: job.uid, ...again(isRefusal(error) ? AFTER_REFUSAL_MS : AFTER_FAILURE_MS), isRefusalSaid };
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ClusterError && error.kind === "forbidden";
}

async function look({ troubles, clock }: Asking, { metadata }: WebService, job: ChildRecord): Promise<Glimpse["seen"]> {
  const { namespace, name } = metadata;
  const pods = await troubles.pods(namespace, name, ROLE.migrator);
  const pod = pods.find((one) => isOf(one, job));
  const said = pod && saidProgress(await troubles.logEnd(namespace, pod.metadata.name));
  return said && { said, atMs: clock.now() };
}

/** Each program runs in one pod, and has only a log once it runs. */
function isOf(pod: KubeObject, job: ChildRecord): boolean {
  return pod.metadata.labels?.["batch.kubernetes.io/job-name"] === job.name && textAt(pod, "status", "phase") === "Running";
}

/** Returns whether it was said that logs may not be read: once is enough. */
function tell({ log }: Asking, error: unknown, isSaid: boolean): boolean {
  const why = error instanceof Error ? error.message : String(error);
  if (!isRefusal(error)) {
    log.debug("how far a move is could not be read from the log of its pod", { error: why });
    return isSaid;
  }
  if (!isSaid)
    log.warn("how far a move is stays unknown: the operator may not read it from the log of its pod (get pods/log)", {
      error: why,
    });
  return true;
}
