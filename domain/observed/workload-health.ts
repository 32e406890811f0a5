// What "ready" means for the built-in kinds.
import type { KubeObject } from "../api/objects.js";
import { at, conditionOf, listAt, numberAt, textAt } from "./reading.js";
import type { Health } from "./record.js";
import { scaledObjectHealth } from "./scaled-object-health.js";
import { snapshotFacts } from "./snapshots.js";

const READY: Health = { state: "ready" };

const JUDGES: Readonly<Record<string, (object: KubeObject) => Health>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  Job: job,
  PersistentVolumeClaim: volumeClaim,
  VolumeSnapshot: snapshot,
  ScaledObject: scaledObjectHealth,
  Service: (object) =>
    textAt(object, "spec", "type") !== "LoadBalancer" || hostname(object) !== undefined
      ? READY
      : progressing("waits for the load balancer's host name"),
  Ingress: (object) => (hostname(object) === undefined ? progressing("waits for the load balancer's host name") : READY),
};

/** Ready for kinds that have nothing to wait for. */
export function workloadHealth(object: KubeObject): Health {
  return JUDGES[object.kind]?.(object) ?? READY;
}

export function hostname(object: KubeObject): string | undefined {
  return textAt(object, "status", "loadBalancer", "ingress", 0, "hostname");
}

function progressing(message: string, usable = false): Health {
  return { state: "progressing", message, usable };
}

function isStale(object: KubeObject): boolean {
  return (numberAt(object, "status", "observedGeneration") ?? 0) < (object.metadata.generation ?? 0);
}

function deployment(object: KubeObject): Health {
  const available = numberAt(object, "status", "availableReplicas") ?? 0;
  if (isStale(object)) return progressing("waits for the deployment controller", available > 0);
  const stuck = conditionOf(object, "Progressing");
  if (stuck?.reason === "ProgressDeadlineExceeded")
    return { state: "failed", terminal: false, message: `${stuck.message}${apartFromDatabase(object)}` };
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  // Workers that are scaled to zero: nothing is to run until there is a message.
  if (wanted === 0) return READY;
  const updated = numberAt(object, "status", "updatedReplicas") ?? 0;
  const total = numberAt(object, "status", "replicas") ?? 0;
  if (updated < Math.min(wanted, total) || total > updated)
    return progressing(`${updated} of ${wanted} pods run the new version`, available > 0);
  if (available === 0) return progressing(`none of ${wanted} pods is available${apartFromDatabase(object)}`);
  return READY;
}

/** As the deployment controller counts them; pods on their way out only where it does (from Kubernetes 1.35 on). */
export function hasOnlyNewPods(deploymentObject: KubeObject): boolean {
  const count = (field: string) => numberAt(deploymentObject, "status", field) ?? 0;
  return !isStale(deploymentObject) && count("replicas") === count("updatedReplicas") && count("terminatingReplicas") === 0;
}

/** The scheduler's own words are in events of the pod; here is what to do when no node is left for it. */
function apartFromDatabase(object: KubeObject): string {
  const rules = listAt(object, ...ANTI_AFFINITY, "requiredDuringSchedulingIgnoredDuringExecution");
  if (rules.length === 0) return "";
  return "; it has to run on another node than the database: if there is no other node with room, add one or set spec.database.shareNode to true";
}

function apartFromWeb(object: KubeObject): string {
  if (at(object, ...ANTI_AFFINITY) === undefined) return "";
  return "; if no node is left for it beside that of the web pod, add one or set spec.database.shareNode to true";
}
const ANTI_AFFINITY = ["spec", "template", "spec", "affinity", "podAntiAffinity"] as const;

function statefulSet(object: KubeObject): Health {
  const ready = numberAt(object, "status", "readyReplicas") ?? 0;
  if (isStale(object)) return progressing("waits for the StatefulSet controller", ready > 0);
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  if (ready < wanted) return progressing(`${ready} of ${wanted} pods are ready${apartFromWeb(object)}`);
  const current = textAt(object, "status", "currentRevision");
  const update = textAt(object, "status", "updateRevision");
  return current === update ? READY : progressing("is being replaced", true);
}

function job(object: KubeObject): Health {
  if (conditionOf(object, "Complete")?.status === "True") return READY;
  const failed = conditionOf(object, "Failed");
  if (failed?.status === "True") return { state: "failed", terminal: true, message: failed.message };
  return progressing("the job is running");
}

function snapshot(object: KubeObject): Health {
  const { isReady, error } = snapshotFacts(object);
  if (isReady) return READY;
  // Its controller tries again by itself.
  return error === undefined ? progressing("the snapshot is being taken") : { state: "failed", terminal: false, message: error };
}

function volumeClaim(object: KubeObject): Health {
  const phase = textAt(object, "status", "phase");
  if (phase === "Bound") return READY;
  if (phase === "Lost") return { state: "failed", terminal: true, message: "the volume behind the claim is lost" };
  return progressing("the volume is not bound yet");
}
