// The volume of the in-cluster database. A claim of its own, not one made by the StatefulSet: it must outlive everything.
import { k8s } from "cdk8s-plus-27";
import { ANNOTATION } from "../domain/api/keys.js";
import { BUILT_IN } from "../domain/api/kinds.js";
import { databasePodText } from "../domain/blueprint/database-pod.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type { Blueprint, InClusterDatabase } from "../domain/blueprint/types.js";
import { asMoveTarget } from "./move-target.js";
import type { Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

const SNAPSHOT = { apiGroup: "snapshot.storage.k8s.io", kind: BUILT_IN.volumeSnapshot.kind } as const;

export function databaseVolume(scene: Scene, database: InClusterDatabase): void {
  const role = databaseRoles(database).main;
  const child = scene.child({
    kind: BUILT_IN.persistentVolumeClaim,
    part: "Database",
    role,
    holdsData: true,
    // The volume outlives what opens it, so it must say itself what may.
    annotations: {
      [ANNOTATION.postgresVersion]: database.version,
      [ANNOTATION.databasePod]: databasePodText(database),
      ...asMoveTarget(scene, database),
      ...(isBeingRestored(scene.blueprint, database) ? { [ANNOTATION.restoring]: "true" } : {}),
    },
  });
  typedObject(child, k8s.KubePersistentVolumeClaim, {
    spec: {
      accessModes: ["ReadWriteOnce"],
      // Cannot be changed: it stays for as long as the claim does.
      dataSource: database.restoredFrom === undefined ? undefined : { ...SNAPSHOT, name: database.restoredFrom },
      storageClassName: scene.blueprint.place.storageClassName,
      resources: { requests: { storage: k8s.Quantity.fromString(`${database.storageGiB}Gi`) } },
    },
  });
}

/** Made beside the database that the application still uses. */
function isBeingRestored({ database }: Blueprint, { generation, restoredFrom }: InClusterDatabase): boolean {
  return restoredFrom !== undefined && database?.kind === "in-cluster" && database.generation !== generation;
}
