// Children as observed → the late values that other children wait for.
import { ANNOTATION } from "../api/keys.js";
import type { WebService } from "../api/service.js";
import type { LateValues } from "../blueprint/children.js";
import { databaseRoles, ROLE } from "../blueprint/roles.js";
import type { Database } from "../blueprint/types.js";
import type { Binding } from "./binding.js";
import { DATA_KIND, databaseIn } from "./binding.js";
import { readReplicasDue } from "./read-replicas.js";
import type { ChildFacts, ChildRecord } from "./record.js";
import { childKey, isReady } from "./record.js";
import { givenUp, seals } from "./seals.js";

export type Children = ReadonlyMap<string, ChildRecord>;

const REDIS_PORT = 6379;
const POSTGRES_PORT = 5432;
const UPLOAD = "Queue/upload-";

/** `database` is the one that the application uses; its endpoint is what the web pods get. */
export type LateQuestion = { readonly database: Database | undefined; readonly service: Pick<WebService, "metadata"> };

export function lateValues(children: Children, { database, service }: LateQuestion): LateValues {
  const find = (kind: string, role: string) => children.get(childKey({ kind, role }))?.facts;
  return {
    ...edgeValues(find),
    queueARN: find("Queue", ROLE.queue)?.arn,
    queueURL: find("Queue", ROLE.queue)?.url,
    deadLetterQueueARN: find("Queue", ROLE.deadLetters)?.arn,
    uploadDeadLetterQueueARN: find("Queue", ROLE.uploadDeadLetters)?.arn,
    uploadQueueARNs: uploadQueues(children),
    cacheEndpoint: hostAndPort(find("ReplicationGroup", ROLE.cache)),
    podIdentityAssociationID: find("PodIdentityAssociation", ROLE.app)?.id,
    bound: boundTo(find("ConfigMap", ROLE.binding)?.binding),
    hasVolume: children.has(childKey({ kind: DATA_KIND["in-cluster"], role: databaseRoles("in-cluster").main })),
    databasePlaced: isReady(children.get(childKey({ kind: "StatefulSet", role: databaseRoles("in-cluster").main }))),
    orderedPods: find("StatefulSet", databaseRoles("in-cluster").main)?.orderedPods,
    seals: seals(children, service.metadata.annotations?.[ANNOTATION.acceptDataLoss]),
    replaces: givenUp(service.metadata.annotations?.[ANNOTATION.acceptDataLoss]),
    deployedRoles: deployedRoles(children),
    databaseEndpoints: databaseEndpoints(children),
    instanceARNs: instanceARNs(children),
    ...databaseValues(children, find, database),
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
    originAccessControlID: find("OriginAccessControl", ROLE.cdn)?.id,
    distributionARN: distribution?.arn,
    distributionDomain: distribution?.host,
    webACLARN: find("WebACL", ROLE.cdn)?.arn,
  };
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
    if (databaseIn(record) !== undefined && facts.host !== undefined)
      found[role] = { host: facts.host, port: facts.port ?? POSTGRES_PORT };
  }
  return found;
}

function instanceARNs(children: Children): Readonly<Record<string, string>> {
  const found = [...children.values()].filter((record) => databaseIn(record)?.kind === "rds");
  return Object.fromEntries(found.flatMap(({ role, facts: { arn } }) => (arn === undefined ? [] : [[role, arn]])));
}

type DatabaseValues = Pick<LateValues, "databaseHost" | "databasePort" | "databaseReaderHost" | "readReplicasDue">;

function databaseValues(children: Children, find: Find, database: Database | undefined): DatabaseValues {
  if (database?.kind === "rds") {
    const roles = databaseRoles(database);
    const main = find("DBInstance", roles.main);
    const reader = database.readReplicas > 0 ? find("DBInstance", roles.member(1)) : undefined;
    const due = database.readReplicas > 0 ? readReplicasDue(children, database) : undefined;
    return { databaseHost: main?.host, databasePort: main?.port, databaseReaderHost: reader?.host, readReplicasDue: due };
  }
  if (database?.kind === "aurora") {
    const main = find("DBCluster", databaseRoles(database).main);
    return { databaseHost: main?.host, databasePort: main?.port, databaseReaderHost: main?.readerHost };
  }
  // In the cluster the host is a Service name, known from the start: rendering writes it itself.
  return {};
}
