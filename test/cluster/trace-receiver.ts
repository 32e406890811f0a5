// A receiver of OTLP over HTTP that keeps the spans.
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

export type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string }[];
};

type Request = { readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[] };

export type TraceReceiver = { readonly endpoint: string; readonly spans: Span[]; readonly stop: () => Promise<void> };

export async function receiveTraces(): Promise<TraceReceiver> {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      if (request.url === "/v1/traces") {
        for (const { scopeSpans } of (body as Request).resourceSpans) spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    spans,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
