// Traces of a real reconcile, as a collector gets them.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { apply, freshNamespace, ready } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";
import { receiveTraces, type Span, type TraceReceiver } from "./trace-receiver.js";

const PATIENCE_MS = 180_000;

let receiver: TraceReceiver;
let log: string;

beforeAll(async () => {
  receiver = await receiveTraces();
  const namespace = await freshNamespace("tracing");
  const operator = await startOperator({ namespaces: [namespace], flags: ["--otlp-endpoint", receiver.endpoint] });
  await apply(webService(namespace, "shop", { userTier: 1 }));
  await ready(namespace, "shop");
  // What is left is sent before the process ends.
  expect(await operator.stop()).toBe(0);
  log = readFileSync(operator.log, "utf8");
}, PATIENCE_MS);

afterAll(async () => {
  await stopOperators();
  await receiver.stop();
});

/** From the outermost to the span itself. */
function way(span: Span): readonly string[] {
  const parent = receiver.spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [span.name] : [...way(parent), span.name];
}

describe("the traces of a service that is made", () => {
  it("go from the reconcile over the rendering to each write", () => {
    const ways = new Set(receiver.spans.map((span) => way(span).join(" → ")));
    expect([...ways]).toEqual(
      expect.arrayContaining([
        "reconcile",
        "reconcile → render",
        "reconcile → apply",
        "reconcile → apply → patch deployments",
        "reconcile → apply → post secrets",
        "reconcile → patch webservices/status",
      ]),
    );
  });

  it("carry names and counts and nothing else", () => {
    const keys = new Set(receiver.spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    expect([...keys].sort()).toEqual(["children", "name", "namespace", "target"]);
  });

  it("are named in the log lines of their reconcile", () => {
    const named = [...log.matchAll(/"traceID":"([0-9a-f]{32})"/g)].map(([, id]) => id);
    expect(named.length).toBeGreaterThan(0);
    const sent = new Set(receiver.spans.map(({ traceId }) => traceId));
    expect(named.filter((id) => !sent.has(id ?? ""))).toEqual([]);
  });
});
