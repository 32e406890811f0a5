// The limit: the same objects, applied as fast as the API server takes them, by nobody who thinks.
import { CREDENTIALS } from "../fixtures/credentials.js";
import { fillSecret } from "../../cdk8s/fill-secret.js";
import { render } from "../../cdk8s/render.js";
import { kubernetesCluster } from "../../operator/adapters/kubernetes-cluster.js";
import type { Transport } from "../../operator/adapters/transport.js";
import type { WebService } from "../../domain/api/service.js";
import { DEFAULT_IMAGES } from "../../domain/api/release.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { LateValues, Child } from "../../domain/blueprint/children.js";
import { apply } from "../cluster/harness/api.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { forgetNamespace } from "./forget-namespace.js";
import { inParallel } from "./in-parallel.js";

/** Out of the local AWS's sight: it would fall over the made-up late values again and again. */
const NAMESPACE = "bench-raw";
const IN_FLIGHT = 32;
const PATIENCE_MS = 3 * 60_000;

/** Every late value known, so that every child is rendered. */
const LATE: LateValues = {
  albHostname: "lb.us-east-1.elb.amazonaws.com",
  originAccessControlID: "E1",
  distributionARN: "arn:aws:cloudfront::123456789012:distribution/E1",
  distributionDomain: "d1.cloudfront.net",
  uploadQueueARNs: {},
  databaseHost: "db.example.com",
  databasePort: 5432,
  databaseReaderHost: "reader.example.com",
  readReplicasDue: 15,
  cacheEndpoint: "cache.example.com:6379",
  podIdentityAssociationID: "a-1",
};

/** Nobody acts on this service; as the owner it keeps the garbage collector from its children. */
async function ownerCalled(name: string): Promise<WebService> {
  const service = webService();
  const { metadata } = await apply({ ...service, metadata: { name, namespace: NAMESPACE } });
  return { ...service, metadata: { ...service.metadata, name, namespace: NAMESPACE, uid: metadata.uid } };
}

/** Writes per second. */
export async function rawApply(transport: Transport, services: number): Promise<number> {
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  const serviceClass = webServiceClass();
  const children: Child[] = [];
  for (let index = 0; index < services; index += 1) {
    const service = await ownerCalled(`raw-${index}`);
    children.push(...render(blueprint(service, serviceClass), LATE, DEFAULT_IMAGES).children);
  }
  const seconds = await applyAll(transport, NAMESPACE, children);
  await forgetNamespace(NAMESPACE, PATIENCE_MS);
  return children.length / seconds;
}

/** Seconds for all of them. */
export async function applyAll(transport: Transport, namespace: string, children: readonly Wanted[]): Promise<number> {
  const cluster = kubernetesCluster(transport);
  // The operator writes Secrets first as well: databases wait for them.
  const [secrets, others] = [children.filter(isSecret), children.filter((child) => !isSecret(child))];
  const refOf = ({ kind, object }: Wanted) => ({ kind, namespace, name: object.metadata.name });
  const started = performance.now();
  await inParallel(secrets, IN_FLIGHT, (child) => cluster.createOnce(refOf(child), fillSecret(child.object, CREDENTIALS)));
  await inParallel(others, IN_FLIGHT, (child) => cluster.apply(refOf(child), child.object, {}));
  return (performance.now() - started) / 1000;
}

type Wanted = Pick<Child, "kind" | "object" | "mode">;

const isSecret = ({ mode }: Wanted): boolean => mode === "create-once";
