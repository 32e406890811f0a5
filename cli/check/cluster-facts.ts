// What `tenfold check` asks of a cluster. All of it may be refused, and then is not known.
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { GROUP } from "../../domain/api/keys.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import type { Known } from "../cluster/known.js";
import { ifAnswered } from "../cluster/known.js";
import type { Remote } from "../cluster/remote.js";
import type { LeaseFacts } from "./operator-facts.js";
import { operatorDeployments, operatorLease } from "./operator-facts.js";
import type { Right } from "./rights.js";
import { rightsOf } from "./rights.js";

const clusterWide = (apiVersion: string, kind: string, plural: string): KindRef => ({
  apiVersion,
  kind,
  plural,
  namespaced: false,
});
const STORAGE_CLASS = clusterWide("storage.k8s.io/v1", "StorageClass", "storageclasses");
const INGRESS_CLASS = clusterWide("networking.k8s.io/v1", "IngressClass", "ingressclasses");
const SNAPSHOT_CLASS = clusterWide("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass", "volumesnapshotclasses");

export const LOAD_BALANCERS = "elbv2.k8s.aws/v1beta1";
export const METRICS = "metrics.k8s.io/v1beta1";

export type ClusterFacts = {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  /** `v1.36.1`. */
  readonly version: Known<string | undefined>;
  /** Plurals that each API version serves. Undefined: it is not there. */
  readonly apis: ReadonlyMap<string, Known<ReadonlySet<string> | undefined>>;
  /** The schema of `WebService.spec` that the server has, as OpenAPI says it. */
  readonly schema: Known<unknown>;
  readonly classes: Known<readonly WebServiceClass[]>;
  /** Of the whole cluster, or of the namespace where not more may be seen. */
  readonly services: Known<readonly WebService[]>;
  readonly storageClasses: Known<readonly KubeObject[]>;
  readonly ingressClasses: Known<readonly KubeObject[]>;
  readonly snapshotClasses: Known<readonly KubeObject[]>;
  readonly deployments: Known<readonly KubeObject[]>;
  readonly lease: Known<LeaseFacts>;
  readonly rights: Known<readonly Right[]>;
};

export type Where = { readonly operatorNamespace: string | undefined };

export async function clusterFacts(remote: Remote, { operatorNamespace }: Where): Promise<ClusterFacts> {
  const lists = (kind: KindRef) => ifAnswered(remote.list(kind, {}));
  const [version, apis, schema, classes, services, storageClasses, ingressClasses, snapshotClasses, operator, rights] =
    await Promise.all([
      ifAnswered(remote.get("/version").then((answer) => textAt(answer, "gitVersion"))),
      served(remote),
      ifAnswered(specSchema(remote)),
      lists(WEB_SERVICE_CLASS) as Promise<Known<readonly WebServiceClass[]>>,
      servicesOf(remote),
      lists(STORAGE_CLASS),
      lists(INGRESS_CLASS),
      lists(SNAPSHOT_CLASS),
      operatorOf(remote, operatorNamespace),
      ifAnswered(rightsOf(remote)),
    ]);
  const { context, server, namespace } = remote;
  const storage = { storageClasses, ingressClasses, snapshotClasses };
  return { context, server, namespace, version, apis, schema, classes, services, ...storage, ...operator, rights };
}

/** Any user may ask what is served, and needs no right on definitions for it. */
async function served(remote: Remote): Promise<ClusterFacts["apis"]> {
  const versions = new Set([...CHILD_KINDS.map(({ apiVersion }) => apiVersion), WEB_SERVICE.apiVersion, LOAD_BALANCERS, METRICS]);
  const ask = async (apiVersion: string) => {
    const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return [apiVersion, await ifAnswered(remote.get(path).then(pluralsIn))] as const;
  };
  return new Map(await Promise.all([...versions].map(ask)));
}

function pluralsIn(answer: unknown): ReadonlySet<string> | undefined {
  if (answer === undefined) return undefined;
  return new Set(listAt(answer, "resources").map((resource) => textAt(resource, "name") ?? ""));
}

async function specSchema(remote: Remote): Promise<unknown> {
  const answer = await remote.get(`/openapi/v3/apis/${WEB_SERVICE.apiVersion}`);
  const schemas = (answer as { readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> } } | undefined)
    ?.components?.schemas;
  const [, found] =
    Object.entries(schemas ?? {}).find(([, schema]) =>
      listAt(schema, "x-kubernetes-group-version-kind").some(
        (gvk) => textAt(gvk, "group") === GROUP && textAt(gvk, "kind") === WEB_SERVICE.kind,
      ),
    ) ?? [];
  return (found as { readonly properties?: { readonly spec?: unknown } } | undefined)?.properties?.spec;
}

async function servicesOf(remote: Remote): Promise<Known<readonly WebService[]>> {
  const everywhere = await ifAnswered(remote.list(WEB_SERVICE, {}));
  const found = everywhere.known ? everywhere : await ifAnswered(remote.list(WEB_SERVICE, { namespace: remote.namespace }));
  return found as Known<readonly WebService[]>;
}

async function operatorOf(remote: Remote, namespace: string | undefined): Promise<Pick<ClusterFacts, "deployments" | "lease">> {
  const deployments = await operatorDeployments(remote, namespace);
  return { deployments, lease: await ifAnswered(operatorLease(remote, deployments, namespace)) };
}
