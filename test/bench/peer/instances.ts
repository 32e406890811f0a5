// Orders instances of the peer as create-services.ts orders services.
import { textAt } from "../../../domain/observed/reading.js";
import { callApi, callApiOrThrow } from "../../../local/control-plane/api-request.js";
import { eventually, pathOf } from "../../cluster/harness/api.js";
import { environment } from "../../cluster/harness/environment.js";
import type { Order } from "../create-services.js";
import { createAll } from "../create-services.js";
import { INSTANCE } from "./graph.js";

const PATIENCE_MS = 10 * 60_000;

/** Resolves with the time of day, in milliseconds, at which the last of them was ready. */
export function createInstances(order: Omit<Order, "tier">): Promise<number> {
  return createAll({
    ...order,
    ...{ kind: INSTANCE, ready: "ACTIVE", patienceMs: PATIENCE_MS },
    isReady: (object) => textAt(object, "status", "state") === "ACTIVE",
    create: (name) => create(order.namespace, name),
  });
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
