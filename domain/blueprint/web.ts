// The pods of a service: web, internal services and workers, from spec and tier.
import { cpuMillicores, memoryMiB } from "../api/quantity.js";
import type { EnvVar, WebServiceSpec } from "../api/web-service.js";
import type { TierRow } from "../tiers/row.js";
import * as defaults from "../tiers/defaults.js";
import { nearDatabase } from "./near-database.js";
import type { Database, EnvironmentEntry, InternalService, PodSize, ReplicaRange, Web, Worker } from "./types.js";

type Resources = NonNullable<WebServiceSpec["resources"]>;

export function web(spec: WebServiceSpec, row: TierRow, database: Database | undefined): Web {
  const replicas = webReplicas(spec, row);
  const mayShareNode = spec.database?.shareNode ?? false;
  return {
    image: spec.image,
    port: spec.port ?? defaults.DEFAULT_PORT,
    command: spec.command,
    args: spec.args,
    env: (spec.env ?? []).map(environmentEntry),
    healthPath: spec.health?.path ?? "/",
    livenessPath: spec.health?.livenessPath,
    size: podSize(spec.resources, row.web.size),
    replicas,
    // Several pods are never all stopped at once, whatever the tier's own strategy.
    rollout: replicas.max > 1 ? "Rolling" : row.web.rollout,
    zones: replicas.max > 1 ? Math.max(row.web.zones, 2) : row.web.zones,
    nodeSkew: nodeSkew(row.web.max),
    mayShareNode,
    nearDatabase: nearDatabase(database, { replicas, mayShareNode }),
  };
}

function nodeSkew(most: number): number {
  return Math.min(defaults.MOST_PODS_OF_A_NODE, Math.max(1, Math.floor(most / defaults.NODES_AT_THE_MOST_PODS)));
}

function webReplicas(spec: WebServiceSpec, row: TierRow): ReplicaRange {
  const { surge = 1, minReplicas, maxReplicas, targetCPUPercent } = spec.scaling ?? {};
  const ceiling = maxReplicas ?? Math.min(defaults.MAX_REPLICAS, row.web.max * surge);
  const floor = minReplicas ?? Math.min(row.web.min, ceiling);
  const max = Math.max(floor, ceiling);
  // One pod stays one pod unless the user gives it room: a single node or volume may be behind it.
  if (max === 1) return { min: 1, max: 1 };
  return {
    min: floor,
    max,
    autoscale: {
      targetCPUPercent: targetCPUPercent ?? targetFor(surge),
      scaleUpPercent: Math.min(defaults.MAX_SCALE_UP_PERCENT, defaults.SCALE_UP_PERCENT * surge),
    },
  };
}

/**
 * So low that two multiplications carry the surge: what the pods that run have left takes one, what one reading adds to them the other. With the usual
 * target a surge of 10 takes five readings, each of which waits for the pods of the one before.
 */
function targetFor(surge: number): number {
  const shared = Math.floor(defaults.FULL_CPU_PERCENT / Math.sqrt(surge));
  return Math.min(defaults.DEFAULT_TARGET_CPU_PERCENT, Math.max(defaults.LEAST_TARGET_CPU_PERCENT, shared));
}

export function internalServices(spec: WebServiceSpec): readonly InternalService[] {
  return (spec.services ?? []).map((service) => ({
    name: service.name,
    image: service.image,
    port: service.port ?? defaults.DEFAULT_PORT,
    command: service.command,
    healthPath: service.healthPath ?? "/",
    livenessPath: service.livenessPath,
    size: podSize(service.resources, defaults.DEFAULT_POD),
    replicas: pool(service.min ?? defaults.DEFAULT_SERVICE_MIN, service.max ?? defaults.DEFAULT_POOL_MAX),
  }));
}

export function workers(spec: WebServiceSpec): readonly Worker[] {
  return (spec.workers ?? []).map((worker) => {
    const secondsPerMessage = worker.secondsPerMessage ?? defaults.DEFAULT_SECONDS_PER_MESSAGE;
    const latency = worker.targetLatencySeconds ?? defaults.DEFAULT_TARGET_LATENCY_SECONDS;
    const { min, max } = pool(worker.min ?? 1, worker.max ?? defaults.DEFAULT_POOL_MAX);
    return {
      name: worker.name,
      image: worker.image ?? spec.image,
      command: worker.command,
      size: podSize(worker.resources, defaults.DEFAULT_POD),
      min,
      max,
      messagesPerPod: Math.max(1, Math.floor(latency / secondsPerMessage)),
    };
  });
}

function pool(min: number, max: number): ReplicaRange {
  const autoscale = { targetCPUPercent: defaults.DEFAULT_TARGET_CPU_PERCENT, scaleUpPercent: defaults.SCALE_UP_PERCENT };
  return { min, max: Math.max(min, max), autoscale };
}

export function podSize(resources: Resources | undefined, fallback: PodSize): PodSize {
  return {
    cpuMillicores: (resources?.cpu === undefined ? undefined : cpuMillicores(resources.cpu)) ?? fallback.cpuMillicores,
    memoryMiB: (resources?.memory === undefined ? undefined : memoryMiB(resources.memory)) ?? fallback.memoryMiB,
  };
}

function environmentEntry({ name, value = "", secretKeyRef, configMapKeyRef }: EnvVar): EnvironmentEntry {
  if (secretKeyRef) return { name, from: "Secret", object: secretKeyRef.name, key: secretKeyRef.key };
  if (configMapKeyRef) return { name, from: "ConfigMap", object: configMapKeyRef.name, key: configMapKeyRef.key };
  return { name, from: "Text", value };
}
