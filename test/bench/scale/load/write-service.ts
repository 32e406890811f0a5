// Writes one service and its children as an operator would have left them: the children by its own field manager, their statuses by another.
import { FINALIZER } from "../../../../domain/api/keys.js";
import { CHILD_KINDS } from "../../../../domain/api/kinds.js";
import type { KindRef, KubeObject, ObjectRef } from "../../../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../../../domain/api/service.js";
import { WEB_SERVICE } from "../../../../domain/api/service.js";
import { settled } from "../../../../domain/observed/settled.js";
import { kubernetesCluster } from "../../../../operator/adapters/kubernetes-cluster.js";
import { objectPath } from "../../../../operator/adapters/kubernetes-paths.js";
import { accepted, send } from "../../../../operator/adapters/kubernetes-requests.js";
import type { HttpRequest, Transport } from "../../../../operator/adapters/transport.js";
import type { Cluster } from "../../../../operator/ports/cluster.js";
import { inStep } from "./in-step.js";

/** Who plays the controllers of the children. */
const CONTROLLERS = "controllers";
const USER = "somebody";

export type Writer = { readonly write: (service: KubeObject) => Promise<number> };

/** Each write resolves with the number of requests that it took. */
export function writer(transport: Transport, serviceClass: WebServiceClass): Writer {
  const cluster = kubernetesCluster(transport);
  const ask = async (request: HttpRequest) => accepted(await send(transport, request));
  return {
    write: async (wanted) => {
      const stored = await created(ask, cluster, wanted);
      const { children, status } = await inStep(stored, serviceClass);
      const counts = await Promise.all(children.map((child) => writeChild(ask, cluster, child)));
      await cluster.patchStatus(refOf(WEB_SERVICE, stored), status, stored.metadata.uid);
      return counts.reduce((sum, count) => sum + count, SERVICE_REQUESTS);
    },
  };
}

type Ask = (request: HttpRequest) => Promise<unknown>;

/** Made, the finalizer put on, its status told. */
const SERVICE_REQUESTS = 3;

async function created(ask: Ask, cluster: Cluster, service: KubeObject): Promise<WebService> {
  const ref = refOf(WEB_SERVICE, service);
  const stored = (await ask({
    method: "PATCH",
    path: `${objectPath(ref)}?fieldManager=${USER}&force=true&fieldValidation=Strict`,
    body: JSON.stringify(service),
    contentType: "application/apply-patch+yaml",
  })) as WebService;
  const { resourceVersion } = await cluster.setFinalizers(ref, [FINALIZER], stored.metadata.resourceVersion);
  return { ...stored, metadata: { ...stored.metadata, resourceVersion, finalizers: [FINALIZER] } };
}

async function writeChild(ask: Ask, cluster: Cluster, child: KubeObject): Promise<number> {
  const ref = refOf(kindOf(child), child);
  const { generation } = await cluster.apply(ref, child, {});
  const answered = settled({ ...child, metadata: { ...child.metadata, generation } }, { ...PLACE, time: soon() });
  if (answered["status"] === undefined) return 1;
  const status = child.kind === "Job" ? finished(answered["status"] as object) : answered["status"];
  await ask({
    method: "PATCH",
    path: `${objectPath(ref)}/status?fieldManager=${CONTROLLERS}`,
    body: JSON.stringify({ status }),
    contentType: "application/merge-patch+json",
    accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
  });
  return 2;
}

/** As the local AWS, and deploy/examples/class.yaml. */
const PLACE = { place: { region: "us-east-1", accountID: "123456789012" } };

/** A controller has looked after the write, in whole seconds as the server writes them. */
const soon = (): string => new Date(Date.now() + 1000).toISOString().replace(/\.[0-9]+/, "");

/** What the server wants to see of a Job that it is to take for finished. */
function finished(status: object): object {
  const time = soon();
  const condition = (type: string) => ({ type, status: "True", lastProbeTime: time, lastTransitionTime: time });
  const conditions = ["SuccessCriteriaMet", "Complete"].map(condition);
  return { ...status, startTime: time, completionTime: time, succeeded: 1, conditions };
}

function refOf(kind: KindRef, { metadata }: KubeObject | WebService): ObjectRef {
  return { kind, namespace: metadata.namespace, name: metadata.name };
}

function kindOf({ apiVersion, kind }: KubeObject): KindRef {
  const found = CHILD_KINDS.find((one) => one.kind === kind && one.apiVersion === apiVersion);
  if (found === undefined) throw new Error(`unknown kind ${apiVersion} ${kind}`);
  return found;
}
