// Port: counters, gauges and histograms, named once in runtime/ and reconcile/ and exported by an adapter.
export type Labels = Readonly<Record<string, string>>;
export type Counter = { add(labels: Labels, by?: number): void };
export type Gauge = {
  set(labels: Labels, value: number): void;
  remove(labels: Labels): void;
  /** Forgets all label sets. */
  reset(): void;
};
export type Histogram = { observe(labels: Labels, value: number): void };
export type MetricSpec = { readonly name: string; readonly help: string; readonly labels: readonly string[] };
export type Metrics = {
  counter(spec: MetricSpec): Counter;
  gauge(spec: MetricSpec): Gauge;
  histogram(spec: MetricSpec & { readonly buckets: readonly number[] }): Histogram;
};
