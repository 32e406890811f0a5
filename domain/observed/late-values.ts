// Children as observed → the late values that other children wait for.
import { ANNOTATION } from "../api/keys.js";
import type { WebService } from "../api/service.js";
import type { LateValues } from "../blueprint/children.js";
import { databaseRoles, inClusterRole, ROLE } from "../blueprint/roles.js";
import type { Database } from "../blueprint/types.js";
import type { Binding } from "./binding.js";
import { DATA_KIND, databaseIn } from "./binding.js";
import { poolerValues } from "./pooler-values.js";
import { readReplicasDue } from "./read-replicas.js";
import type { ChildFacts, ChildRecord } from "./record.js";
import { childKey, isReady } from "./record.js";
import { absentName, givenUp, seals } from "./seals.js";

export type Children = ReadonlyMap<string, ChildRecord>;

const REDIS_PORT = 6379;
const POSTGRES_PORT = 5432;
const UPLOAD = "Queue/upload-";

/** `database` is the one that the application uses; its endpoint is what the web pods get. */
export type LateQuestion = { readonly database: Database | undefined; readonly service: Pick<WebService, "metadata"> };

export function lateValues(children: Children, { database, service }: LateQuestion): LateValues {
  const find = (kind: string, of: string) => children.get(childKey({ kind, role: of }))?.facts;
  const role = inClusterRole(database);
  return {
    ...edgeValues(find),
    queueARN: find("Queue", ROLE.queue)?.arn,
    queueURL: find("Queue", ROLE.queue)?.url,
    deadLetterQueueARN: find("Queue", ROLE.deadLetters)?.arn,
    uploadDeadLetterQueueARN: find("Queue", ROLE.uploadDeadLetters)?.arn,
    uploadQueueARNs: uploadQueues(children),
    cacheEndpoint: hostAndPort(find("ReplicationGroup", ROLE.cache)),
    standingCache: standingCache(find("ReplicationGroup", ROLE.cache)),
    podIdentityAssociationID: find("PodIdentityAssociation", ROLE.app)?.id,
    bound: boundTo(find("ConfigMap", ROLE.binding)?.binding),
    hasVolume: children.has(childKey({ kind: DATA_KIND["in-cluster"], role })),
    databasePlaced: isReady(children.get(childKey({ kind: "StatefulSet", role }))),
    orderedPods: find("StatefulSet", role)?.orderedPods,
    ...adoptionValues(children, service),
    seals: seals(children, service.metadata.annotations?.[ANNOTATION.acceptDataLoss]),
    replaces: givenUp(service.metadata.annotations?.[ANNOTATION.acceptDataLoss]),
    deployedRoles: deployedRoles(children),
    ...poolerValues(children, database),
    databaseEndpoints: databaseEndpoints(children),
    instanceARNs: instanceARNs(children),
    ...databaseValues(children, find, database),
    ...groupIDs(children),
  };
}

/** One that somebody else has made keeps its groups, and gets ours beside them: by their ids, since a list of references knows no others. */
function groupIDs(children: Children): Pick<LateValues, "databaseGroupIDs"> {
  const records = [...children.values()];
  if (!records.some(({ facts: { rds, aurora } }) => (rds ?? aurora)?.adopted !== undefined)) return {};
  const groups = records.filter(({ kind }) => kind === "SecurityGroup");
  const known = groups.flatMap(({ role, facts: { groupID } }) => (groupID === undefined ? [] : [[role, groupID] as const]));
  return { databaseGroupIDs: Object.fromEntries(known) };
}

/** Where nothing of it is left to say there is no value at all, so that a settled service is rendered as ever. */
function adoptionValues(children: Children, { metadata }: LateQuestion["service"]) {
  const bound = children.get(childKey({ kind: "ConfigMap", role: ROLE.binding }))?.facts.binding?.origin;
  const found = [...children.values()].filter((record) => record.isOnlyInCloud === true && record.facts.identifier === undefined);
  const origin = found.length > 0 ? ("aws" as const) : bound;
  const isAdopting = [...children.values()].some(({ facts }) => facts.adopting !== undefined);
  if (origin === undefined && !isAdopting) return {};
  const idsOf = (id: (record: ChildRecord) => string | undefined) =>
    Object.fromEntries([...children].flatMap(([key, record]) => (id(record) === undefined ? [] : [[key, id(record) ?? ""]])));
  const adopting = idsOf(({ facts }) => (facts.sealedID === undefined ? facts.adopting : undefined));
  // One that was never Tenfold's has nothing beside it that would have to be looked for.
  if (origin === undefined) return { adopting };
  return {
    origin,
    adopting,
    adoptedIDs: idsOf((record) => (record.kind === "SecurityGroup" ? record.facts.id : undefined)),
    absent: absentName(metadata.annotations?.[ANNOTATION.acceptDataLoss]),
  };
}

