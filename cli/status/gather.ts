// What a tree is made of, read from a cluster. Needs to get the WebService; the rest is shown where it may be seen.
import { SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";
import { LABEL } from "../../domain/api/keys.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { POD } from "../cluster/kinds.js";
import type { Known } from "../cluster/known.js";
import { ifAllowed, valueOf, whyUnknown } from "../cluster/known.js";
import type { Remote } from "../cluster/remote.js";
import type { StatusData } from "./status-tree.js";

export type Pods = Known<readonly KubeObject[]>;

/** `knownPods`: somebody follows them already. */
export async function gather(remote: Remote, service: WebService, knownPods?: Pods): Promise<StatusData> {
  const [serviceClass, children, pods] = await Promise.all([
    classOf(remote, service),
    childrenOf(remote, service),
    knownPods ?? ifAllowed(remote.list(POD, ofService(service.metadata))),
  ]);
  return {
    service,
    serviceClass: valueOf(serviceClass, undefined),
    children: children.flatMap((kind) => valueOf(kind, [])),
    pods: valueOf(pods, undefined),
    unseen: [...whyUnknown([pods, serviceClass]), ...unseenChildren(children)],
  };
}

export function ofService({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { namespace, labelSelector: `${LABEL.service}=${name}` };
}

/** Only the cost of the parts comes from it. */
async function classOf(remote: Remote, { spec, status }: WebService): Promise<Known<WebServiceClass | undefined>> {
  const name = status?.className ?? spec.className;
  if (name === undefined || status?.cost === undefined) return { known: true, value: undefined };
  return ifAllowed(remote.read({ kind: WEB_SERVICE_CLASS, name }) as Promise<WebServiceClass | undefined>);
}

/** Kinds that the service has now, and no others: what is not named costs no question and needs no right. Secrets are never read. */
function childrenOf(remote: Remote, { metadata, status }: WebService): Promise<readonly Known<readonly KubeObject[]>[]> {
  const selection = ofService(metadata);
  return Promise.all(kindsOf(status?.resources ?? []).map((kind) => ifAllowed(remote.list(kind, selection))));
}

export function kindsOf(resources: readonly { readonly kind: string; readonly apiVersion: string }[]): readonly KindRef[] {
  return SEEN_CHILD_KINDS.filter((kind) =>
    resources.some(({ kind: name, apiVersion }) => name === kind.kind && apiVersion === kind.apiVersion),
  );
}

/** One line, however many kinds it is. */
function unseenChildren(children: readonly Known<unknown>[]): readonly string[] {
  const whys = whyUnknown(children);
  const [first, ...rest] = whys;
  if (first === undefined) return [];
  return rest.length === 0
    ? [first]
    : [`${first}, nor ${rest.length} more kinds of children: of those only what the service's status says is shown`];
}
