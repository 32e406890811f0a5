// Children as observed → what stands now, in the blueprint's own words. The plan compares this with the target.
import { databaseRoles, ROLE } from "../blueprint/roles.js";
import type { AuroraDatabase, Cache, Database, DatabaseKind, Entry, InClusterDatabase, RdsDatabase } from "../blueprint/types.js";
import type { Children } from "./late-values.js";
import type { ChildRecord } from "./record.js";
import { childKey, isReady, isUsable } from "./record.js";

/** `since`: milliseconds of our last write of it. */
export type StandingFront = { readonly kind: "nlb" | "alb"; readonly ready: boolean; readonly since: number };

export type Standing = {
  /** Tier that the binding was last written for. */
  readonly tier?: string;
  /** The database that the application uses. */
  readonly database?: Database;
  /** It serves and no earlier change of it is under way. */
  readonly databaseSettled: boolean;
  readonly databaseUsable: boolean;
  readonly cache?: Cache;
  readonly cacheSettled: boolean;
  readonly fronts: readonly StandingFront[];
  readonly cdn?: { readonly paths: "static" | "all"; readonly ready: boolean };
  /** Where the DNS records point, and since when (milliseconds). Undefined without records, or while they disagree. */
  readonly entry?: { readonly kind: Entry; readonly since: number };
  readonly web?: { readonly image: string; readonly fingerprint: string };
};

export function standing(children: Children): Standing {
  const find = (kind: string, role: string) => children.get(childKey({ kind, role }));
  const binding = find("ConfigMap", ROLE.binding)?.facts;
  const database = theDatabase(children, binding?.boundDatabase);
  const cache = find("ReplicationGroup", ROLE.cache);
  const web = find("Deployment", ROLE.web)?.facts;
  return {
    tier: binding?.boundTier,
    database: database?.database,
    databaseSettled: database === undefined || database.records.every((record) => isReady(record)),
    databaseUsable: database === undefined || isUsable(database.records[0]),
    cache: cache?.facts.cache,
    cacheSettled: cache === undefined || isReady(cache),
    fronts: fronts(children),
    cdn: cdn(find("Distribution", ROLE.cdn)),
    entry: entry(children),
    web: web?.image === undefined ? undefined : { image: web.image, fingerprint: web.fingerprint ?? "" },
  };
}

type Found = { readonly database: Database; readonly records: readonly ChildRecord[] };
const FINDERS: Readonly<Record<DatabaseKind, (children: Children) => Found | undefined>> = {
  "in-cluster": inCluster,
  rds,
  aurora,
};

/** The bound one; without a binding the highest that exists, since data only moves up. */
function theDatabase(children: Children, bound: DatabaseKind | undefined): Found | undefined {
  const order: readonly DatabaseKind[] =
    bound === undefined ? ["aurora", "rds", "in-cluster"] : [bound, "aurora", "rds", "in-cluster"];
  for (const kind of order) {
    const found = FINDERS[kind](children);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inCluster(children: Children): Found | undefined {
  const roles = databaseRoles("in-cluster");
  const set = children.get(childKey({ kind: "StatefulSet", role: roles.main }));
  const claim = children.get(childKey({ kind: "PersistentVolumeClaim", role: roles.main }));
  if (set?.facts.inCluster === undefined || claim?.facts.storageGiB === undefined) return undefined;
  const database: InClusterDatabase = { ...set.facts.inCluster, storageGiB: claim.facts.storageGiB };
  return { database, records: [set, claim] };
}

function rds(children: Children): Found | undefined {
  const roles = databaseRoles("rds");
  const main = children.get(childKey({ kind: "DBInstance", role: roles.main }));
  if (main?.facts.rds === undefined) return undefined;
  const readers = members(children, roles.member, 1);
  const database: RdsDatabase = { ...main.facts.rds, readReplicas: readers.length };
  return { database, records: [main, ...readers] };
}

function aurora(children: Children): Found | undefined {
  const roles = databaseRoles("aurora");
  const cluster = children.get(childKey({ kind: "DBCluster", role: roles.main }));
  if (cluster?.facts.aurora === undefined) return undefined;
  const [writer, ...readers] = members(children, roles.member, 0);
  const readerRange = children.get(childKey({ kind: "ScalableTarget", role: roles.readers }))?.facts.readers;
  const database: AuroraDatabase = {
    kind: "aurora",
    ...cluster.facts.aurora,
    instanceClass: writer?.facts.instanceClass ?? "",
    readersMin: readers.length,
    readersMax: Math.max(readers.length, readerRange?.max ?? 0),
  };
  return { database, records: [cluster, ...(writer === undefined ? [] : [writer]), ...readers] };
}

/** Members by index, as long as they follow one another. */
function members(children: Children, role: (index: number) => string, first: number): readonly ChildRecord[] {
  const found: ChildRecord[] = [];
  for (let index = first; ; index += 1) {
    const record = children.get(childKey({ kind: "DBInstance", role: role(index) }));
    if (record === undefined) return found;
    found.push(record);
  }
}

function fronts(children: Children): readonly StandingFront[] {
  const nlb = children.get(childKey({ kind: "Service", role: ROLE.nlb }));
  const alb = children.get(childKey({ kind: "Ingress", role: ROLE.alb }));
  return [
    ...(nlb === undefined ? [] : [{ kind: "nlb" as const, ready: isReady(nlb), since: nlb.appliedAt }]),
    ...(alb === undefined ? [] : [{ kind: "alb" as const, ready: isReady(alb), since: alb.appliedAt }]),
  ];
}

function cdn(record: ChildRecord | undefined): Standing["cdn"] {
  if (record === undefined) return undefined;
  return { paths: (record.facts.origins ?? 0) > 1 ? "all" : "static", ready: isReady(record) };
}

function entry(children: Children): Standing["entry"] {
  const records = [...children.values()].filter((record) => record.kind === "RecordSet");
  const kinds = new Set(records.map((record) => entryOf(children, record.facts.dnsTarget)));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined || !records.every((record) => isReady(record))) return undefined;
  return { kind, since: Math.max(...records.map((record) => record.appliedAt)) };
}

function entryOf(children: Children, target: string | undefined): Entry | undefined {
  if (target === undefined) return undefined;
  const find = (kind: string, role: string) => children.get(childKey({ kind, role }))?.facts;
  if (target === find("Distribution", ROLE.cdn)?.host) return "cdn";
  if (target === find("Ingress", ROLE.alb)?.host) return "alb";
  return target === find("ElasticIPAddress", ROLE.nlb)?.address || target === find("Service", ROLE.nlb)?.host ? "nlb" : undefined;
}
