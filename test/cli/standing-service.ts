// A service of a cluster with its children and pods, as the tests of status, check and report need them.
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { Condition, WebServiceStatus } from "../../domain/api/status.js";
import { SAMPLE_CLASS } from "../../cli/input/sample-class.js";

/** The moment at which the tests look. */
export const NOW = Date.parse("2026-06-01T12:00:00Z");
const CREATED = "2026-05-20T12:00:00Z";
export const NAMESPACE = "store";
export const UID = "11111111-2222-4333-8444-555555555555";

export function minutesAgo(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString();
}

export function condition(type: Condition["type"], status: Condition["status"], rest: Partial<Condition> = {}): Condition {
  return { type, status, reason: "Ready", message: "", observedGeneration: 1, lastTransitionTime: minutesAgo(90), ...rest };
}

export const READY: readonly Condition[] = [
  condition("Ready", "True", { message: "tier 1k is served: all 4 children are ready" }),
  condition("Reconciling", "False"),
  condition("Stalled", "False"),
  condition("WorkloadReady", "True", { message: "2 of 2 ready" }),
  condition("DatabaseReady", "True", { message: "1 of 1 ready" }),
  condition("EdgeReady", "True", { message: "1 of 1 ready" }),
  condition("Suspended", "False", { reason: "Active" }),
];

type Resource = NonNullable<WebServiceStatus["resources"]>[number];
const resource = (kind: string, apiVersion: string, rest: Omit<Resource, "kind" | "apiVersion" | "ready">): Resource => ({
  kind,
  apiVersion,
  ready: true,
  ...rest,
});

export const RESOURCES: readonly Resource[] = [
  resource("DBInstance", "rds.services.k8s.aws/v1alpha1", { name: "shop-rds", part: "Database" }),
  resource("Ingress", "networking.k8s.io/v1", { name: "shop-alb", part: "Edge" }),
  resource("Deployment", "apps/v1", { name: "shop-web", part: "Workload" }),
  resource("Secret", "v1", { name: "shop-app", part: "Workload" }),
];

export function standingService(status: Partial<WebServiceStatus> = {}, rest: Partial<WebService> = {}): WebService {
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebService",
    metadata: { name: "shop", namespace: NAMESPACE, uid: UID, resourceVersion: "7", generation: 1, creationTimestamp: CREATED },
    spec: { userTier: "1k", image: "registry.example.com/shop:1", port: 8080, suspend: false, hosts: ["shop.example.com"] },
    ...rest,
    status: {
      observedGeneration: 1,
      conditions: [...READY],
      tier: { current: "1k", target: "1k" },
      className: "sample",
      operator: { version: "0.1.0", migratorImage: "m", poolerImage: "p", postgresRepository: "postgres" },
      endpoints: { url: "https://shop.example.com", hosts: ["shop.example.com"] },
      replicas: 2,
      cost: { monthlyUSD: 312, currency: "USD", pricesOf: "2026-05-01" },
      resources: [...RESOURCES],
      ...status,
    },
  };
}

/** `kind`: as in `apps/v1 Deployment`. */
export function child(kind: string, name: string, rest: Readonly<Record<string, unknown>> = {}): KubeObject {
  const [apiVersion = "", kindName = ""] = kind.split(" ");
  const labels = { "tenfold.dev/service": "shop", "tenfold.dev/service-uid": UID, "app.kubernetes.io/component": "web" };
  const metadata = { name, namespace: NAMESPACE, uid: name, creationTimestamp: CREATED, labels };
  return { apiVersion, kind: kindName, metadata, ...rest };
}

export const ARN = "arn:aws:rds:us-east-1:123456789012:db:shop-rds";
export const CHILDREN: readonly KubeObject[] = [
  child("apps/v1 Deployment", "shop-web", { spec: { replicas: 2 }, status: { availableReplicas: 2 } }),
  child("rds.services.k8s.aws/v1alpha1 DBInstance", "shop-rds", { status: { ackResourceMetadata: { arn: ARN } } }),
  child("networking.k8s.io/v1 Ingress", "shop-alb", {
    status: { loadBalancer: { ingress: [{ hostname: "shop-alb-1.us-east-1.elb.amazonaws.com" }] } },
  }),
];

export const CLASS: WebServiceClass = {
  ...SAMPLE_CLASS,
  metadata: { ...SAMPLE_CLASS.metadata, uid: "c", resourceVersion: "1", generation: 1 },
};

type PodState = { readonly phase?: string; readonly ready?: boolean; readonly waiting?: string; readonly restarts?: number };

/** Of the web. */
export function pod(name: string, { phase = "Running", ready = true, waiting, restarts = 0 }: PodState = {}): KubeObject {
  const state = waiting === undefined ? { running: {} } : { waiting: { reason: waiting } };
  const lastState = waiting === "CrashLoopBackOff" ? { terminated: { exitCode: 1, reason: "Error" } } : {};
  const status = {
    phase,
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    containerStatuses: [{ name: "web", state, lastState, restartCount: restarts }],
  };
  return { ...child("v1 Pod", name), status };
}
