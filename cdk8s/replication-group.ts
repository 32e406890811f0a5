// The cache: a subnet group and a Valkey replication group in cluster mode, which cannot be switched on later.
import { ACK } from "../domain/api/kinds.js";
import type { StandingCache } from "../domain/blueprint/children.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Cache } from "../domain/blueprint/types.js";
import { ackAnnouncement, ackObject, refTo } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import { placeGaps } from "./place-gaps.js";
import { cachePasswordReference, hasCachePassword } from "./cache-secret.js";
import type { Scene } from "./scene.js";

const ENGINE_VERSION = "8.0";
const SNAPSHOT_DAYS = 1;

export function cacheSubnetGroup(scene: Scene): void {
  const { cache, identity, place } = scene.blueprint;
  if (cache === undefined) return;
  const announcement = { ack: ACK.cacheSubnetGroup, part: "Cache", role: ROLE.cache, region: place.region } as const;
  const gaps = placeGaps(place, "privateSubnetIDs");
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  ackObject(scene, announcement, {
    cacheSubnetGroupName: childNameOf(identity, { kind: ACK.cacheSubnetGroup.ref, role: ROLE.cache }),
    cacheSubnetGroupDescription: `Cache of ${identity.namespace}/${identity.name}`,
    subnetIDs: [...place.privateSubnetIDs],
    tags: tagList(identity),
  });
}

function namesPassword(scene: Scene, cache: Cache): boolean {
  const stands = scene.late.standingCache;
  if (!hasCachePassword(scene) || stands?.password === "set") return false;
  return stands?.password !== "named" || isAsItStands(cache, stands);
}

function isAsItStands({ nodeType, shards, replicasPerShard, multiAZ }: Cache, stands: StandingCache): boolean {
  return (
    stands.engineVersion === ENGINE_VERSION &&
    stands.nodeType === nodeType &&
    stands.shards === shards &&
    stands.replicasPerShard === replicasPerShard &&
    stands.multiAZ === multiAZ
  );
}

export function replicationGroup(scene: Scene): void {
  const { cache, identity, place } = scene.blueprint;
  if (cache === undefined) return;
  const announcement = { ack: ACK.replicationGroup, part: "Cache", role: ROLE.cache, region: place.region } as const;
  const gaps = placeGaps(place, "privateSubnetIDs", "vpcID");
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  ackObject(scene, announcement, {
    replicationGroupID: childNameOf(identity, { kind: ACK.replicationGroup.ref, role: ROLE.cache }),
    description: `Cache of ${identity.namespace}/${identity.name}`,
    engine: "valkey",
    engineVersion: ENGINE_VERSION,
    cacheNodeType: cache.nodeType,
    cacheParameterGroupName: "default.valkey8.cluster.on",
    numNodeGroups: cache.shards,
    replicasPerNodeGroup: cache.replicasPerShard,
    automaticFailoverEnabled: true,
    multiAZEnabled: cache.multiAZ,
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    ...(namesPassword(scene, cache) ? { authToken: cachePasswordReference(scene) } : {}),
    snapshotRetentionLimit: SNAPSHOT_DAYS,
    cacheSubnetGroupRef: refTo(childNameOf(identity, { kind: ACK.cacheSubnetGroup.ref, role: ROLE.cache })),
    securityGroupRefs: [refTo(childNameOf(identity, { kind: ACK.securityGroup.ref, role: ROLE.cache }))],
    tags: tagList(identity),
  });
}
