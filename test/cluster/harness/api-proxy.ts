// A plain HTTP proxy in front of the API server, for faults that a real one shows rarely.
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { environment } from "./environment.js";

/** True: the request has been answered, or is forwarded later by calling `forward`. */
export type Intercept = (request: IncomingMessage, response: ServerResponse, forward: () => void) => boolean;

export type ApiProxy = {
  /** A kubeconfig that goes through the proxy: the operator's, or of whom it was started for. */
  readonly kubeconfig: string;
  /** Cuts every open watch in the middle. */
  cutWatches(): void;
  close(): void;
};

/** `whose`: a kubeconfig with a token. Default: the operator's. */
export async function startProxy(name: string, intercept: Intercept, whose?: string): Promise<ApiProxy> {
  const watches = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (intercept(request, response, () => forward(request, response))) return;
    if (isWatch(request)) {
      watches.add(response);
      response.on("close", () => watches.delete(response));
    }
    forward(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  return {
    kubeconfig: await kubeconfigThrough(
      whose ?? environment().operatorKubeconfig,
      name,
      typeof bound === "object" && bound !== null ? bound.port : 0,
    ),
    cutWatches: () => {
      for (const response of watches) response.destroy();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function isWatch(request: IncomingMessage): boolean {
  return request.url?.includes("watch=true") === true;
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const { server, certificateAuthority } = environment().admin;
  const { method, headers } = request;
  const options = { method, headers: { ...headers, host: new URL(server).host }, ca: certificateAuthority };
  const onward = httpsRequest(new URL(request.url ?? "/", server), options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}

type Kubeconfig = { readonly clusters: readonly { readonly name: string; readonly cluster: unknown }[] };

async function kubeconfigThrough(whose: string, name: string, port: number): Promise<string> {
  const config = parse(await readFile(whose, "utf8")) as Kubeconfig;
  const cluster = { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
  const path = join(environment().logs, `${name}.kubeconfig`);
  await writeFile(path, stringify({ ...config, clusters: config.clusters.map((entry) => ({ name: entry.name, cluster })) }));
  return path;
}
