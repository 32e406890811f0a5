// A child that does not become ready: asks its cluster why, once it has lasted a while, and then only now and then.
//
// Guarantees: nothing is asked for a service that is Ready, and of all services together no more than the allowance; what cannot be
// asked changes nothing. What was found is shown until it is asked again.
import type { WebService } from "../../../domain/api/service.js";
import { quotable } from "../../../domain/credentials/redact.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId, childKey } from "../../../domain/observed/record.js";
import { hasShutGate } from "../../../domain/observed/target-gates.js";
import { troubles, WITH_PODS } from "../../../domain/observed/troubles.js";
import type { Observed } from "../../../domain/observed/observe.js";
import type { Inquiry, Memory } from "../memory.js";
import type { World } from "../world.js";
import { serviceKey } from "../../../domain/api/service.js";

/** Kinds of which Kubernetes and its controllers speak in events; ACK's have their words in conditions. */
const TALKED_ABOUT: ReadonlySet<string> = new Set([...WITH_PODS, "Ingress", "Service", "PersistentVolumeClaim"]);

/** With what the child itself says, this still fits a line of the status. */
const LENGTH = 200;

type Asking = Pick<World, "mayAsk" | "clock" | "log" | "memory"> & {
  readonly troubles: Pick<World["troubles"], "warnings" | "pods" | "targetGroupBindings">;
  readonly options: Pick<World["options"], "askAfterMs">;
};

/** The same, with the reason behind what each unready child says of itself. */
export async function withTroubles(world: Asking, service: WebService, observed: Observed): Promise<Observed> {
  const memory = world.memory(serviceKey(service.metadata));
  const unready = [...observed.byId.values()].filter((record) => TALKED_ABOUT.has(record.kind) && isShort(record));
  const inquiry = followed(memory, unready, world.clock.now());
  memory.inquiry = inquiry;
  if (inquiry === undefined) return observed;
  const now = world.clock.now();
  const { askAfterMs } = world.options;
  const slow = unready.filter((record) => now - (inquiry.since.get(childId(record)) ?? now) >= askAfterMs);
  // Pods more than a service needs may wait for a node as long as they like.
  const asked = isServing(service) ? slow.filter(({ health }) => health.state !== "ready") : slow;
  if (asked.length > 0 && inquiry.nextAt <= now) await ask(world, service, { slow: asked, inquiry });
  inquiry.lookAt = lookAt(world, inquiry, { slow: slow.length, asked: asked.length });
  return explained(observed, slow, inquiry);
}

function lookAt(
  { clock, options }: Asking,
  { nextAt, since }: Inquiry,
  { slow, asked }: { slow: number; asked: number },
): number {
  if (asked > 0) return nextAt;
  return slow > 0 ? clock.now() + options.askAfterMs : Math.min(...since.values()) + options.askAfterMs;
}

function isShort({ health, deleting, facts }: ChildRecord): boolean {
  if (deleting) return false;
  return health.state !== "ready" || (facts.availableReplicas ?? 0) < (facts.replicas ?? 0);
}

function followed({ inquiry }: Memory, unready: readonly ChildRecord[], now: number): Inquiry | undefined {
  if (unready.length === 0) return undefined;
  const since = new Map(unready.map(childId).map((id) => [id, inquiry?.since.get(id) ?? now]));
  return { since, texts: inquiry?.texts ?? new Map(), nextAt: inquiry?.nextAt ?? 0, lookAt: 0 };
}

type Ask = { readonly slow: readonly ChildRecord[]; readonly inquiry: Inquiry };

async function ask(world: Asking, service: WebService, { slow, inquiry }: Ask): Promise<void> {
  const { namespace, name } = service.metadata;
  // Apart, so that thousands of services that wait since the same moment do not all ask in the same one.
  inquiry.nextAt = world.clock.now() + world.options.askAfterMs * (1 + world.clock.random() / 2);
  if (!world.mayAsk()) return;
  const hasPods = slow.some(({ kind }) => WITH_PODS.has(kind));
  try {
    const [warnings, pods] = await Promise.all([
      world.troubles.warnings(namespace),
      hasPods ? world.troubles.pods(namespace, name) : [],
    ]);
    const bindings = pods.some(hasShutGate) ? await bindingsIn(world, namespace) : undefined;
    const found = [...troubles(slow, { warnings, pods, bindings })];
    inquiry.texts = new Map(found.map(([id, text]) => [id, quotable(text, LENGTH)]));
  } catch (error) {
    world.log.warn("events and pods could not be asked why something is not ready", {
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Of a namespace with more the list is cut off, and what is missing from it may be there. */
const MOST_BINDINGS = 1000;

/** Undefined: the list cannot be had, or not in full. */
async function bindingsIn({ troubles: port }: Asking, namespace: string): Promise<ReadonlySet<string> | undefined> {
  const found = await port.targetGroupBindings(namespace).catch(() => undefined);
  return found === undefined || found.length > MOST_BINDINGS ? undefined : new Set(found.map(({ metadata }) => metadata.name));
}

function isServing({ metadata, status }: WebService): boolean {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" && ready.observedGeneration === metadata.generation;
}

function explained(observed: Observed, slow: readonly ChildRecord[], { texts }: Inquiry): Observed {
  const found = slow.flatMap((record) => {
    const text = texts.get(childId(record));
    return text === undefined ? [] : [withReason(record, text)];
  });
  if (found.length === 0) return observed;
  return {
    ...observed,
    byId: new Map([...observed.byId, ...found.map((record) => [childId(record), record] as const)]),
    byRole: new Map([...observed.byRole, ...found.map((record) => [childKey(record), record] as const)]),
  };
}

function withReason(record: ChildRecord, trouble: string): ChildRecord {
  const { health } = record;
  if (health.state === "ready") return { ...record, trouble };
  return { ...record, trouble, health: { ...health, message: `${health.message}; ${trouble}` } };
}
