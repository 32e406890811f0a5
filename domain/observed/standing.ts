// Children as observed → what stands now, in the blueprint's own words. The plan compares this with the target.
import type { DatabaseRef } from "../blueprint/roles.js";
import { databaseRoles, inClusterRole, ROLE } from "../blueprint/roles.js";
import { KEPT_DATABASE_POD } from "../tiers/defaults.js";
import type {
  AuroraDatabase,
  Cache,
  Database,
  DatabaseKind,
  Entry,
  Front,
  InClusterDatabase,
  RdsDatabase,
} from "../blueprint/types.js";
import type { StandingCopies } from "./copies.js";
import { isBeingRestored, standingCopies } from "./copies.js";
import type { Binding } from "./binding.js";
import { DATA_KIND, databaseIn } from "./binding.js";
import type { BoundMove } from "./bound-move.js";
import type { Children } from "./late-values.js";
import type { Instance, StandingMember } from "./members.js";
import { membersByIndex, standingMembers } from "./members.js";
import type { StandingJob } from "./program-ends.js";
import { moveJobs } from "./program-ends.js";
import type { ChildRecord } from "./record.js";
import { childKey, isReady, isUsable } from "./record.js";

/** `since`: milliseconds of our last write of it. */
export type StandingFront = {
  readonly kind: Front["kind"];
  readonly ready: boolean;
  readonly since: number;
  /** It admits CloudFront alone. */
  readonly isClosed?: boolean;
};

/** A DNS record. `entry`: where it points, undefined: at nothing that stands. `since`: milliseconds of our last write of it. */
export type StandingRecord = {
  readonly role: string;
  readonly entry: Entry | undefined;
  readonly ready: boolean;
  readonly since: number;
};

export type Standing = {
  /** Tier that the binding was last written for. */
  readonly tier?: string;
  /** The database that the application uses, by the binding. Undefined before the first binding. */
  readonly bound?: DatabaseKind | "none";
  /** The database that has the data: the bound one, or the highest that stands or is kept. */
  readonly database?: Database;
  /** Others that somebody can connect to: the target of a move, or the source that it leaves. */
  readonly others: readonly Database[];
  /** Main roles of those of the others that are at rest: all of it is ready, and AWS calls it available. */
  readonly restingOthers: ReadonlySet<string>;
  /** Main roles of those of the others that are targets of moves and were never used. */
  readonly moveTargets: ReadonlySet<string>;
  /** What the binding says of a move of data. */
  readonly move?: BoundMove;
  /** By role: the Jobs of moves that exist. */
  readonly moveJobs: ReadonlyMap<string, StandingJob>;
  /** Its instances in AWS: RDS the one that takes writes, then its replicas; Aurora by index. */
  readonly members: readonly StandingMember[];
  /** Somebody can connect to it, now or when what is under way is done. False: only its volume is kept. */
  readonly databaseRuns: boolean;
  /** It serves now, whatever else is going on. */
  readonly databaseUsable: boolean;
  /** It serves, and a change of it is under way that ends by itself. */
  readonly databaseBusy: boolean;
  /** It was found in AWS, and its controller has not taken it over yet: nothing of it is changed by that. */
  readonly databaseAdopting?: boolean;
  readonly cache?: Cache;
  readonly fronts: readonly StandingFront[];
  readonly cdn?: { readonly paths: "static" | "all"; readonly ready: boolean };
  readonly records: readonly StandingRecord[];
  /** `since`: milliseconds since the epoch of our last write. */
  readonly web?: { readonly image: string; readonly fingerprint: string; readonly ready: boolean; readonly since: number };
  /** Fingerprint of the pod template of the database in the cluster. Empty: written by a version that had none. */
  readonly databaseTemplate?: string;
} & StandingCopies;

export function standing(children: Children): Standing {
  const find = (kind: string, role: string) => children.get(childKey({ kind, role }));
  const binding = find("ConfigMap", ROLE.binding)?.facts.binding;
  const { own: database, others } = databases(children, binding);
  const set = find("StatefulSet", inClusterRole(database?.database));
  return {
    tier: binding?.tier,
    bound: binding?.database,
    ...own(database),
    others: others.filter(({ runs }) => runs).map((other) => other.database),
    restingOthers: new Set(others.filter(isResting).map(({ records: [main] }) => main?.role ?? "")),
    moveTargets: moveTargets(children),
    move: binding?.move,
    moveJobs: moveJobs(children),
    cache: find("ReplicationGroup", ROLE.cache)?.facts.cache,
    fronts: fronts(children),
    cdn: cdn(find("Distribution", ROLE.cdn)),
    records: records(children),
    web: web(find("Deployment", ROLE.web)),
    databaseTemplate: set && (set.facts.fingerprint ?? ""),
    ...standingCopies(children, inClusterRole(database?.database), binding),
  };
}

