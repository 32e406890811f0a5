// Each database that exists, with everything around it: the application's own and those beside it.
import type { Scene } from "./scene.js";
import { auroraReaders, dbCluster } from "./db-cluster.js";
import { dbInstance } from "./db-instance.js";
import { dbParameterGroup } from "./db-parameter-group.js";
import { dbSubnetGroup } from "./db-subnet-group.js";
import { allDatabases, masterRole } from "./database-facts.js";
import { databaseVolume } from "./persistent-volume-claim.js";
import { applicationSecret, masterSecret } from "./secret.js";
import { databaseSecurityGroup } from "./security-group.js";
import { databaseStatefulSet } from "./stateful-set.js";

export function databases(scene: Scene): void {
  const all = allDatabases(scene.blueprint);
  if (all.length > 0) applicationSecret(scene);
  // A copy in the cluster has the passwords of what it was copied from, and so has a replica.
  const masters = new Map(all.map((database) => [masterRole(database), database]));
  for (const database of masters.values()) masterSecret(scene, database);
  for (const database of all) {
    switch (database.kind) {
      case "in-cluster":
        databaseVolume(scene, database);
        databaseStatefulSet(scene, database);
        break;
      case "rds":
        // What somebody else has made keeps its subnets and its parameters.
        if (database.adopted === undefined) dbSubnetGroup(scene, database);
        databaseSecurityGroup(scene, database);
        if (database.adopted === undefined) dbParameterGroup(scene, database);
        dbInstance(scene, database);
        break;
      case "aurora":
        if (database.adopted === undefined) dbSubnetGroup(scene, database);
        databaseSecurityGroup(scene, database);
        dbCluster(scene, database);
        auroraReaders(scene, database);
        break;
    }
  }
}
