// What the scoop puts into the cluster: node pools, the metrics API, usage for kwok, and the services themselves. Pure.
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import type { Fleet } from "./load.js";
import { ORDINARY, POD, STEP, TIER } from "./load.js";
import { INSTANCE_TYPES, priceOf, REGION } from "./result.js";

/** Label of nodes: each case has its own, so that its nodes can be counted. */
export const CASE_LABEL = "bench.tenfold.dev/case";
export const ZONES = ["a", "b", "c"].map((zone) => `${REGION}${zone}`);

export type Case = { readonly name: string; readonly scaling: Readonly<Record<string, unknown>> };

/** Pods that carry the step at the CPU use that the tier aims at. */
const COMFORTABLE = Math.ceil((STEP * ORDINARY) / POD.web.serves / 0.6);

export const CASES: readonly Case[] = [
  { name: "surge-1", scaling: { surge: 1 } },
  { name: "surge-3", scaling: { surge: 3 } },
  { name: "surge-10", scaling: { surge: 10 } },
  {
    name: "schedule",
    scaling: {
      maxReplicas: Math.ceil(COMFORTABLE * 1.25),
      schedules: [{ name: "scoop", start: "0 0 * * *", end: "59 23 * * *", minReplicas: COMFORTABLE }],
    },
  },
];

export function service({ name, scaling }: Case): KubeObject {
  const spec = { image: "registry.example.com/news:1", userTier: TIER, scaling };
  return { apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata: { name: "news", namespace: name }, spec };
}

/** Its pods go to its own nodes: the admission plugin PodNodeSelector reads the annotation. */
export function namespace({ name }: Case): KubeObject {
  const annotations = { "scheduler.alpha.kubernetes.io/node-selector": `${CASE_LABEL}=${name}` };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, annotations } };
}

const NODE_CLASS = { group: "karpenter.kwok.sh", kind: "KWOKNodeClass", name: "bench" };

export function nodePools(nodeStartSeconds: number): readonly KubeObject[] {
  const nodeClass = {
    apiVersion: `${NODE_CLASS.group}/v1alpha1`,
    kind: NODE_CLASS.kind,
    metadata: { name: NODE_CLASS.name },
    spec: { nodeRegistrationDelay: `${nodeStartSeconds}s` },
  };
  return [nodeClass, ...CASES.map(nodePool)];
}

function nodePool({ name }: Case): KubeObject {
  const requirement = (key: string, value: string) => ({ key, operator: "In", values: [value] });
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name },
    spec: {
      template: {
        metadata: { labels: { [CASE_LABEL]: name } },
        spec: {
          nodeClassRef: NODE_CLASS,
          expireAfter: "Never",
          requirements: [requirement("kubernetes.io/arch", "arm64"), requirement("karpenter.sh/capacity-type", "on-demand")],
        },
      },
      disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "10m" },
    },
  };
}

/** As Karpenter's provider for kwok reads them from a file. */
export function instanceTypes(): unknown {
  return INSTANCE_TYPES.map(([name, cpus, gib]) => ({
    name,
    architecture: "arm64",
    operatingSystems: ["linux"],
    resources: { cpu: String(cpus), memory: `${gib}Gi`, "ephemeral-storage": "20Gi", pods: "58" },
    offerings: ZONES.map((zone) => ({
      Price: priceOf(name),
      Available: true,
      Requirements: [
        { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
        { key: "topology.kubernetes.io/zone", operator: "In", values: [zone] },
      ],
    })),
  }));
}

/**
 * The API server passes metrics.k8s.io on to a program of this machine. It has no certificate to say for whom it asks:
 * whoever comes may read what pods use.
 */
export function metricsApi(port: number): readonly KubeObject[] {
  const name = "metrics-server";
  const readers = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "bench-metrics" };
  const at = { name, namespace: "kube-system" };
  return [
    {
      apiVersion: `${readers.apiGroup}/v1`,
      kind: readers.kind,
      metadata: { name: readers.name },
      rules: [
        { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
        { nonResourceURLs: ["/apis/*"], verbs: ["get"] },
      ],
    },
    {
      apiVersion: `${readers.apiGroup}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: readers.name },
      roleRef: readers,
      subjects: [{ apiGroup: readers.apiGroup, kind: "User", name: "system:anonymous" }],
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: at,
      spec: { type: "ExternalName", externalName: "localhost", ports: [{ port }] },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        service: { ...at, port },
        group: "metrics.k8s.io",
        version: "v1beta1",
        insecureSkipTLSVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ];
}

export const USAGE: KindRef = {
  apiVersion: "kwok.x-k8s.io/v1alpha1",
  kind: "ClusterResourceUsage",
  plural: "clusterresourceusages",
  namespaced: false,
};
/** Containers of the fleets. */
const CONTAINER: Readonly<Record<Fleet, string>> = { web: "app", pooler: "pooler" };

/** Seconds of CPU that each pod of a fleet has used since the beginning: from the difference of two, metrics-server knows the rest. */
export function usage(name: string, used: Readonly<Record<Fleet, number>>): KubeObject {
  const usages = Object.entries(CONTAINER).map(([fleet, container]) => ({
    containers: [container],
    usage: { "cpu-seconds": { value: used[fleet === "web" ? "web" : "pooler"].toFixed(3) }, memory: { value: "256Mi" } },
  }));
  return {
    apiVersion: USAGE.apiVersion,
    kind: USAGE.kind,
    metadata: { name },
    spec: { selector: { matchNamespaces: [name] }, usages },
  };
}