type Own = Pick<Standing, "database" | "members" | "databaseRuns" | "databaseUsable" | "databaseBusy" | "databaseAdopting">;

function own(found: Found | undefined): Own {
  if (found === undefined) return { members: [], databaseRuns: false, databaseUsable: false, databaseBusy: false };
  const { database, members, runs, records: theirs } = found;
  const [databaseUsable, databaseAdopting] = [isUsable(theirs[0]), theirs.some(isBeingAdopted)];
  return { database, members, databaseRuns: runs, databaseUsable, databaseBusy: isBusy(theirs), databaseAdopting };
}

function isBeingAdopted({ facts }: ChildRecord): boolean {
  return facts.adopting !== undefined && facts.sealedID === undefined;
}

function web(record: ChildRecord | undefined): Standing["web"] {
  const { image, fingerprint = "" } = record?.facts ?? {};
  if (record === undefined || image === undefined) return undefined;
  return { image, fingerprint, ready: isReady(record), since: record.appliedAt };
}

/**
 * Another change would have to wait: AWS takes one at a time. What does not serve, or is refused for good, is not busy: only the next
 * change can help it.
 */
function isBusy(records: readonly ChildRecord[]): boolean {
  const isRefused = ({ health }: ChildRecord) => health.state === "failed" && health.terminal;
  return isUsable(records[0]) && records.some((record) => !isReady(record)) && !records.some(isRefused);
}

function isResting({ records, runs }: Found): boolean {
  const isAvailable = ({ kind, facts }: ChildRecord) => kind !== "DBInstance" || facts.available === true;
  return runs && records.every((record) => isReady(record) && isAvailable(record));
}

type Found = {
  readonly database: Database;
  readonly records: readonly ChildRecord[];
  readonly members: readonly StandingMember[];
  readonly runs: boolean;
};
const FINDERS: Readonly<Record<DatabaseKind, (children: Children, generation: number) => Found | undefined>> = {
  "in-cluster": inCluster,
  rds,
  aurora,
};
/** In the order in which data moves, backwards. */
const HIGHEST_FIRST: readonly DatabaseKind[] = ["aurora", "rds", "in-cluster"];

type Databases = { readonly own: Found | undefined; readonly others: readonly Found[] };

/**
 * The application's own: the bound one, else the highest, of two of one kind the one made last. The target of a move is never it before the
 * binding says so: it has no data, or not all of it.
 */
function databases(children: Children, binding: Binding | undefined): Databases {
  const isBound = ({ kind, generation = 0 }: DatabaseRef) => kind === binding?.database && generation === binding.generation;
  const refs = HIGHEST_FIRST.flatMap((kind) => generations(children, kind).map((generation) => ({ kind, generation })));
  const others = refs.filter((ref) => !isBound(ref) && !isBeingRestored(children, ref));
  const find = ({ kind, generation }: Required<DatabaseRef>) => FINDERS[kind](children, generation) ?? [];
  const used = [...refs.filter(isBound), ...others.filter((ref) => !isMoveTarget(children, ref))].flatMap(find);
  const targets = others.filter((ref) => isMoveTarget(children, ref)).flatMap(find);
  return { own: used[0], others: [...used.slice(1), ...targets] };
}

function isMoveTarget(children: Children, ref: DatabaseRef): boolean {
  const role = databaseRoles(ref).main;
  return children.get(childKey({ kind: DATA_KIND[ref.kind], role }))?.facts.isMoveTarget === true;
}

/** Main roles of databases that are made as targets of moves. */
function moveTargets(children: Children): ReadonlySet<string> {
  const records = [...children.values()].filter(
    (record) => record.facts.isMoveTarget === true && databaseIn(record) !== undefined,
  );
  return new Set(records.map(({ role }) => role));
}

function generations(children: Children, kind: DatabaseKind): readonly number[] {
  const found = [...children.values()].map(databaseIn).filter((database) => database?.kind === kind);
  return found.map((database) => database?.generation ?? 0).sort((a, b) => b - a);
}

/** The first of its kind needs no number. */
function beside(generation: number): { readonly generation?: number } {
  return generation === 0 ? {} : { generation };
}

