// PromoteReadReplicaDBCluster: the cluster leaves its source for good, and is rebooted before it takes writes.
import { isRefusal, recoverable, terminal, type Refusal } from "../model/refusal.js";
import { clusterArn } from "../model/types/rds-instance.js";
import { followedBy } from "../model/types/rds-replica.js";
import type { Call } from "./call.js";
import { clusterXml } from "./describe.js";
import type { Xml } from "./xml.js";

export async function promoteCluster({ world, place, parameters, promote }: Call): Promise<Xml | Refusal> {
  const name = parameters.get("DBClusterIdentifier") ?? "";
  const cluster = world.find(clusterArn(name, place));
  if (cluster === undefined) return recoverable("DBClusterNotFoundFault", `DBCluster ${name} not found.`);
  if (followedBy(cluster) === undefined || cluster.phase !== "ready") {
    return terminal("InvalidDBClusterStateFault", `DB cluster ${name} is not an available read replica`);
  }
  await promote?.(cluster);
  const answer = world.modify(cluster.arn, { replicationSourceIdentifier: undefined });
  if (isRefusal(answer)) return answer;
  return { DBCluster: clusterXml(world.alter(cluster.arn, { state: "promoting" }) ?? answer, world) };
}
