// Port: traces. A span is a piece of work with a beginning and an end, inside the one that runs around it.
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export type Trace = {
  /** Runs `act` as a span. What it throws, now or later, ends the span as failed and is thrown on. */
  span<T>(name: string, attributes: SpanAttributes, act: () => T): T;
  /** Of the trace that runs here; undefined where nothing is traced. */
  id(): string | undefined;
};

export const untraced: Trace = { span: (_name, _attributes, act) => act(), id: () => undefined };
