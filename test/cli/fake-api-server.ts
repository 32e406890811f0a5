// An API server of a few objects over HTTP, for what the real one shows rarely: missing rights, conflicts, odd states.
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stringify } from "yaml";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { isRecord } from "../../domain/observed/reading.js";

const builtIn = (apiVersion: string, kind: string, plural: string, namespaced = true): KindRef => ({
  apiVersion,
  kind,
  plural,
  namespaced,
});
const KINDS: readonly KindRef[] = [
  ...CHILD_KINDS,
  WEB_SERVICE,
  WEB_SERVICE_CLASS,
  builtIn("v1", "Pod", "pods"),
  builtIn("events.k8s.io/v1", "Event", "events"),
  builtIn("coordination.k8s.io/v1", "Lease", "leases"),
  builtIn("storage.k8s.io/v1", "StorageClass", "storageclasses", false),
  builtIn("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass", "volumesnapshotclasses", false),
  builtIn("networking.k8s.io/v1", "IngressClass", "ingressclasses", false),
];

export type Denied = { readonly verb: string; /** Plural, without group. */ readonly resource: string };

export type FakeApiServer = {
  readonly kubeconfig: string;
  /** Method and path of every request, queries left out. */
  readonly requests: string[];
  /** Adds or replaces an object, and tells those who watch. */
  put(object: KubeObject): void;
  remove(object: KubeObject): void;
  get(kind: string, name: string): KubeObject | undefined;
  close(): void;
};

export type Options = {
  readonly namespace?: string;
  readonly denied?: readonly Denied[];
  /** Answers of other paths: what is not in here is 404. A number is a status without a body. */
  readonly paths?: Readonly<Record<string, unknown>>;
  /** So many patches are answered with a conflict first. */
  readonly conflicts?: number;
};

type Watcher = {
  readonly kind: KindRef;
  readonly namespace?: string;
  readonly selector: string;
  readonly response: ServerResponse;
};

