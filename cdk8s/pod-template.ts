// What all pods of the application have in common: restricted security, probes, draining, spreading.
import { k8s } from "cdk8s-plus-27";
import { JsonPatch } from "cdk8s";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Identity, PodSize } from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import type { Mounts } from "./database-authorities.js";
import { labels, podSelector } from "./labels.js";
import type { Placement } from "./placement.js";

export const HTTP_PORT = "http";
const CONTAINER = "app";

/** A load balancer that stops sending takes up to so long; pods serve on meanwhile. */
export const DEREGISTRATION_SECONDS = 20;
/** Longer than deregistration, so that the last request has come before the application is told to stop. */
const DRAIN_SECONDS = DEREGISTRATION_SECONDS + 5;
/** What the application then has to finish requests. */
const STOP_SECONDS = 30;

/** With pod readiness gates a rollout waits until the load balancer sees the new pod as healthy. */
const READINESS_GATE_LABEL = { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" };

const FIRST_FREE_PORT = 1024;
/** Whether others than root may listen below 1024 depends on the container runtime: the pod asks for it. The restricted standard allows this. */
const LOW_PORTS: k8s.Sysctl[] = [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }];
type HttpShape = { readonly port: number; readonly healthPath: string; readonly livenessPath?: string };

export type PodShape = {
  readonly role: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: k8s.EnvVar[];
  readonly size: PodSize;
  /** Absent: does not listen (workers). */
  readonly http?: HttpShape;
  readonly behindLoadBalancer?: boolean;
  /** Pods are spread over zones and nodes. */
  readonly spread: boolean;
  /** Pods that a node may have more than another. Default 1. */
  readonly nodeSkew?: number;
  /** Serves on for a while after it was told to stop, so that no request is lost. */
  readonly drains: boolean;
  readonly placement: Placement;
  readonly mounts?: Mounts;
};

export function podTemplate(identity: Identity, shape: PodShape): k8s.PodTemplateSpec {
  return {
    metadata: {
      labels: { ...labels(identity, shape.role, false), ...(shape.behindLoadBalancer === true ? READINESS_GATE_LABEL : {}) },
    },
    spec: {
      serviceAccountName: childNameOf(identity, { kind: BUILT_IN.serviceAccount, role: ROLE.app }),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
        sysctls: (shape.http?.port ?? FIRST_FREE_PORT) < FIRST_FREE_PORT ? LOW_PORTS : undefined,
      },
      terminationGracePeriodSeconds: (shape.drains ? DRAIN_SECONDS : 0) + STOP_SECONDS,
      ...shape.placement,
      topologySpreadConstraints: shape.spread ? spread(identity, shape.role, shape.nodeSkew) : undefined,
      containers: [container(shape)],
      volumes: shape.mounts?.volumes,
    },
  };
}

function container(shape: PodShape): k8s.Container {
  return {
    name: CONTAINER,
    image: shape.image,
    command: shape.command === undefined ? undefined : [...shape.command],
    args: shape.args === undefined ? undefined : [...shape.args],
    env: shape.env,
    ports: shape.http === undefined ? undefined : [{ name: HTTP_PORT, containerPort: shape.http.port }],
    resources: resources(shape.size),
    securityContext: restricted(),
    volumeMounts: shape.mounts?.volumeMounts,
    ...(shape.http === undefined ? {} : probes(shape.http)),
  };
}

/** Memory is limited to what is requested; CPU is not limited, since throttling only adds latency. */
export function resources({ cpuMillicores, memoryMiB }: PodSize): k8s.ResourceRequirements {
  const memory = k8s.Quantity.fromString(`${memoryMiB}Mi`);
  return { requests: { cpu: k8s.Quantity.fromString(`${cpuMillicores}m`), memory }, limits: { memory } };
}

export function restricted(): k8s.SecurityContext {
  return { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
}

/**
 * Slow starts get three minutes; a pod that hangs is restarted after one, later than it is taken out of service.
 * Readiness may depend on the database. What restarts pods, startup included, asks for a sign of life and no more: else
 * a slow database would have all of them restarted at once.
 */
function probes({
  healthPath,
  livenessPath,
}: HttpShape): Pick<k8s.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const port = k8s.IntOrString.fromString(HTTP_PORT);
  const alive = livenessPath === undefined ? { tcpSocket: { port } } : { httpGet: { path: livenessPath, port } };
  return {
    startupProbe: { ...alive, periodSeconds: 3, failureThreshold: 60 },
    readinessProbe: { httpGet: { path: healthPath, port }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
    livenessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}

/** Only a wish: when a zone is lost, pods must be allowed to be elsewhere. */
export function spread(identity: Identity, role: string, nodeSkew = 1): k8s.TopologySpreadConstraint[] {
  const wishes = [
    { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1 },
    { topologyKey: "kubernetes.io/hostname", maxSkew: nodeSkew },
  ];
  return wishes.map((wish) => ({
    ...wish,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: podSelector(identity, role) },
    matchLabelKeys: ["pod-template-hash"],
  }));
}

/** Adds the sleep before the stop signal, which is newer than the L1 constructs, to the spec of a Deployment on the wire. */
export function withDrain(spec: unknown): unknown {
  const lifecycle = { preStop: { sleep: { seconds: DRAIN_SECONDS } } };
  const patch = JsonPatch.add("/template/spec/containers/0/lifecycle", lifecycle);
  return JsonPatch.apply(spec, patch) as unknown;
}
