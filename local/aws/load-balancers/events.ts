// Events in the form of the controller that this one stands in for.
import { MANAGER } from "../controllers/ack-controller.js";
import type { Balanced } from "./balanced.js";
import { EVENT } from "./kinds.js";
import { hex } from "../model/identifiers.js";

export type Note = { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string };

/** Losing one is allowed. */
export async function recordEvent({ around, kind, object }: Balanced, note: Note): Promise<void> {
  const { namespace = "", name, uid, resourceVersion } = object.metadata;
  const at = new Date(around.clock.now()).toISOString();
  const suffix = hex(`${uid ?? ""}/${note.reason}/${note.message}/${at}`, 16);
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${suffix}`, namespace },
    involvedObject: { apiVersion: kind.apiVersion, kind: kind.kind, namespace, name, uid, resourceVersion },
    ...note,
    source: { component: kind.kind === "Ingress" ? "ingress" : "service" },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
  const ref = { kind: EVENT, namespace, name: event.metadata.name };
  await around.cluster.create(ref, event, MANAGER).catch((error: unknown) => {
    around.log.debug("event not recorded", { namespace, name, error: String(error) });
  });
}
