// Verbs for tests against the real API server, as the administrator.
import { setTimeout as sleep } from "node:timers/promises";
import { callApi, callApiOrThrow } from "../../../local/control-plane/api-request.js";
import { BUILT_IN, CHILD_KINDS } from "../../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../../domain/api/service.js";
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { environment } from "./environment.js";

export const NAMESPACE: KindRef = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespaced: false };
export const CRD: KindRef = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};
export const STORAGE_CLASS: KindRef = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  plural: "storageclasses",
  namespaced: false,
};
const KINDS: readonly KindRef[] = [...CHILD_KINDS, WEB_SERVICE, WEB_SERVICE_CLASS, NAMESPACE, CRD, STORAGE_CLASS];

export type Live = KubeObject & {
  readonly metadata: KubeObject["metadata"] & { readonly uid: string; readonly resourceVersion: string };
};
export type LiveService = Live & { readonly status?: WebServiceStatus };

export function pathOf(kind: KindRef, namespace?: string, name?: string): string {
  const root = kind.apiVersion.includes("/") ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : "";
  return `${root}${scope}/${kind.plural}${name === undefined ? "" : `/${name}`}`;
}

function kindOf(object: { readonly apiVersion: string; readonly kind: string }): KindRef {
  const found = KINDS.find((kind) => kind.kind === object.kind && kind.apiVersion === object.apiVersion);
  if (found === undefined) throw new Error(`unknown kind ${object.apiVersion} ${object.kind}`);
  return found;
}

/** Server-side apply with strict validation, as a user with kubectl would. */
export async function apply(object: KubeObject, manager = "somebody"): Promise<Live> {
  const { namespace, name } = object.metadata;
  const path = `${pathOf(kindOf(object), namespace, name)}?fieldManager=${manager}&force=true&fieldValidation=Strict`;
  return (await callApiOrThrow(environment().admin, {
    method: "PATCH",
    path,
    body: object,
    contentType: "application/apply-patch+yaml",
  })) as Live;
}

export async function get(kind: KindRef, namespace: string | undefined, name: string): Promise<Live | undefined> {
  const answer = await callApi(environment().admin, { method: "GET", path: pathOf(kind, namespace, name) });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(answer.text);
  return JSON.parse(answer.text) as Live;
}

export async function list(kind: KindRef, namespace: string, labelSelector = ""): Promise<readonly Live[]> {
  const path = `${pathOf(kind, namespace)}?labelSelector=${encodeURIComponent(labelSelector)}`;
  const answer = await callApi(environment().admin, { method: "GET", path });
  if (answer.status === 404) return [];
  const items = (JSON.parse(answer.text) as { readonly items: readonly Live[] }).items;
  return items.map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind }));
}

/** All children of a service, Secrets included. */
export async function childrenOf(namespace: string, service: string): Promise<readonly Live[]> {
  const lists = await Promise.all(CHILD_KINDS.map((kind) => list(kind, namespace, `tenfold.dev/service=${service}`)));
  return lists.flat();
}

export async function mergePatch(
  object: { readonly apiVersion: string; readonly kind: string; readonly metadata: KubeObject["metadata"] },
  patch: unknown,
): Promise<Live> {
  const path = `${pathOf(kindOf(object), object.metadata.namespace, object.metadata.name)}?fieldManager=somebody-else`;
  return (await callApiOrThrow(environment().admin, {
    method: "PATCH",
    path,
    body: patch,
    contentType: "application/merge-patch+json",
  })) as Live;
}

export async function remove(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeObject["metadata"];
}): Promise<void> {
  const path = pathOf(kindOf(object), object.metadata.namespace, object.metadata.name);
  const answer = await callApi(environment().admin, { method: "DELETE", path, body: { propagationPolicy: "Background" } });
  if (answer.status >= 300 && answer.status !== 404) throw new Error(answer.text);
}

export async function service(namespace: string, name: string): Promise<LiveService> {
  const found = await get(WEB_SERVICE, namespace, name);
  if (found === undefined) throw new Error(`no WebService ${namespace}/${name}`);
  return found;
}

export function conditionOf(object: LiveService, type: string) {
  return object.status?.conditions?.find((condition) => condition.type === type);
}

export function isReadyNow(object: LiveService): boolean {
  const ready = conditionOf(object, "Ready");
  return ready?.status === "True" && ready.observedGeneration === (object.metadata.generation ?? 0);
}

const PAUSE_MS = 150;

/** Repeats `look` until it returns something other than undefined or false. Fails with the last thing that was seen. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>, patienceMs = 60_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      last = "not yet";
    } catch (error) {
      last = error;
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(`${what}: did not happen in ${patienceMs} ms; last: ${last instanceof Error ? last.message : String(last)}`);
}

export async function ready(namespace: string, name: string, patienceMs = 90_000): Promise<LiveService> {
  let seen: LiveService | undefined;
  try {
    return await eventually(
      `${namespace}/${name} Ready`,
      async () => {
        seen = await service(namespace, name);
        return isReadyNow(seen) && seen;
      },
      patienceMs,
    );
  } catch (error) {
    throw new Error(`${String(error)}\n${JSON.stringify(seen?.status, null, 1)}`, { cause: error });
  }
}

/** A namespace of its own for each test file; removed by the caller or with the control plane. */
export async function freshNamespace(prefix: string): Promise<string> {
  const name = `${prefix}-${process.pid.toString(36)}-${Date.now().toString(36)}`;
  await apply({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" } },
  });
  return name;
}

export const SECRET = BUILT_IN.secret;
