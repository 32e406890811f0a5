// ElastiCache: replication groups, whose conditions lag behind their status, and subnet groups.
import { ACK } from "../../../domain/api/kinds.js";
import { cacheHost } from "../../../domain/api/aws-identifiers.js";
import { numberOf, recordOf, textOf } from "../model/read.js";
import type { Attributes, Resource } from "../model/resource.js";
import { cacheSubnetGroup, isClusterMode, replicationGroup } from "../model/types/elasticache.js";
import type { AckController } from "./ack-controller.js";
import { specOf } from "./session.js";

const CACHE_PORT = 6379;

export const elasticacheControllers: readonly AckController[] = [
  {
    kind: ACK.cacheSubnetGroup.ref,
    type: cacheSubnetGroup,
    clearable: ["tags"],
    statusOf: () => ({ vpcID: "vpc-local" }),
  },
  {
    kind: ACK.replicationGroup.ref,
    type: replicationGroup,
    references: [
      {
        field: "cacheSubnetGroupRef",
        to: "cacheSubnetGroupName",
        kind: ACK.cacheSubnetGroup.ref,
        valueOf: (target) => textOf(specOf(target), "cacheSubnetGroupName"),
      },
      {
        field: "securityGroupRefs",
        to: "securityGroupIDs",
        kind: ACK.securityGroup.ref,
        valueOf: (target) => textOf(recordOf(target, "status"), "id"),
      },
    ],
    secrets: ["authToken"],
    lateInitialized: ["preferredMaintenanceWindow", "snapshotWindow"],
    ignored: ["authToken", "cacheSubnetGroupName", "atRestEncryptionEnabled", "port"],
    clearable: ["tags", "securityGroupIDs"],
    oneAtATime: ["cacheNodeType", "numNodeGroups", "replicasPerNodeGroup"],
    waitsForDeletion: true,
    lagOf: () => "conditions",
    syncsItself: true,
    statusOf: groupStatus,
  },
];

function groupStatus(resource: Resource): Attributes {
  const { attributes, facts, name, place, phase, state } = resource;
  const inClusterMode = isClusterMode(attributes);
  const shards = nodeGroupIDs(attributes);
  const replicas = numberOf(attributes, "replicasPerNodeGroup") ?? 0;
  const endpoint = { address: cacheHost(name, place), port: CACHE_PORT };
  return {
    status: state,
    clusterEnabled: inClusterMode,
    authTokenEnabled: facts["authTokenEnabled"],
    configurationEndpoint: inClusterMode && phase !== "creating" ? endpoint : undefined,
    memberClusters: shards.flatMap((id) =>
      Array.from({ length: replicas + 1 }, (_, index) => `${name}-${id}-${String(index + 1).padStart(3, "0")}`),
    ),
    nodeGroups: phase === "creating" ? undefined : shards.map((nodeGroupID) => ({ nodeGroupID, status: state })),
    replicationGroupCreateTime: facts["replicationGroupCreateTime"],
  };
}

function nodeGroupIDs(attributes: Attributes): readonly string[] {
  return Array.from({ length: numberOf(attributes, "numNodeGroups") ?? 1 }, (_, index) => String(index + 1).padStart(4, "0"));
}
