// spec + class + tier table → Blueprint: what should exist in the end. Says nothing about how to get there.
import type { WebService, WebServiceClass } from "../api/service.js";
import { exposureOf } from "../api/spec/exposure.js";
import { isAtLeast, parseTier, usersOf } from "../api/tier.js";
import type { Tier } from "../api/tier.js";
import type { WebServiceSpec } from "../api/web-service.js";
import * as defaults from "../tiers/defaults.js";
import { capacityUnits, MAX_CAPACITY_UNITS } from "../tiers/load.js";
import type { AlarmSet, TierRow } from "../tiers/row.js";
import { TIER_TABLE } from "../tiers/table.js";
import { alarmSubjects } from "./alarms.js";
import { database } from "./database.js";
import { nodes } from "./nodes.js";
import { place } from "./place.js";
import type { Blueprint, Cache, Cdn, Egress, Entry, Firewall, Front, Identity, Pinned, Queue, UploadFunction } from "./types.js";
import { pooler } from "./pooler.js";
import { internalServices, web, workers } from "./web.js";

/** Throws only when `userTier` is none of the nine: callers validate first. */
export function blueprint(service: WebService, serviceClass: WebServiceClass, pinned: Pinned = UNPINNED): Blueprint {
  const { spec } = service;
  const tier = parseTier(spec.userTier);
  if (tier === undefined) throw new RangeError(`spec.userTier: ${String(spec.userTier)} is not a tier`);
  const row = TIER_TABLE[tier];
  const theDatabase = database(spec.database ?? {}, row);
  const theQueue = queue(spec, row);
  const isInternal = exposureOf(spec, serviceClass.spec) === "Internal";
  const theCdn = isInternal ? undefined : cdn(spec, row);
  const theFront = front(spec, row, { tier, isInternal });
  const theFunctions = functions(spec, tier);
  const sets = alarmSets(spec, row, { queue: theQueue !== undefined, functions: theFunctions.length > 0 });
  const pods = {
    web: web(spec, row, theDatabase),
    services: internalServices(spec),
    workers: theQueue === undefined ? [] : workers(spec),
  };
  return {
    identity: identity(service, pinned),
    tier,
    place: place(serviceClass),
    nodes: nodes(spec, serviceClass),
    ...pods,
    functions: theFunctions,
    fronts: [theFront],
    entry: entry(theFront, theCdn?.paths, (spec.hosts ?? []).length === 0 || serviceClass.spec.cdnCertificateARN !== undefined),
    hosts: spec.hosts ?? [],
    egress: egress(spec),
    cdn: theCdn,
    firewall: firewall(spec),
    losses: pinned.losses,
    database: theDatabase,
    otherDatabases: [],
    pooler: pooler(spec, row, { ...pods, database: theDatabase }),
    cache: cache(spec, row),
    assets: isEnabled(spec.assets, row.assets || theCdn !== undefined) ? { versioned: true } : undefined,
    sessions: isEnabled(spec.sessions, row.sessions) ? { pointInTimeRecovery: true } : undefined,
    queue: theQueue,
    email: isEnabled(spec.email, row.email),
    alarms: alarmSubjects(sets, { database: theDatabase, users: usersOf(tier) }),
    watchesDatabase: sets.includes("database"),
    dashboard: row.dashboard,
    logGroup: row.logGroup,
  };
}

const UNPINNED: Pinned = { losses: 0 };

function identity(service: WebService, { dataUid }: Pinned): Identity {
  const { name, namespace, uid } = service.metadata;
  const adopted = service.spec.database?.adoptFrom;
  const wanted = adopted === "Fresh" ? uid : adopted;
  return { name, namespace, uid, dataUid: wanted ?? dataUid ?? uid };
}

function isEnabled(part: { readonly enabled?: boolean } | undefined, byTier: boolean): boolean {
  return part?.enabled ?? byTier;
}

type Aim = { readonly tier: Tier; readonly isInternal: boolean };

