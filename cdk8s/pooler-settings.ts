// The ConfigMap of the pooler: which database, which replicas, how many connections. The kubelet brings a change to the pods within a minute or so; no pod is replaced.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import type { PoolerSettings } from "../domain/api/pooler-settings.js";
import { connections } from "../domain/blueprint/connections.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Database } from "../domain/blueprint/types.js";
import { CLIENTS_PER_POOLER, MAX_REPLICA_LAG_SECONDS } from "../domain/tiers/defaults.js";
import type { Tls } from "./database-authorities.js";
import { databaseTls } from "./database-authorities.js";
import { databaseEndpoint, endpointWords } from "./database-facts.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

export const POOLER_SETTINGS: Announcement = { kind: BUILT_IN.configMap, part: "Database", role: ROLE.pooler };
export const SETTINGS_FILE = "pooler.json";

const TLS: Readonly<Record<Tls, PoolerSettings["tls"]>> = { none: "disable", encrypted: "require", verified: "verify-full" };

export function poolerConfigMap(scene: Scene): void {
  const { blueprint } = scene;
  const { database, identity } = blueprint;
  const pools = connections(blueprint)?.pooler?.pools;
  if (database === undefined || pools === undefined) return;
  const endpoint = databaseEndpoint(scene, database);
  if (endpoint === undefined) {
    scene.wait(POOLER_SETTINGS, [database.kind === "in-cluster" ? "the database" : endpointWords(identity, database)]);
    return;
  }
  const settings: PoolerSettings = {
    ...endpoint,
    replication: replicationOf(database),
    tls: TLS[databaseTls(scene)],
    replicas: [...(scene.late.replicaHosts ?? [])],
    maxLagSeconds: MAX_REPLICA_LAG_SECONDS,
    pools,
    clients: CLIENTS_PER_POOLER,
  };
  const child = scene.child(POOLER_SETTINGS);
  typedObject(child, k8s.KubeConfigMap, {
    data: { [SETTINGS_FILE]: `${JSON.stringify(settings, undefined, 2)}\n` },
  });
}

function replicationOf({ kind }: Database): PoolerSettings["replication"] {
  return kind === "in-cluster" ? "none" : kind;
}
