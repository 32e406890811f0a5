// The Troubles port over HTTP: lists of one namespace, cut off where they would become dear.
import { LABEL } from "../../domain/api/keys.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { ClusterError } from "../ports/cluster.js";
import type { Troubles } from "../ports/troubles.js";
import { clusterError, collectionPath, objectPath } from "./kubernetes-paths.js";
import type { HttpRequest, Transport } from "./transport.js";

export const EVENT: KindRef = { apiVersion: "events.k8s.io/v1", kind: "Event", plural: "events", namespaced: true };
const POD: KindRef = { apiVersion: "v1", kind: "Pod", plural: "pods", namespaced: true };
export const TARGET_GROUP_BINDING: KindRef = {
  apiVersion: "elbv2.k8s.aws/v1beta1",
  kind: "TargetGroupBinding",
  plural: "targetgroupbindings",
  namespaced: true,
};

/** Pages come in the order of names, so the newest events may be on the last one. */
const PAGE = 500;
const PAGES = 4;
/** Pods of one rollout fail alike. */
const PODS = 100;

/** A program of a move says a line every five seconds. */
const LOG_LINES = 10;
const LOG_BYTES = 8192;
/** The API server asks the node, which may be gone. */
const LOG_TIMEOUT_MS = 2000;

export function kubernetesTroubles(transport: Transport): Troubles {
  return {
    warnings: (namespace) =>
      list(transport, collectionPath(EVENT, namespace), {
        selector: { fieldSelector: "type=Warning" },
        limit: PAGE,
        pages: PAGES,
      }),
    pods: (namespace, service, role) =>
      list(transport, collectionPath(POD, namespace), {
        selector: { labelSelector: `${LABEL.service}=${service}${role === undefined ? "" : `,${LABEL.component}=${role}`}` },
        limit: PODS,
        pages: 1,
      }),
    logEnd: async (namespace, pod) => {
      const query = new URLSearchParams({ container: "migrator", tailLines: String(LOG_LINES), limitBytes: String(LOG_BYTES) });
      const path = `${objectPath({ kind: POD, namespace, name: pod })}/log?${query.toString()}`;
      const text = await ask(transport, path, { timeoutMs: LOG_TIMEOUT_MS, accept: "application/json, */*" });
      return text.slice(0, LOG_BYTES);
    },
    targetGroupBindings: (namespace) =>
      list(transport, collectionPath(TARGET_GROUP_BINDING, namespace), { selector: {}, limit: PAGE, pages: PAGES }),
  };
}

type Selection = {
  readonly selector: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly pages: number;
};
type Answer = { readonly items: readonly KubeObject[]; readonly metadata: { readonly continue?: string } };

async function list(transport: Transport, path: string, { selector, limit, pages }: Selection): Promise<readonly KubeObject[]> {
  const items: KubeObject[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages && (page === 0 || token !== undefined); page += 1) {
    const query = new URLSearchParams({ ...selector, limit: String(limit) });
    if (token !== undefined) query.set("continue", token);
    const answer = JSON.parse(await ask(transport, `${path}?${query.toString()}`)) as Answer;
    items.push(...answer.items);
    token = answer.metadata.continue === "" ? undefined : answer.metadata.continue;
  }
  return items;
}

type How = Pick<HttpRequest, "accept" | "timeoutMs">;

async function ask(transport: Transport, path: string, how: How = {}): Promise<string> {
  const answer = await transport.request({ method: "GET", path, ...how }).catch((error: unknown) => {
    throw new ClusterError("unavailable", `GET ${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (answer.status !== 200) throw clusterError(answer);
  return answer.text;
}
