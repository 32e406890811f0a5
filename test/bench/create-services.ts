// Orders many services of one tier at once and waits, through a watch, until all of them are Ready.
import { setTimeout as sleep } from "node:timers/promises";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { WatchSource } from "../../operator/ports/watching.js";
import type { LiveService } from "../cluster/harness/api.js";
import { apply, isReadyNow } from "../cluster/harness/api.js";
import { webService } from "../cluster/services.js";
import { follow } from "./follow.js";
import { inParallel } from "./in-parallel.js";

export type Order = {
  readonly source: WatchSource;
  readonly namespace: string;
  readonly names: readonly string[];
  /** Default: 10k. */
  readonly tier?: string;
  readonly say: (line: string) => void;
};

const IN_FLIGHT = 16;
const PAUSE_MS = 50;
const SAY_MS = 15_000;
const PATIENCE_MS = 20 * 60_000;

/** Resolves with the time of day, in milliseconds, at which the last of them was Ready. */
export function createServices({ namespace, names, tier = "10k", ...order }: Order): Promise<number> {
  return createAll({
    ...order,
    ...{ namespace, names, kind: WEB_SERVICE, ready: "Ready", patienceMs: PATIENCE_MS },
    isReady: (object) => isReadyNow(object as unknown as LiveService),
    create: (name) => apply(webService(namespace, name, { userTier: tier })),
  });
}

export type Creating = Omit<Order, "tier"> & {
  readonly kind: KindRef;
  /** The word for it. */
  readonly ready: string;
  readonly isReady: (object: KubeObject) => boolean;
  readonly create: (name: string) => Promise<unknown>;
  readonly patienceMs: number;
};

/** The same for objects of any kind. */
export async function createAll({ source, kind, namespace, names, say, ...rest }: Creating): Promise<number> {
  const { ready: word, isReady, create, patienceMs } = rest;
  const ready = new Set<string>();
  let unready: unknown;
  const wanted = new Set(names);
  const ended = new AbortController();
  const seen = (object: KubeObject): void => {
    const { name } = object.metadata;
    if (!wanted.has(name)) return;
    if (isReady(object)) {
      ready.add(name);
      return;
    }
    ready.delete(name);
    unready = object.status;
  };
  await follow({ source, target: { kind, namespace }, signal: ended.signal, seen });
  await inParallel(names, IN_FLIGHT, create);
  const deadline = Date.now() + patienceMs;
  let sayAt = Date.now() + SAY_MS;
  while (ready.size < names.length) {
    if (Date.now() > deadline)
      throw new Error(`${ready.size} of ${names.length} are ${word} after ${patienceMs} ms; another: ${JSON.stringify(unready)}`);
    await sleep(PAUSE_MS);
    if (Date.now() < sayAt) continue;
    sayAt += SAY_MS;
    say(`  ${ready.size} of ${names.length} ${word}`);
  }
  ended.abort();
  return Date.now();
}
