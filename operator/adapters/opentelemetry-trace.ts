// The Trace port through OpenTelemetry, sent by OTLP over HTTP. Attributes are names and counts, never contents of objects.
import { AsyncLocalStorage } from "node:async_hooks";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as api, type Span } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Trace } from "../ports/trace.js";

export type TraceOptions = {
  /** Base URL of the receiver; `/v1/traces` is added, as the standard has it. */
  readonly endpoint: string;
  readonly version: string;
  /** Of this replica. */
  readonly identity: string;
};

/** `close` sends what is left. */
export function openTelemetryTrace({ endpoint, version, identity }: TraceOptions): Trace & { close(): Promise<void> } {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": "tenfold-operator",
      "service.version": version,
      "service.instance.id": identity,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("tenfold-operator", version);
  const running = new AsyncLocalStorage<Span>();
  return {
    span: (name, attributes, act) => {
      const parent = running.getStore();
      const around = parent === undefined ? ROOT_CONTEXT : api.setSpan(ROOT_CONTEXT, parent);
      const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, attributes: { ...attributes } }, around);
      return running.run(span, () => ending(span, act));
    },
    id: () => running.getStore()?.spanContext().traceId,
    close: () => provider.shutdown(),
  };
}

/** Ends the span when `act` does: at once, or when its promise does. */
function ending<T>(span: Span, act: () => T): T {
  const fail = (error: unknown): never => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    span.end();
    throw error;
  };
  let result: T;
  try {
    result = act();
  } catch (error) {
    return fail(error);
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  return result.then((value: unknown) => {
    span.end();
    return value;
  }, fail) as T;
}
