// The Events port: events.k8s.io/v1, written once each. A lost event is counted and nothing else.
import { randomUUID } from "node:crypto";
import type { Clock } from "../ports/clock.js";
import type { Events } from "../ports/events.js";
import type { Log } from "../ports/log.js";
import type { Metrics, MetricSpec } from "../ports/metrics.js";
import { collectionPath } from "./kubernetes-paths.js";
import { EVENT } from "./kubernetes-troubles.js";
import type { Transport } from "./transport.js";
import { createAllowance } from "../runtime/allowance.js";

const CONTROLLER = "tenfold.dev/operator";
/** The API server takes events about objects without a namespace here only. */
const HOME_OF_THE_HOMELESS = "default";
const NOTE_BYTES = 1024; // the API server's own limit
/** So many at once, then so many a second: thousands of services that turn Ready after a restart are no reason to flood the server. */
const BURST = 100;
const PER_SECOND = 10;

export const EVENT_METRICS = {
  lost: { name: "tenfold_events_lost_total", help: "Kubernetes events that could not be written.", labels: [] },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type EventOptions = {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly identity: string;
};

export function kubernetesEvents({ transport, clock, log, metrics, identity }: EventOptions): Events {
  const lost = metrics.counter(EVENT_METRICS.lost);
  lost.add({}, 0);
  const isAllowed = createAllowance(clock, { burst: BURST, perSecond: PER_SECOND });
  return {
    record: (regarding, { type, reason, action, note }) => {
      if (!isAllowed()) {
        lost.add({});
        return;
      }
      const namespace = regarding.namespace ?? HOME_OF_THE_HOMELESS;
      const body = {
        apiVersion: EVENT.apiVersion,
        kind: EVENT.kind,
        metadata: { name: `${regarding.name}.${randomUUID()}`, namespace },
        eventTime: new Date(clock.now()).toISOString().replace("Z", "000Z"),
        reportingController: CONTROLLER,
        reportingInstance: identity,
        regarding,
        type,
        reason,
        action,
        note: cut(note),
      };
      transport
        .request({
          method: "POST",
          path: collectionPath(EVENT, namespace),
          body: JSON.stringify(body),
          contentType: "application/json",
          line: "resync", // nobody waits for it
        })
        .then((answer) => {
          if (answer.status >= 300) throw new Error(answer.text.slice(0, NOTE_BYTES));
        })
        .catch((error: unknown) => {
          lost.add({});
          log.debug("event not written", { reason, error: error instanceof Error ? error.message : String(error) });
        });
    },
  };
}

/** By bytes, never within a character. */
function cut(note: string): string {
  const bytes = Buffer.from(note);
  if (bytes.length <= NOTE_BYTES) return note;
  let end = NOTE_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
