// ElastiCache: replication groups of Valkey, with or without cluster mode, and their subnet groups.
import { regionalArn } from "../identifiers.js";
import { numberOf, recordOf, textOf, textsOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import {
  plainWords,
  type Attributes,
  type Birth,
  type Change,
  type Place,
  type ResourceType,
  type WorldView,
} from "../resource.js";
import { refuseMissing } from "./rds-checks.js";

const NODE_TYPE =
  /^cache\.(t3|t4g)\.(micro|small|medium)$|^cache\.(m5|m6g|m7g|r5|r6g|r7g|r8g)\.(large|xlarge|2xlarge|4xlarge|8xlarge|12xlarge|16xlarge)$/;
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  valkey: ["7.2", "8.0", "8.1", "8.2"],
  redis: ["6.2", "7.0", "7.1"],
};
const MOST_REPLICAS = 5;
const MOST_SHARDS = 500;
const LONGEST_NAME = 40;

export const REPLICATION_GROUP = "elasticache/ReplicationGroup";

export function isClusterMode(attributes: Attributes): boolean {
  return (
    textOf(attributes, "cacheParameterGroupName")?.endsWith(".cluster.on") ?? (numberOf(attributes, "numNodeGroups") ?? 1) > 1
  );
}

function cacheSubnetGroupArn(name: string, place: Place): string {
  return regionalArn("elasticache", place, `subnetgroup:${name}`);
}

export const cacheSubnetGroup: ResourceType = {
  id: "elasticache/CacheSubnetGroup",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "cacheSubnetGroupName") ?? "",
  arnOf: ({ attributes, place }) => cacheSubnetGroupArn(textOf(attributes, "cacheSubnetGroupName") ?? "", place),
  refuseCreate: ({ attributes }) =>
    textsOf(attributes, "subnetIDs").length === 0 ? terminal("InvalidParameterValue", "No subnets given") : undefined,
  refuseDelete: ({ name }, _request, world) =>
    [...world.all(REPLICATION_GROUP)].some((group) => group.attributes["cacheSubnetGroupName"] === name)
      ? recoverable("CacheSubnetGroupInUse", `Cache subnet group ${name} is currently in use by a cache cluster.`)
      : undefined,
};

export const replicationGroup: ResourceType = {
  id: REPLICATION_GROUP,
  pace: "slow",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "replicationGroupID") ?? "",
  arnOf: ({ attributes, place }) =>
    regionalArn("elasticache", place, `replicationgroup:${textOf(attributes, "replicationGroupID") ?? ""}`),
  defaults: () => ({
    numNodeGroups: 1,
    replicasPerNodeGroup: 0,
    snapshotRetentionLimit: 0,
    preferredMaintenanceWindow: "sun:06:30-sun:07:30",
    snapshotWindow: "03:30-04:30",
  }),
  // A password is put on a new one alone.
  facts: ({ at, attributes }) => ({
    replicationGroupCreateTime: new Date(at).toISOString(),
    authTokenEnabled: hasPassword(attributes),
  }),
  refuseCreate,
  refuseModify: (change) =>
    firstRefusal(
      () => refuseValues(change.result),
      () => refuseModeSwitch(change),
    ),
};

function refuseCreate({ attributes, place }: Birth, world: WorldView): Refusal | undefined {
  const name = textOf(attributes, "replicationGroupID") ?? "";
  const subnets = textOf(attributes, "cacheSubnetGroupName");
  return firstRefusal(
    () => refuseName(name),
    () => refuseValues(attributes),
    () => refuseMissing(subnets, (group) => world.find(cacheSubnetGroupArn(group, place)), "CacheSubnetGroupNotFoundFault"),
  );
}

function refuseName(name: string): Refusal | undefined {
  return /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/.test(name) && name.length <= LONGEST_NAME
    ? undefined
    : terminal("InvalidParameterValue", `The parameter ReplicationGroupId is not a valid identifier: ${name}`);
}

function hasPassword(attributes: Attributes): boolean {
  return textOf(recordOf(attributes, "authToken"), "name") !== undefined;
}

function refuseValues(attributes: Attributes): Refusal | undefined {
  const engine = textOf(attributes, "engine") ?? "redis";
  const version = textOf(attributes, "engineVersion");
  const nodeType = textOf(attributes, "cacheNodeType") ?? "";
  if (!NODE_TYPE.test(nodeType)) return terminal("InvalidParameterValue", `Invalid CacheNodeType: ${nodeType}`);
  if (version !== undefined && VERSIONS[engine]?.includes(version) !== true) {
    return terminal("InvalidParameterCombination", `Cannot find version ${version} for ${engine}`);
  }
  if (hasPassword(attributes) && attributes["transitEncryptionEnabled"] !== true)
    return terminal("InvalidParameterValue", "An AUTH token needs encryption in transit");
  return refuseCounts(attributes);
}

function refuseCounts(attributes: Attributes): Refusal | undefined {
  const shards = numberOf(attributes, "numNodeGroups") ?? 1;
  const replicas = numberOf(attributes, "replicasPerNodeGroup") ?? 0;
  if (replicas > MOST_REPLICAS || shards > MOST_SHARDS || shards < 1) {
    return terminal("InvalidParameterValue", `${shards} node groups with ${replicas} replicas each are not possible`);
  }
  return attributes["automaticFailoverEnabled"] === true && replicas === 0 && !isClusterMode(attributes)
    ? terminal("InvalidParameterCombination", "Automatic failover needs at least one replica")
    : undefined;
}

function refuseModeSwitch({ resource, result }: Change): Refusal | undefined {
  return isClusterMode(resource.attributes) === isClusterMode(result)
    ? undefined
    : terminal("InvalidParameterCombination", "The cluster mode of a replication group cannot be changed here");
}
