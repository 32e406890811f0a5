// The limit: the same objects, applied as fast as the API server takes them, by nobody who thinks.
import { kubernetesCluster } from "../../operator/adapters/kubernetes-cluster.js";
import { openTransport } from "../../operator/adapters/transport.js";
import type { WebService, WebServiceClass } from "../../operator/api/service.js";
import type { LateValues } from "../../operator/blueprint/children.js";
import { blueprint } from "../../operator/blueprint/blueprint.js";
import { render } from "../../cdk8s/render.js";
import { apply } from "../cluster/harness/api.js";
import { environment } from "../cluster/harness/environment.js";
import { webServiceClass } from "../fixtures/services.js";
import type { Row } from "./main.js";

const NAMESPACE = "bench-raw";
const IN_FLIGHT = 32;

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
  cacheEndpoint: "cache.example.com:6379",
  podIdentityAssociationID: "a-1",
};

function childrenOf(index: number, serviceClass: WebServiceClass) {
  const metadata = {
    name: `raw-${index}`,
    namespace: NAMESPACE,
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    resourceVersion: "1",
    generation: 1,
  };
  const service: WebService = {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebService",
    metadata,
    spec: { userTier: "10k", image: "registry.example.com/shop:1" },
  };
  const { children } = render(blueprint(service, serviceClass), LATE, {
    migratorImage: "migrator:1",
    postgresRepository: "postgres",
  });
  return children.filter((child) => child.mode === "apply");
}

export async function rawApply(services: number): Promise<{ readonly writesPerSecond: number; readonly rows: readonly Row[] }> {
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  const transport = await openTransport({ kubeconfig: environment().adminKubeconfig, userAgent: "tenfold-bench" });
  const cluster = kubernetesCluster(transport);
  const serviceClass = webServiceClass();
  const todo = Array.from({ length: services }, (_, index) => childrenOf(index, serviceClass)).flat();
  const count = todo.length;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    for (let child = todo.pop(); child !== undefined; child = todo.pop()) {
      await cluster.apply({ kind: child.kind, namespace: NAMESPACE, name: child.object.metadata.name }, child.object, {});
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const seconds = (performance.now() - started) / 1000;
  await transport.close();
  return {
    writesPerSecond: count / seconds,
    rows: [{ what: "raw server-side apply, 32 in flight", value: count / seconds, unit: "writes/s" }],
  };
}
