// The volume of the in-cluster database. A claim of its own, not one made by the StatefulSet: it must outlive everything.
import { k8s } from "cdk8s-plus-27";
import { ANNOTATION } from "../domain/api/keys.js";
import { BUILT_IN } from "../domain/api/kinds.js";
import { databasePodText } from "../domain/blueprint/database-pod.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type { InClusterDatabase } from "../domain/blueprint/types.js";
import type { Scene } from "./scene.js";

export function databaseVolume(scene: Scene, database: InClusterDatabase): void {
  const role = databaseRoles(database).main;
  const child = scene.child({
    kind: BUILT_IN.persistentVolumeClaim,
    part: "Database",
    role,
    holdsData: true,
    // The volume outlives what opens it, so it must say itself what may.
    annotations: { [ANNOTATION.postgresVersion]: database.version, [ANNOTATION.databasePod]: databasePodText(database) },
  });
  new k8s.KubePersistentVolumeClaim(scene.chart, child.id, {
    metadata: child.metadata,
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: scene.blueprint.place.storageClassName,
      resources: { requests: { storage: k8s.Quantity.fromString(`${database.storageGiB}Gi`) } },
    },
  });
}