export async function startFakeApiServer(objects: readonly KubeObject[], options: Options = {}): Promise<FakeApiServer> {
  const store = new Map<string, KubeObject>();
  const watchers = new Set<Watcher>();
  const requests: string[] = [];
  let conflicts = options.conflicts ?? 0;
  let version = 100;
  const put = (object: KubeObject) => {
    version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const isNew = !store.has(keyOf(object));
    store.set(keyOf(object), stored);
    tell(watchers, stored, isNew ? "ADDED" : "MODIFIED");
  };
  objects.forEach(put);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    requests.push(`${request.method ?? ""} ${url.pathname}`);
    const body = await text(request);
    if (url.pathname.endsWith("/selfsubjectaccessreviews")) return send(response, 201, review(body, options));
    const found = asked(url.pathname);
    if (found === undefined) return sendPath(response, options.paths?.[url.pathname]);
    const { kind, namespace, name } = found;
    const verb = verbOf(request.method, name, url);
    if (isDenied(options, { verb, resource: kind.plural }))
      return send(response, 403, { kind: "Status", message: `cannot ${verb} resource "${kind.plural}"`, reason: "Forbidden" });
    const all = [...store.values()].filter((one) =>
      isOf(one, { kind, namespace, selector: url.searchParams.get("labelSelector") ?? "" }),
    );
    if (verb === "watch")
      return watch({ kind, namespace, selector: url.searchParams.get("labelSelector") ?? "", response }, all, watchers);
    if (name === undefined) return send(response, 200, { metadata: {}, items: all });
    const object = all.find(({ metadata }) => metadata.name === name);
    if (object === undefined) return send(response, 404, { kind: "Status", reason: "NotFound", details: { name } });
    if (verb !== "patch") return send(response, 200, object);
    const patch = JSON.parse(body) as { readonly metadata?: { readonly resourceVersion?: string } };
    const wanted = patch.metadata?.resourceVersion;
    conflicts -= 1;
    if (conflicts >= 0 || (wanted !== undefined && wanted !== object.metadata.resourceVersion))
      return send(response, 409, { kind: "Status", reason: "Conflict", message: "the object has been modified" });
    put(merged(object, patch) as KubeObject);
    return send(response, 200, store.get(keyOf(object)));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const folder = mkdtempSync(join(tmpdir(), "tenfold-cli-"));
  return {
    kubeconfig: kubeconfigFor(folder, typeof bound === "object" && bound !== null ? bound.port : 0, options.namespace ?? "store"),
    requests,
    put,
    remove: (object) => {
      store.delete(keyOf(object));
      tell(watchers, object, "DELETED");
    },
    get: (kind, name) => [...store.values()].find((one) => one.kind === kind && one.metadata.name === name),
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function kubeconfigFor(folder: string, port: number, namespace: string): string {
  const path = join(folder, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "fake",
    clusters: [{ name: "fake", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
    users: [{ name: "somebody", user: { token: "let-me-in" } }],
    contexts: [{ name: "fake", context: { cluster: "fake", user: "somebody", namespace } }],
  };
  writeFileSync(path, stringify(config));
  return path;
}

function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  return [apiVersion, kind, metadata.namespace ?? "", metadata.name].join("/");
}

type Asked = { readonly kind: KindRef; readonly namespace?: string; readonly name?: string };

function asked(path: string): Asked | undefined {
  for (const kind of KINDS) {
    const root = kind.apiVersion.includes("/") ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
    const match = new RegExp(`^${root}(?:/namespaces/([^/]+))?/${kind.plural}(?:/([^/]+))?$`).exec(path);
    if (match !== null) return { kind, namespace: match[1], name: match[2] };
  }
  return undefined;
}

function verbOf(method: string | undefined, name: string | undefined, url: URL): string {
  if (method === "PATCH") return "patch";
  if (url.searchParams.get("watch") === "true") return "watch";
  return name === undefined ? "list" : "get";
}

function isDenied({ denied = [] }: Options, { verb, resource }: Denied): boolean {
  return denied.some((one) => (one.verb === "*" || one.verb === verb) && (one.resource === "*" || one.resource === resource));
}

function isOf(object: KubeObject, { kind, namespace, selector }: Omit<Watcher, "response">): boolean {
  const [key = "", value] = selector.split("=");
  const isSelected =
    key === "" || (value === undefined ? key in (object.metadata.labels ?? {}) : object.metadata.labels?.[key] === value);
  const isThere = namespace === undefined || object.metadata.namespace === namespace;
  return object.kind === kind.kind && object.apiVersion === kind.apiVersion && isThere && isSelected;
}

function tell(watchers: ReadonlySet<Watcher>, object: KubeObject, type: string): void {
  for (const watcher of watchers) if (isOf(object, watcher)) watcher.response.write(`${JSON.stringify({ type, object })}\n`);
}

function watch(watcher: Watcher, all: readonly KubeObject[], watchers: Set<Watcher>): void {
  const { response } = watcher;
  response.writeHead(200, { "content-type": "application/json" });
  for (const object of all) response.write(`${JSON.stringify({ type: "ADDED", object })}\n`);
  const metadata = { resourceVersion: "1", annotations: { "k8s.io/initial-events-end": "true" } };
  response.write(`${JSON.stringify({ type: "BOOKMARK", object: { metadata } })}\n`);
  watchers.add(watcher);
  response.on("close", () => watchers.delete(watcher));
}

function review(body: string, options: Options): unknown {
  const { spec } = JSON.parse(body) as { readonly spec: { readonly resourceAttributes: Denied } };
  return { status: { allowed: !isDenied(options, spec.resourceAttributes) } };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
}

function sendPath(response: ServerResponse, answer: unknown): void {
  if (typeof answer === "number") return send(response, answer, { kind: "Status", message: `status ${answer}` });
  return answer === undefined ? send(response, 404, { kind: "Status", reason: "NotFound" }) : send(response, 200, answer);
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const base = isRecord(target) ? target : {};
  const entries = Object.entries(patch).map(([key, value]) => [key, merged(base[key], value)] as const);
  return Object.fromEntries(Object.entries({ ...base, ...Object.fromEntries(entries) }).filter(([, value]) => value !== null));
}
