// The Events port: events.k8s.io/v1, written once each. A lost event is counted and nothing else.
import { randomUUID } from "node:crypto";
import type { KindRef } from "../api/objects.js";
import type { Clock } from "../ports/clock.js";
import type { Events } from "../ports/events.js";
import type { Log } from "../ports/log.js";
import type { Metrics } from "../ports/metrics.js";
import { collectionPath } from "./kubernetes-paths.js";
import type { Transport } from "./transport.js";

const EVENT: KindRef = { apiVersion: "events.k8s.io/v1", kind: "Event", plural: "events", namespaced: true };
const CONTROLLER = "tenfold.dev/operator";
const NOTE_LENGTH = 1024; // the API server's own limit

export type EventOptions = {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly identity: string;
};

export function kubernetesEvents({ transport, clock, log, metrics, identity }: EventOptions): Events {
  const lost = metrics.counter({
    name: "tenfold_events_lost_total",
    help: "Kubernetes events that could not be written.",
    labels: [],
  });
  lost.add({}, 0);
  return {
    record: ({ namespace, ...regarding }, { type, reason, action, note }) => {
      const body = {
        apiVersion: EVENT.apiVersion,
        kind: EVENT.kind,
        metadata: { name: `${regarding.name}.${randomUUID()}`, namespace },
        eventTime: new Date(clock.now()).toISOString().replace("Z", "000Z"),
        reportingController: CONTROLLER,
        reportingInstance: identity,
        regarding: { ...regarding, namespace },
        type,
        reason,
        action,
        note: note.slice(0, NOTE_LENGTH),
      };
      transport
        .request({
          method: "POST",
          path: collectionPath(EVENT, namespace),
          body: JSON.stringify(body),
          contentType: "application/json",
        })
        .then((answer) => {
          if (answer.status >= 300) throw new Error(answer.text.slice(0, NOTE_LENGTH));
        })
        .catch((error: unknown) => {
          lost.add({});
          log.debug("event not written", { reason, error: error instanceof Error ? error.message : String(error) });
        });
    },
  };
}
