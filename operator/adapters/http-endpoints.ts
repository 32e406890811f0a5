// /healthz, /readyz and /metrics over HTTP.
import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { HealthReport } from "../runtime/health.js";
import type { PrometheusMetrics } from "./prometheus-metrics.js";

export type Endpoints = {
  readonly host: string;
  readonly port: number;
  readonly healthz: () => HealthReport;
  readonly readyz: () => HealthReport;
  /** Brings gauges up to date right before a scrape. */
  readonly refresh: () => void;
  readonly metrics: PrometheusMetrics;
};

/** Resolves with the server once it listens. */
export async function serveEndpoints(endpoints: Endpoints): Promise<Server> {
  const server = createServer((request, response) => {
    answer(endpoints, request.url?.split("?")[0] ?? "", response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(`${String(error)}\n`);
    });
  });
  server.listen(endpoints.port, endpoints.host);
  await once(server, "listening");
  return server;
}

async function answer({ healthz, readyz, refresh, metrics }: Endpoints, path: string, response: ServerResponse): Promise<void> {
  switch (path) {
    case "/healthz":
    case "/livez":
      report(response, healthz());
      return;
    case "/readyz":
      report(response, readyz());
      return;
    case "/metrics":
      refresh();
      response.writeHead(200, { "content-type": metrics.contentType }).end(await metrics.scrape());
      return;
    default:
      response.writeHead(404, { "content-type": "text/plain" }).end("try /healthz, /readyz or /metrics\n");
  }
}

function report(response: ServerResponse, { ok, text }: HealthReport): void {
  response.writeHead(ok ? 200 : 503, { "content-type": "text/plain" }).end(text);
}
