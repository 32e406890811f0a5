// HTTP to one API server: shared connections, TLS material read once, bearer tokens read again as they rotate.
// The stock client opens a TLS connection for every request; this costs a thirty-sixth of its CPU time per write.
// Each kind of work has connections of its own, so that none waits behind another: above all, the lease behind nothing.
import type { KubeConfig } from "@kubernetes/client-node";
import type { Dispatcher } from "undici";
import { Pool, ProxyAgent } from "undici";
import type { Lane } from "../runtime/queue.js";
import type { Traffic } from "./http-exchange.js";
import { exchange } from "./http-exchange.js";
import type { Kubeconfig } from "./kubeconfig.js";
import { loadKubeconfig } from "./kubeconfig.js";

export type TransportOptions = {
  /** Path of a kubeconfig; undefined: KUBECONFIG, the Pod's own service account, or ~/.kube/config. */
  readonly kubeconfig?: string;
  /** Undefined: the kubeconfig's current one. */
  readonly context?: string;
  /** `tenfold/<version> (<component>)`. */
  readonly userAgent: string;
  /** Hears of each request, streams left out. */
  readonly traffic?: Traffic;
};

/** Whose connections a request takes. Without them the process is dead to the others (lease) or blind (watches). */
export type Line = Lane | "lease" | "watches";

export type HttpRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** Default: edit. */
  readonly line?: Line;
  /** From the call to the end of the answer; the wait for a free connection counts. Default 60 s. */
  readonly timeoutMs?: number;
};
export type HttpAnswer = { readonly status: number; readonly text: string; readonly retryAfterSeconds?: number };
export type HttpStream = {
  readonly status: number;
  readonly body: Dispatcher.ResponseData["body"];
  readonly retryAfterSeconds?: number;
};

export type Transport = {
  /** Throws the connection's own error when no answer comes. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** For watches: the body may stay silent for as long as the server likes. */
  stream(request: { readonly path: string; readonly accept?: string }, signal: AbortSignal): Promise<HttpStream>;
  close(): Promise<void>;
};

/**
 * At most so many requests are under way; the rest of a line waits in order. 32 writes at a time are all that a server of
 * two cores takes. The others get half of that each: enough to go on beside a flood of edits, too few to slow one edit down.
 * Two for the lease: one that hangs does not hold up the next try. A watch needs a connection for as long as it lasts.
 */
const CONNECTIONS: Readonly<Record<Line, number | null>> = { lease: 2, edit: 32, drift: 16, resync: 16, watches: null };
const LINES = Object.keys(CONNECTIONS) as readonly Line[];
/** For the first byte, and between two bytes. */
const SILENCE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 60_000;
const CREDENTIALS_MS = 60_000;
const JSON_TYPE = "application/json";

/** Throws where the kubeconfig names no cluster. */
export async function openTransport({ kubeconfig, context, userAgent, traffic }: TransportOptions): Promise<Transport> {
  return openTransportTo(loadKubeconfig({ path: kubeconfig, context }), userAgent, traffic);
}

/** To the cluster of a kubeconfig that was read already. */
export async function openTransportTo({ config, cluster }: Kubeconfig, userAgent: string, traffic?: Traffic): Promise<Transport> {
  const url = new URL(cluster.server);
  const material: Material = {};
  await config.applyToHTTPSOptions(material);
  const open = (line: Line) => openPool(url.origin, { line, material, proxy: cluster.proxyUrl });
  return new PoolTransport({
    pools: Object.fromEntries(LINES.map((line) => [line, open(line)])) as Parts["pools"],
    origin: url.origin,
    prefix: url.pathname.replace(/\/$/, ""),
    headers: credentials(config, material, userAgent),
    traffic,
  });
}

type PoolOptions = { readonly line: Line; readonly material: Material; readonly proxy: string | undefined };

/** Connections are opened when they are needed. Watches may be silent for as long as they like. */
function openPool(origin: string, { line, material, proxy }: PoolOptions): Dispatcher {
  const { ca, cert, key, servername, rejectUnauthorized = true } = material;
  const tls = { ca, cert, key, rejectUnauthorized, ...(servername === undefined ? {} : { servername }) };
  const common = {
    pipelining: 1,
    allowH2: false,
    connections: CONNECTIONS[line],
    headersTimeout: SILENCE_MS,
    bodyTimeout: line === "watches" ? 0 : SILENCE_MS,
  };
  return proxy === undefined
    ? new Pool(origin, { ...common, connect: tls })
    : new ProxyAgent({ ...common, uri: proxy, requestTls: tls });
}

type Parts = {
  readonly pools: Readonly<Record<Line, Dispatcher>>;
  readonly origin: string;
  /** Path of the server's own URL, for servers behind a proxy. */
  readonly prefix: string;
  readonly headers: () => Promise<Record<string, string>>;
  readonly traffic: Traffic | undefined;
};

class PoolTransport implements Transport {
  constructor(private readonly parts: Parts) {}

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { method, path, body, contentType, accept = JSON_TYPE, line = "edit", timeoutMs = REQUEST_TIMEOUT_MS } = request;
    const { pools, origin, prefix, headers, traffic } = this.parts;
    const all = { ...(await headers()), accept, ...(contentType === undefined ? {} : { "content-type": contentType }) };
    const late = () => new Error(`no answer within ${timeoutMs / 1000} s, the wait for a free connection included`);
    const asked = { origin, method, path: prefix + path, body, headers: all };
    const answer = await exchange(pools[line], asked, { timeoutMs, late, traffic });
    return { status: answer.status, text: answer.text, retryAfterSeconds: retryAfter(answer.headers) };
  }

  async stream(
    { path, accept = JSON_TYPE }: { readonly path: string; readonly accept?: string },
    signal: AbortSignal,
  ): Promise<HttpStream> {
    const { pools, origin, prefix, headers } = this.parts;
    const answer = await pools.watches.request({
      origin,
      method: "GET",
      path: prefix + path,
      headers: { ...(await headers()), accept },
      signal,
    });
    return { status: answer.statusCode, body: answer.body, retryAfterSeconds: retryAfter(answer.headers) };
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.parts.pools).map((pool) => pool.destroy()));
  }
}

/** The part of https.RequestOptions that KubeConfig fills in. */
type Material = {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  servername?: string;
  rejectUnauthorized?: boolean;
  auth?: string;
  headers?: Record<string, string>;
};

/** Service account tokens live for an hour and exec plugins renew theirs: both are asked again every minute. */
function credentials(config: KubeConfig, first: Material, userAgent: string): () => Promise<Record<string, string>> {
  let material = first;
  let readAt = Date.now();
  return async () => {
    if (Date.now() - readAt > CREDENTIALS_MS) {
      readAt = Date.now();
      const fresh: Material = {};
      await config.applyToHTTPSOptions(fresh);
      material = fresh;
    }
    const authorization = material.headers?.["Authorization"] ?? basic(material.auth);
    return { "user-agent": userAgent, ...(authorization === undefined ? {} : { authorization }) };
  };
}

function basic(auth: string | undefined): string | undefined {
  return auth === undefined ? undefined : `Basic ${Buffer.from(auth).toString("base64")}`;
}

function retryAfter(headers: Dispatcher.ResponseData["headers"]): number | undefined {
  const seconds = Number(headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
