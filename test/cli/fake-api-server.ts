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

const other = (apiVersion: string, kind: string, plural: string): KindRef => ({
  ...{ apiVersion, kind, plural },
  namespaced: !kind.endsWith("Class"),
});
const KINDS: readonly KindRef[] = [
  ...CHILD_KINDS,
  WEB_SERVICE,
  WEB_SERVICE_CLASS,
  other("v1", "Pod", "pods"),
  other("events.k8s.io/v1", "Event", "events"),
  other("coordination.k8s.io/v1", "Lease", "leases"),
  other("storage.k8s.io/v1", "StorageClass", "storageclasses"),
  other("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass", "volumesnapshotclasses"),
  other("networking.k8s.io/v1", "IngressClass", "ingressclasses"),
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
  const world = new World(options);
  for (const object of objects) world.put(object);
  const server = createServer((request, response) => void serve(world, request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const folder = mkdtempSync(join(tmpdir(), "tenfold-cli-"));
  return {
    kubeconfig: kubeconfigFor(folder, typeof bound === "object" && bound !== null ? bound.port : 0, options.namespace ?? "store"),
    requests: world.requests,
    put: (object) => world.put(object),
    remove: (object) => world.remove(object),
    get: (kind, name) => world.all().find((one) => one.kind === kind && one.metadata.name === name),
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Answer = { readonly status: number; readonly body: unknown };

class World {
  readonly requests: string[] = [];
  readonly watchers = new Set<Watcher>();
  readonly #store = new Map<string, KubeObject>();
  #conflicts: number;
  #version = 100;

  constructor(readonly options: Options) {
    this.#conflicts = options.conflicts ?? 0;
  }

  all(): readonly KubeObject[] {
    return [...this.#store.values()];
  }

  put(object: KubeObject): KubeObject {
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    const isNew = !this.#store.has(keyOf(object));
    this.#store.set(keyOf(object), stored);
    tell(this.watchers, stored, isNew ? "ADDED" : "MODIFIED");
    return stored;
  }

  remove(object: KubeObject): void {
    this.#store.delete(keyOf(object));
    tell(this.watchers, object, "DELETED");
  }

  one(all: readonly KubeObject[], name: string, patch: Patch | undefined): Answer {
    const object = all.find(({ metadata }) => metadata.name === name);
    if (object === undefined) return { status: 404, body: { kind: "Status", reason: "NotFound", details: { name } } };
    if (patch === undefined) return { status: 200, body: object };
    const wanted = patch.metadata?.resourceVersion;
    this.#conflicts -= 1;
    if (this.#conflicts >= 0 || (wanted !== undefined && wanted !== object.metadata.resourceVersion))
      return { status: 409, body: { kind: "Status", reason: "Conflict", message: "the object has been modified" } };
    return { status: 200, body: this.put(merged(object, patch) as KubeObject) };
  }
}

type Patch = { readonly metadata?: { readonly resourceVersion?: string } };

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  world.requests.push(`${request.method ?? ""} ${url.pathname}`);
  const body = await text(request);
  const found = asked(url.pathname);
  if (found === undefined) {
    send(response, elsewhere(world, url.pathname, body));
    return;
  }
  const { kind, namespace, name } = found;
  const verb = verbOf(request.method, name, url);
  const sought = { kind, namespace, selector: url.searchParams.get("labelSelector") ?? "" };
  const all = world.all().filter((one) => isOf(one, sought));
  if (isDenied(world.options, { verb, resource: kind.plural }))
    send(response, { status: 403, body: { kind: "Status", message: `cannot ${verb} ${kind.plural}`, reason: "Forbidden" } });
  else if (verb === "watch") watch({ ...sought, response }, all, world.watchers);
  else if (name === undefined) send(response, { status: 200, body: { metadata: {}, items: all } });
  else send(response, world.one(all, name, verb === "patch" ? (JSON.parse(body) as Patch) : undefined));
}

function elsewhere({ options }: World, path: string, body: string): Answer {
  if (path.endsWith("/selfsubjectaccessreviews")) return { status: 201, body: review(body, options) };
  const answer = options.paths?.[path];
  if (typeof answer === "number") return { status: answer, body: { kind: "Status", message: `status ${answer}` } };
  return answer === undefined ? { status: 404, body: { kind: "Status", reason: "NotFound" } } : { status: 200, body: answer };
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

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const base = isRecord(target) ? target : {};
  const entries = Object.entries(patch).map(([key, value]) => [key, merged(base[key], value)] as const);
  return Object.fromEntries(Object.entries({ ...base, ...Object.fromEntries(entries) }).filter(([, value]) => value !== null));
}
