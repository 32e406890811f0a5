// PromoteReadReplicaDBCluster: the cluster leaves its source for good, and is rebooted before it takes writes.
import { isRefusal, recoverable, terminal, type Refusal } from "../model/refusal.js";
import type { Resource } from "../model/resource.js";
import type { World } from "../model/world.js";
import { clusterArn } from "../model/types/rds-instance.js";
import { followedBy } from "../model/types/rds-replica.js";
import type { Call } from "./call.js";
import { clusterXml } from "./describe.js";
import type { Xml } from "./xml.js";

export async function promoteCluster({ world, place, parameters, promote }: Call): Promise<Xml | Refusal> {
  const arn = clusterArn(parameters.get("DBClusterIdentifier") ?? "", place);
  const cluster = replicaAt(world, arn);
  if (isRefusal(cluster)) return cluster;
  await promote?.(cluster);
  // Somebody else may have asked meanwhile.
  const still = replicaAt(world, arn);
  if (isRefusal(still)) return still;
  const answer = world.modify(arn, { replicationSourceIdentifier: undefined });
  if (isRefusal(answer)) return answer;
  return { DBCluster: clusterXml(world.alter(arn, { state: "promoting" }) ?? answer, world) };
}

function replicaAt(world: World, arn: string): Resource | Refusal {
  const name = arn.split(":").at(-1) ?? "";
  const cluster = world.find(arn);
  if (cluster === undefined) return recoverable("DBClusterNotFoundFault", `DBCluster ${name} not found.`);
  return followedBy(cluster) !== undefined && cluster.phase === "ready"
    ? cluster
    : terminal("InvalidDBClusterStateFault", `DB cluster ${name} is not an available read replica`);
}
