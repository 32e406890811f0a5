// What a user of kro would write for the children of one service: made of what Tenfold renders, so that both make the same.
import type { WebServiceClass } from "../../../domain/api/service.js";
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import { DEFAULT_IMAGES } from "../../../domain/api/release.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import type { LateValues } from "../../../domain/blueprint/children.js";
import { fillSecret } from "../../../cdk8s/fill-secret.js";
import { render } from "../../../cdk8s/render.js";
import { CREDENTIALS } from "../../fixtures/credentials.js";
import { webService } from "../../fixtures/services.js";
import { OF_INSTANCE, STAND_IN, templated } from "./cel.js";
import { readyWhen } from "./ready-when.js";

export const INSTANCE: KindRef = {
  ...{ apiVersion: "kro.run/v1alpha1", kind: "PeerService", plural: "peerservices", namespaced: true },
};
export const GRAPH: KindRef = {
  ...{ apiVersion: "kro.run/v1alpha1", kind: "ResourceGraphDefinition" },
  ...{ plural: "resourcegraphdefinitions", namespaced: false },
};

/** The one late value of these tiers that AWS must know, or no load balancer comes. kro has an expression for it, and waits as Tenfold does. */
export const ALLOCATION = "eipalloc-instance";

/** What else Tenfold learns only while it works is told to kro beforehand. */
const LATE: LateValues = {
  elasticIPAllocationID: ALLOCATION,
  elasticIPAddress: "192.0.2.1",
  nlbHostname: "lb.us-east-1.elb.amazonaws.com",
  uploadQueueARNs: {},
  hasVolume: true,
  databasePlaced: true,
};

/** Throws when a child waits for a value that is not known beforehand: another tier than the lowest two has such. */
export function childrenOf(tier: "1" | "10", serviceClass: WebServiceClass): readonly KubeObject[] {
  const service = webService({ userTier: tier });
  const metadata = { ...service.metadata, ...STAND_IN };
  const { children, waiting } = render(blueprint({ ...service, metadata }, serviceClass), LATE, DEFAULT_IMAGES);
  if (waiting.length > 0) throw new Error(`children wait for late values: ${JSON.stringify(waiting)}`);
  return children.map(({ object, mode }) => owned(mode === "create-once" ? sealed(object) : object));
}

/** Neither owner: kro finds what belongs to an instance by labels of its own, and writes no owner. */
function owned(object: KubeObject): KubeObject {
  const metadata = Object.entries(object.metadata).filter(([field]) => field !== "ownerReferences");
  return { ...object, metadata: Object.fromEntries(metadata) as KubeObject["metadata"] };
}

/** As the API server keeps it: `stringData` would be a change each time kro applies it. */
function sealed(object: KubeObject): KubeObject {
  const { stringData, ...rest } = fillSecret(object, CREDENTIALS);
  const entries = Object.entries(stringData as Readonly<Record<string, string>>);
  return { ...rest, data: Object.fromEntries(entries.map(([key, text]) => [key, Buffer.from(text).toString("base64")])) };
}

export function graphOf(children: readonly KubeObject[]): KubeObject {
  const ids = children.map(({ kind }, index) => `${kind.charAt(0).toLowerCase()}${kind.slice(1)}${index}`);
  const address = ids[children.findIndex(({ kind }) => kind === "ElasticIPAddress")];
  const late: readonly [string, string][] = address === undefined ? [] : [[ALLOCATION, `${address}.status.allocationID`]];
  const expressions = new Map([...OF_INSTANCE, ...late]);
  const resources = children.map((child, index) => {
    const id = ids[index] ?? "";
    const conditions = readyWhen(child, id);
    return { id, template: templated(child, expressions), ...(conditions.length === 0 ? {} : { readyWhen: conditions }) };
  });
  return {
    ...{ apiVersion: GRAPH.apiVersion, kind: GRAPH.kind },
    metadata: { name: "peer-service" },
    spec: { schema: { apiVersion: "v1alpha1", kind: INSTANCE.kind, spec: { tier: 'string | default="1"' } }, resources },
  };
}