/** An internal load balancer is an ALB at every tier: what speaks for an NLB, one fixed public address, it does not have. */
function front(spec: WebServiceSpec, row: TierRow, { tier, isInternal }: Aim): Front {
  if (row.front.kind === "nlb" && !isInternal) return { kind: "nlb" };
  const reserves = row.front.kind === "alb" && row.front.reservesCapacity;
  const units = reserves ? capacityUnits(usersOf(tier)) * (spec.scaling?.surge ?? 1) : 0;
  return { kind: isInternal ? "internal" : "alb", reservedCapacityUnits: Math.min(MAX_CAPACITY_UNITS, units) };
}

function cdn(spec: WebServiceSpec, row: TierRow): Cdn | undefined {
  if (!isEnabled(spec.cdn, row.cdn !== undefined)) return undefined;
  return row.cdn ?? { paths: "static", waf: false };
}

function firewall({ cdn: spec }: WebServiceSpec): Firewall {
  return {
    requestsPerAddress: spec?.firewall?.requestsPerAddress ?? defaults.DEFAULT_REQUESTS_PER_ADDRESS,
    blocksLargeBodies: spec?.firewall?.largeBodies === "Block",
  };
}

/** CloudFront answers to hosts of ours only with a certificate for them; without one they stay at the load balancer. */
function entry({ kind }: Front, cdnPaths: Cdn["paths"] | undefined, mayTakeHosts: boolean): Entry {
  return cdnPaths === "all" && kind === "alb" && mayTakeHosts ? "cdn" : kind;
}

function egress({ network }: WebServiceSpec): readonly Egress[] {
  return (network?.egress ?? []).flatMap(({ cidr, namespace, ports }): readonly Egress[] => {
    if (cidr !== undefined) return [{ cidr, ports }];
    return namespace === undefined ? [] : [{ namespace, ports }];
  });
}

function cache(spec: WebServiceSpec, row: TierRow): Cache | undefined {
  if (!isEnabled(spec.cache, row.cache !== undefined)) return undefined;
  const base = row.cache ?? TIER_TABLE["10k"].cache;
  if (base === undefined) return undefined;
  const replicasPerShard = spec.cache?.replicasPerShard ?? base.replicasPerShard;
  return {
    nodeType: spec.cache?.nodeType ?? base.nodeType,
    shards: spec.cache?.shards ?? base.shards,
    replicasPerShard,
    multiAZ: replicasPerShard > 0,
  };
}

function queue(spec: WebServiceSpec, row: TierRow): Queue | undefined {
  if (!isEnabled(spec.queue, row.queue || (spec.workers ?? []).length > 0)) return undefined;
  const slowest = Math.max(...(spec.workers ?? []).map((worker) => worker.secondsPerMessage ?? 1), 5);
  return {
    visibilityTimeoutSeconds: Math.min(defaults.MAX_VISIBILITY_TIMEOUT_SECONDS, slowest * defaults.VISIBILITY_TIMEOUT_FACTOR),
    maxReceiveCount: defaults.MAX_RECEIVE_COUNT,
  };
}

function functions(spec: WebServiceSpec, tier: Tier): readonly UploadFunction[] {
  if (!isAtLeast(tier, "10M")) return [];
  return (spec.functions ?? []).map((entryOf) => ({
    name: entryOf.name,
    image: entryOf.image,
    uploadPrefix: entryOf.trigger.uploadPrefix,
    memoryMiB: entryOf.memoryMiB ?? defaults.DEFAULT_FUNCTION_MEMORY_MIB,
    timeoutSeconds: entryOf.timeoutSeconds ?? defaults.DEFAULT_FUNCTION_TIMEOUT_SECONDS,
  }));
}

type Beside = { readonly queue: boolean; readonly functions: boolean };

function alarmSets(
  spec: WebServiceSpec,
  row: TierRow,
  { queue: hasQueue, functions: hasFunctions }: Beside,
): readonly AlarmSet[] {
  if (!isEnabled(spec.alarms, row.alarms.length > 0)) return [];
  return [
    ...row.alarms,
    ...(hasQueue && !row.alarms.includes("queue") ? (["queue"] as const) : []),
    ...(hasFunctions ? (["uploads"] as const) : []),
  ];
}
