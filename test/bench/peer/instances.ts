// Orders instances of the peer as create-services.ts orders services, and waits in the same way until all of them are ready.
import { setTimeout as sleep } from "node:timers/promises";
import { textAt } from "../../../domain/observed/reading.js";
import { callApi, callApiOrThrow } from "../../../local/control-plane/api-request.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { eventually, pathOf } from "../../cluster/harness/api.js";
import { environment } from "../../cluster/harness/environment.js";
import type { Order } from "../create-services.js";
import { follow } from "../follow.js";
import { inParallel } from "../in-parallel.js";
import { INSTANCE } from "./graph.js";

const IN_FLIGHT = 16;
const PAUSE_MS = 50;
const SAY_MS = 15_000;
const PATIENCE_MS = 10 * 60_000;

/** Resolves with the time of day, in milliseconds, at which the last of them was ready. */
export async function createInstances({ source, namespace, names, say }: Order): Promise<number> {
  const ready = new Set<string>();
  let unready: unknown;
  const ended = new AbortController();
  const seen = (object: KubeObject): void => {
    if (textAt(object, "status", "state") === "ACTIVE") {
      ready.add(object.metadata.name);
      return;
    }
    ready.delete(object.metadata.name);
    unready = object.status;
  };
  await follow({ source, target: { kind: INSTANCE, namespace }, signal: ended.signal, seen });
  await inParallel(names, IN_FLIGHT, (name) => create(namespace, name));
  const deadline = Date.now() + PATIENCE_MS;
  let sayAt = Date.now() + SAY_MS;
  while (ready.size < names.length) {
    if (Date.now() > deadline)
      throw new Error(
        `${ready.size} of ${names.length} instances are ACTIVE after ${PATIENCE_MS} ms: ${JSON.stringify(unready)}`,
      );
    await sleep(PAUSE_MS);
    if (Date.now() < sayAt) continue;
    sayAt += SAY_MS;
    say(`  ${ready.size} of ${names.length} ACTIVE`);
  }
  ended.abort();
  return Date.now();
}

async function create(namespace: string, name: string): Promise<void> {
  const { apiVersion, kind } = INSTANCE;
  await callApiOrThrow(environment().admin, {
    method: "POST",
    path: pathOf(INSTANCE, namespace),
    body: { apiVersion, kind, metadata: { name, namespace }, spec: {} },
  });
}

/** Whoever reconciles them must still run: they have finalizers. */
export async function removeInstances(namespace: string): Promise<void> {
  const path = pathOf(INSTANCE, namespace);
  await callApiOrThrow(environment().admin, { method: "DELETE", path });
  await eventually(
    "the instances are gone",
    async () => {
      const { text } = await callApi(environment().admin, { method: "GET", path });
      return (JSON.parse(text) as { readonly items?: readonly unknown[] }).items?.length === 0;
    },
    PATIENCE_MS,
  );
}