type Find = (kind: string, role: string) => ChildFacts | undefined;

function edgeValues(find: Find) {
  const address = find("ElasticIPAddress", ROLE.nlb);
  const distribution = find("Distribution", ROLE.cdn);
  return {
    elasticIPAllocationID: address?.id,
    elasticIPAddress: address?.address,
    nlbHostname: find("Service", ROLE.nlb)?.host,
    albHostname: find("Ingress", ROLE.alb)?.host,
    internalHostname: find("Ingress", ROLE.internal)?.host,
    originAccessControlID: find("OriginAccessControl", ROLE.cdn)?.id,
    distributionARN: distribution?.arn,
    distributionDomain: distribution?.host,
    webACLARN: find("WebACL", ROLE.cdn)?.arn,
  };
}

function standingCache(facts: ChildFacts | undefined): LateValues["standingCache"] {
  if (facts?.cache === undefined) return undefined;
  const { cache, password, engineVersion } = facts;
  return { ...cache, password, engineVersion };
}

function boundTo(binding: Binding | undefined): LateValues["bound"] {
  if (binding === undefined || binding.database === "none" || binding.host === undefined) return undefined;
  return { database: binding.database, host: binding.host, port: binding.port ?? POSTGRES_PORT };
}

function hostAndPort(facts: ChildFacts | undefined): string | undefined {
  return facts?.host === undefined ? undefined : `${facts.host}:${facts.port ?? REDIS_PORT}`;
}

function deployedRoles(children: Children): readonly string[] {
  const records = [...children.values()].filter(({ kind }) => kind === "Deployment");
  return records.map(({ role }) => role).sort();
}

function uploadQueues(children: Children): Record<string, string> {
  const arns: Record<string, string> = {};
  for (const [key, record] of children) {
    if (key.startsWith(UPLOAD) && record.facts.arn !== undefined) arns[key.slice(UPLOAD.length)] = record.facts.arn;
  }
  return arns;
}

function databaseEndpoints(children: Children): NonNullable<LateValues["databaseEndpoints"]> {
  const found: Record<string, { host: string; port: number }> = {};
  for (const record of children.values()) {
    const { role, facts } = record;
    if (databaseIn(record) !== undefined && facts.host !== undefined && !isBeingAdopted(facts))
      found[role] = { host: facts.host, port: facts.port ?? POSTGRES_PORT };
  }
  return found;
}

function instanceARNs(children: Children): Readonly<Record<string, string>> {
  const found = [...children.values()].filter((record) => databaseIn(record)?.kind === "rds");
  return Object.fromEntries(found.flatMap(({ role, facts: { arn } }) => (arn === undefined ? [] : [[role, arn]])));
}

/** Until then its master has another password than our Secret says. */
function isBeingAdopted({ adopting }: ChildFacts): boolean {
  return adopting !== undefined;
}

function taken(facts: ChildFacts | undefined): ChildFacts | undefined {
  return facts === undefined || isBeingAdopted(facts) ? undefined : facts;
}

type DatabaseValues = Pick<LateValues, "databaseHost" | "databasePort" | "databaseReaderHost" | "readReplicasDue">;

function databaseValues(children: Children, find: Find, database: Database | undefined): DatabaseValues {
  if (database?.kind === "rds") {
    const roles = databaseRoles(database);
    const main = taken(find("DBInstance", roles.main));
    const reader = database.readReplicas > 0 ? find("DBInstance", roles.member(1)) : undefined;
    const due = database.readReplicas > 0 ? readReplicasDue(children, database) : undefined;
    return { databaseHost: main?.host, databasePort: main?.port, databaseReaderHost: reader?.host, readReplicasDue: due };
  }
  if (database?.kind === "aurora") {
    const main = taken(find("DBCluster", databaseRoles(database).main));
    return { databaseHost: main?.host, databasePort: main?.port, databaseReaderHost: main?.readerHost };
  }
  // In the cluster the host is a Service name, known from the start: rendering writes it itself.
  return {};
}
