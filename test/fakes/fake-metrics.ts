// Metrics that a test can read back: `name{label=value}` → sum, last value, or list of observations.
import type { Labels, Metrics } from "../../operator/ports/metrics.js";

export type FakeMetrics = Metrics & {
  readonly values: Map<string, number>;
  readonly observations: Map<string, number[]>;
  read(name: string, labels: Labels): number | undefined;
  observed(name: string, labels: Labels): readonly number[];
};

export function fakeMetrics(): FakeMetrics {
  const values = new Map<string, number>();
  const observations = new Map<string, number[]>();
  return {
    values,
    observations,
    read: (name, labels) => values.get(id(name, labels)),
    observed: (name, labels) => observations.get(id(name, labels)) ?? [],
    counter: ({ name }) => ({
      add: (labels, by = 1) => void values.set(id(name, labels), (values.get(id(name, labels)) ?? 0) + by),
    }),
    gauge: ({ name }) => ({
      set: (labels, value) => void values.set(id(name, labels), value),
      remove: (labels) => void values.delete(id(name, labels)),
      reset: () => {
        for (const key of [...values.keys()]) if (key.startsWith(`${name}{`)) values.delete(key);
      },
    }),
    histogram: ({ name }) => ({
      observe: (labels, value) => {
        const key = id(name, labels);
        observations.set(key, [...(observations.get(key) ?? []), value]);
      },
    }),
  };
}

function id(name: string, labels: Labels): string {
  const pairs = Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .sort();
  return `${name}{${pairs.join(",")}}`;
}
