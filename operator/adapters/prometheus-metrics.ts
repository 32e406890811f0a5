// The Metrics port through prom-client, in a registry of its own.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Metrics } from "../ports/metrics.js";

export type PrometheusMetrics = Metrics & {
  /** The exposition text of everything. */ scrape(): Promise<string>;
  readonly contentType: string;
};

export function prometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    counter: ({ name, help, labels }) => {
      const counter = new Counter({ name, help, labelNames: [...labels], registers });
      return { add: (values, by = 1) => counter.inc({ ...values }, by) };
    },
    gauge: ({ name, help, labels }) => {
      const gauge = new Gauge({ name, help, labelNames: [...labels], registers });
      return {
        set: (values, value) => gauge.set({ ...values }, value),
        remove: (values) => gauge.remove({ ...values }),
        reset: () => gauge.reset(),
      };
    },
    histogram: ({ name, help, labels, buckets }) => {
      const histogram = new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers });
      return { observe: (values, value) => histogram.observe({ ...values }, value) };
    },
    scrape: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