/** The volume is the database, whether or not something has it open. What it says of itself counts before what opens it. */
function inCluster(children: Children, generation: number): Found | undefined {
  const roles = databaseRoles({ kind: "in-cluster", generation });
  const set = children.get(childKey({ kind: "StatefulSet", role: roles.main }));
  const claim = children.get(childKey({ kind: "PersistentVolumeClaim", role: roles.main }));
  if (claim?.facts.storageGiB === undefined) return undefined;
  const { volume, storageGiB } = claim.facts;
  const pod = set?.facts.inCluster;
  const { size, node } = pod ?? volume?.pod ?? KEPT_DATABASE_POD;
  const version = volume?.version ?? pod?.version ?? "";
  const { restoredFrom } = volume ?? {};
  const copy = { ...beside(generation), ...(restoredFrom === undefined ? {} : { restoredFrom }) };
  const database: InClusterDatabase = { kind: "in-cluster", ...copy, version, size, node, storageGiB };
  return { database, records: set === undefined ? [claim] : [set, claim], members: [], runs: set !== undefined };
}

function rds(children: Children, generation: number): Found | undefined {
  const roles = databaseRoles({ kind: "rds", generation });
  const main = children.get(childKey({ kind: "DBInstance", role: roles.main }));
  if (main?.facts.rds === undefined) return undefined;
  const found = [{ index: 0, record: main }, ...instances(children, roles.member, 1)];
  const members = standingMembers(found);
  const byIndex = membersByIndex(members);
  const database: RdsDatabase = { ...main.facts.rds, ...beside(generation), members: byIndex, readReplicas: byIndex.length - 1 };
  return { database, records: found.map(({ record }) => record), members, runs: true };
}

function aurora(children: Children, generation: number): Found | undefined {
  const roles = databaseRoles({ kind: "aurora", generation });
  const cluster = children.get(childKey({ kind: "DBCluster", role: roles.main }));
  if (cluster?.facts.aurora === undefined) return undefined;
  const found = instances(children, roles.member, 0);
  const members = standingMembers(found, cluster.facts.writer);
  const byIndex = membersByIndex(members);
  const readersMin = Math.max(0, byIndex.length - 1);
  const readerRange = children.get(childKey({ kind: "ScalableTarget", role: roles.readers }))?.facts.readers;
  const database: AuroraDatabase = {
    kind: "aurora",
    ...cluster.facts.aurora,
    ...beside(generation),
    instanceClass: members.find(({ isWriter }) => isWriter)?.instanceClass ?? "",
    members: byIndex,
    readersMin,
    readersMax: Math.max(readersMin, readerRange?.max ?? 0),
  };
  return { database, records: [cluster, ...found.map(({ record }) => record)], members, runs: true };
}

/** As many as a database may have: one, and fifteen that read. */
const MOST_INSTANCES = 16;

/** By index. One in between may be missing: somebody has deleted it, and the others are there all the same. */
function instances(children: Children, role: (index: number) => string, first: number): readonly Instance[] {
  const found: Instance[] = [];
  for (let index = first; index < MOST_INSTANCES; index += 1) {
    const record = children.get(childKey({ kind: "DBInstance", role: role(index) }));
    if (record !== undefined) found.push({ index, record });
  }
  return found;
}

function fronts(children: Children): readonly StandingFront[] {
  const nlb = children.get(childKey({ kind: "Service", role: ROLE.nlb }));
  const alb = children.get(childKey({ kind: "Ingress", role: ROLE.alb }));
  const internal = children.get(childKey({ kind: "Ingress", role: ROLE.internal }));
  return [
    ...(nlb === undefined ? [] : [{ kind: "nlb" as const, ready: isReady(nlb), since: nlb.appliedAt }]),
    ...(alb === undefined
      ? []
      : [{ kind: "alb" as const, ready: isReady(alb), since: alb.appliedAt, isClosed: alb.facts.isClosed === true }]),
    ...(internal === undefined ? [] : [{ kind: "internal" as const, ready: isReady(internal), since: internal.appliedAt }]),
  ];
}

function cdn(record: ChildRecord | undefined): Standing["cdn"] {
  if (record === undefined) return undefined;
  return { paths: record.facts.forwards === true ? "all" : "static", ready: isReady(record) };
}

function records(children: Children): readonly StandingRecord[] {
  return [...children.values()]
    .filter(({ kind }) => kind === "RecordSet")
    .map((record) => ({
      role: record.role,
      entry: entryOf(children, record.facts.dnsTarget),
      ready: isReady(record),
      since: record.appliedAt,
    }));
}

function entryOf(children: Children, target: string | undefined): Entry | undefined {
  if (target === undefined) return undefined;
  const find = (kind: string, role: string) => children.get(childKey({ kind, role }))?.facts;
  if (target === find("Distribution", ROLE.cdn)?.host) return "cdn";
  if (target === find("Ingress", ROLE.alb)?.host) return "alb";
  if (target === find("Ingress", ROLE.internal)?.host) return "internal";
  return target === find("ElasticIPAddress", ROLE.nlb)?.address || target === find("Service", ROLE.nlb)?.host ? "nlb" : undefined;
}
