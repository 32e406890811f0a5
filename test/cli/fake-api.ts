// An API server as far as commands need one: what is stored, who may read it, and merge patches over a version. For tests that need no controllers.
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";

export type FakeApi = {
  /** File that names it, with the namespace `store` in its context. */
  readonly kubeconfig: string;
  readonly objects: KubeObject[];
  /** Requests as `VERB path`, without queries. */
  readonly requests: string[];
  /** Called before each patch is looked at: what somebody else does meanwhile. */
  meanwhile: () => void;
  close(): Promise<void>;
};

export type Rules = {
  /** What the user may not do, as `verb resource`, or `verb resource everywhere` for all namespaces alone. */
  readonly forbidden?: readonly string[];
  /** apiVersions that the server does not know. */
  readonly unserved?: readonly string[];
};

type Answer = { readonly status: number; readonly body: unknown };
type Asked = { readonly verb: string; readonly kind: KindRef; readonly namespace?: string; readonly name?: string };

const KINDS: readonly KindRef[] = [...CHILD_KINDS, WEB_SERVICE, WEB_SERVICE_CLASS];
const PATH =
  /^\/(?:api|apis)\/(?<apiVersion>v1|[^/]+\/[^/]+)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?$/;
const REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

export async function startFakeApi(objects: readonly KubeObject[], rules: Rules = {}): Promise<FakeApi> {
  const stored = [...objects];
  const requests: string[] = [];
  const api = { objects: stored, requests, meanwhile: () => undefined };
  const server = createServer((request, response) => {
    void answerTo(request, api, rules).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return Object.assign(api, { kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}`), close });
}

/** For a server that may be there or not. */
export function kubeconfigFor(server: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "tenfold-")), "kubeconfig");
  const config = {
    ...{ apiVersion: "v1", kind: "Config", "current-context": "test" },
    // Nothing secret goes over it, and a certificate would be made for nothing.
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: {} }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace: "store" } }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

async function answerTo(
  request: IncomingMessage,
  api: Pick<FakeApi, "objects" | "requests" | "meanwhile">,
  rules: Rules,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  api.requests.push(`${request.method ?? ""} ${pathname}`);
  if (pathname === "/apis") return { status: 200, body: { groups: groups(rules) } };
  if (pathname === REVIEWS) return review(JSON.parse(await text(request)) as Review, rules);
  const asked = askedBy(request.method ?? "", pathname);
  if (asked === undefined || rules.unserved?.includes(asked.kind.apiVersion) === true) return failure(404, "NotFound", {});
  if (isForbidden(asked, rules)) return failure(403, "Forbidden", asked);
  if (asked.verb === "list") return { status: 200, body: { metadata: {}, items: listed(api.objects, asked, searchParams) } };
  if (asked.verb === "get") return found(api.objects, asked);
  api.meanwhile();
  return patched(api.objects, asked, JSON.parse(await text(request)) as KubeObject);
}

function groups({ unserved = [] }: Rules): readonly unknown[] {
  const versions = [...new Set(KINDS.map(({ apiVersion }) => apiVersion))];
  return versions.filter((version) => !unserved.includes(version)).map((groupVersion) => ({ versions: [{ groupVersion }] }));
}

function askedBy(method: string, path: string): Asked | undefined {
  const { apiVersion, namespace, plural, name } = PATH.exec(path)?.groups ?? {};
  const kind = KINDS.find((candidate) => candidate.apiVersion === apiVersion && candidate.plural === plural);
  const verb = method === "PATCH" ? "patch" : name === undefined ? "list" : "get";
  return kind && { verb, kind, namespace, name };
}

function isForbidden({ verb, kind, namespace }: Omit<Asked, "name">, { forbidden = [] }: Rules): boolean {
  const what = `${verb} ${kind.plural}`;
  return forbidden.includes(what) || (namespace === undefined && forbidden.includes(`${what} everywhere`));
}

type Review = {
  readonly spec: {
    readonly resourceAttributes: { readonly verb: string; readonly resource: string; readonly namespace?: string };
  };
};

function review({ spec: { resourceAttributes } }: Review, rules: Rules): Answer {
  const { verb, resource, namespace } = resourceAttributes;
  const kind = KINDS.find(({ plural }) => plural === resource);
  return { status: 201, body: { status: { allowed: kind !== undefined && !isForbidden({ verb, kind, namespace }, rules) } } };
}

function listed(objects: readonly KubeObject[], asked: Asked, query: URLSearchParams): readonly KubeObject[] {
  const [label = "", value] = (query.get("labelSelector") ?? "").split("=");
  return objects.filter((object) => isAt(object, asked) && (value === undefined || object.metadata.labels?.[label] === value));
}

function isAt({ apiVersion, kind: its, metadata }: KubeObject, { kind, namespace, name }: Asked): boolean {
  if (apiVersion !== kind.apiVersion || its !== kind.kind) return false;
  return (namespace === undefined || metadata.namespace === namespace) && (name === undefined || metadata.name === name);
}

function found(objects: readonly KubeObject[], asked: Asked): Answer {
  const object = objects.find((candidate) => isAt(candidate, asked));
  return object === undefined ? failure(404, "NotFound", asked) : { status: 200, body: object };
}

function patched(objects: KubeObject[], asked: Asked, patch: KubeObject): Answer {
  const index = objects.findIndex((candidate) => isAt(candidate, asked));
  const before = objects[index];
  if (before === undefined) return failure(404, "NotFound", asked);
  if (patch.metadata.resourceVersion !== before.metadata.resourceVersion) return failure(409, "Conflict", asked);
  const annotations = { ...before.metadata.annotations, ...patch.metadata.annotations };
  const resourceVersion = String(Number(before.metadata.resourceVersion) + 1);
  const after = { ...before, metadata: { ...before.metadata, annotations, resourceVersion } };
  objects[index] = after;
  return { status: 200, body: after };
}

function failure(status: number, reason: string, { kind, name }: Partial<Asked>): Answer {
  const details = name === undefined ? {} : { name, kind: kind?.plural };
  return {
    status,
    body: { kind: "Status", status: "Failure", reason, message: `${kind?.plural ?? "it"} is ${reason}`, details },
  };
}
