// RDS, whose SDK is a fifth of the program, is loaded with the first question: an operator without a database in AWS never needs it.
import type { CloudDatabases } from "../ports/cloud-databases.js";
import type { CloudReplicas } from "../ports/cloud-replicas.js";
import type { RdsOptions } from "./rds-clients.js";

/** `rdsDatabases` from its first question on. */
export function databasesOnDemand(options: RdsOptions): CloudDatabases {
  const rds = once(async () => (await import("./rds-databases.js")).rdsDatabases(options));
  return {
    asks: true,
    list: async (region) => (await rds()).list(region),
    describe: async (region, identifier) => (await rds()).describe(region, identifier),
    state: async (region, kind, identifier) => (await rds()).state(region, kind, identifier),
    snapshot: async (region, kind, name) => (await rds()).snapshot(region, kind, name),
    find: async (region, database) => (await rds()).find(region, database),
    inspect: async (region, database) => (await rds()).inspect(region, database),
  };
}

/** `rdsReplicas` from its first question on. */
export function replicasOnDemand(options: RdsOptions): CloudReplicas {
  const rds = once(async () => (await import("./rds-replicas.js")).rdsReplicas(options));
  return {
    asks: true,
    obstacles: async (wish) => (await rds()).obstacles(wish),
    state: async (region, cluster) => (await rds()).state(region, cluster),
    promote: async (region, cluster) => (await rds()).promote(region, cluster),
    upgrade: async (wish) => (await rds()).upgrade(wish),
    snapshot: async (wish) => (await rds()).snapshot(wish),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
