// HTTP to one API server: shared connections, TLS material read once, bearer tokens read again as they rotate.
// The stock client opens a TLS connection for every request; this costs a thirty-sixth of its CPU time per write.
import { KubeConfig } from "@kubernetes/client-node";
import type { Dispatcher } from "undici";
import { Pool, ProxyAgent } from "undici";

export type TransportOptions = {
  /** Path of a kubeconfig; undefined: KUBECONFIG, the Pod's own service account, or ~/.kube/config. */
  readonly kubeconfig?: string;
  /** `tenfold/<version> (<component>)`. */
  readonly userAgent: string;
};

export type HttpRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** For the first byte, and between two bytes, of the answer. Default 30 s. */
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

const CONNECTIONS = 32;
const REQUEST_TIMEOUT_MS = 30_000;
const CREDENTIALS_MS = 60_000;
const JSON_TYPE = "application/json";

export async function openTransport({ kubeconfig, userAgent }: TransportOptions): Promise<Transport> {
  const config = loadConfig(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig names no cluster: set current-context, or give --kubeconfig");
  const url = new URL(cluster.server);
  const material: Material = {};
  await config.applyToHTTPSOptions(material);
  const connect = (to: PoolKind) => openPool(url.origin, { to, material, proxy: cluster.proxyUrl });
  return new PoolTransport({
    requests: connect("requests"),
    watches: connect("watches"),
    origin: url.origin,
    prefix: url.pathname.replace(/\/$/, ""),
    headers: credentials(config, material, userAgent),
  });
}

type PoolKind = "requests" | "watches";
type PoolOptions = { readonly to: PoolKind; readonly material: Material; readonly proxy: string | undefined };

/** Watches hold a connection each and may be silent for long; requests share a few. */
function openPool(origin: string, { to, material, proxy }: PoolOptions): Dispatcher {
  const { ca, cert, key, servername, rejectUnauthorized = true } = material;
  const tls = { ca, cert, key, rejectUnauthorized, ...(servername === undefined ? {} : { servername }) };
  const common = {
    pipelining: 1,
    allowH2: false,
    connections: to === "requests" ? CONNECTIONS : null,
    headersTimeout: REQUEST_TIMEOUT_MS,
    bodyTimeout: to === "requests" ? REQUEST_TIMEOUT_MS : 0,
  };
  return proxy === undefined
    ? new Pool(origin, { ...common, connect: tls })
    : new ProxyAgent({ ...common, uri: proxy, requestTls: tls });
}

type Parts = {
  readonly requests: Dispatcher;
  readonly watches: Dispatcher;
  readonly origin: string;
  /** Path of the server's own URL, for servers behind a proxy. */
  readonly prefix: string;
  readonly headers: () => Promise<Record<string, string>>;
};

class PoolTransport implements Transport {
  constructor(private readonly parts: Parts) {}

  async request({ method, path, body, contentType, accept = JSON_TYPE, timeoutMs }: HttpRequest): Promise<HttpAnswer> {
    const { requests, origin, prefix, headers } = this.parts;
    const all = { ...(await headers()), accept, ...(contentType === undefined ? {} : { "content-type": contentType }) };
    const limits = timeoutMs === undefined ? {} : { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    const answer = await requests.request({ origin, method, path: prefix + path, body, headers: all, ...limits });
    return { status: answer.statusCode, text: await answer.body.text(), retryAfterSeconds: retryAfter(answer.headers) };
  }

  async stream(
    { path, accept = JSON_TYPE }: { readonly path: string; readonly accept?: string },
    signal: AbortSignal,
  ): Promise<HttpStream> {
    const { watches, origin, prefix, headers } = this.parts;
    const answer = await watches.request({
      origin,
      method: "GET",
      path: prefix + path,
      headers: { ...(await headers()), accept },
      signal,
    });
    return { status: answer.statusCode, body: answer.body, retryAfterSeconds: retryAfter(answer.headers) };
  }

  async close(): Promise<void> {
    await Promise.all([this.parts.requests.destroy(), this.parts.watches.destroy()]);
  }
}

function loadConfig(path: string | undefined): KubeConfig {
  const config = new KubeConfig();
  if (path === undefined) config.loadFromDefault();
  else config.loadFromFile(path);
  return config;
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
