// Orders many services of one tier at once and waits, through a watch, until all of them are Ready.
import { setTimeout as sleep } from "node:timers/promises";
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
export async function createServices({ source, namespace, names, tier = "10k", say }: Order): Promise<number> {
  const ready = new Set<string>();
  const wanted = new Set(names);
  const ended = new AbortController();
  const seen = (object: unknown): void => {
    const service = object as LiveService;
    const { name } = service.metadata;
    if (!wanted.has(name)) return;
    if (isReadyNow(service)) ready.add(name);
    else ready.delete(name);
  };
  await follow({ source, target: { kind: WEB_SERVICE, namespace }, signal: ended.signal, seen });
  await inParallel(names, IN_FLIGHT, (name) => apply(webService(namespace, name, { userTier: tier })));
  const deadline = Date.now() + PATIENCE_MS;
  let sayAt = Date.now() + SAY_MS;
  while (ready.size < names.length) {
    if (Date.now() > deadline) throw new Error(`${ready.size} of ${names.length} services are Ready after ${PATIENCE_MS} ms`);
    await sleep(PAUSE_MS);
    if (Date.now() < sayAt) continue;
    sayAt += SAY_MS;
    say(`  ${ready.size} of ${names.length} Ready`);
  }
  ended.abort();
  return Date.now();
}
