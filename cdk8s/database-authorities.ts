// Whom the pods of a service trust as its database: the authorities of RDS in the region, or those that the class names,
// as a file in each pod. A database in the cluster has no TLS and needs none.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint, Database } from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import { allDatabases } from "./database-facts.js";
import { rdsAuthorities } from "./rds-authorities.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

const FILE = "ca.pem";
const FOLDER = "/etc/tenfold/database";
/** In every pod that speaks to a database in AWS. */
export const AUTHORITIES_FILE = `${FOLDER}/${FILE}`;
const VOLUME = "database-authorities";

const AUTHORITIES: Announcement = { kind: BUILT_IN.configMap, part: "Database", role: ROLE.databaseAuthorities };

/** PEM. Undefined: nobody to verify, or a region whose authorities are not known and that the class does not name. */
function authoritiesOf(blueprint: Blueprint): string | undefined {
  if (allDatabases(blueprint).every(({ kind }) => kind === "in-cluster")) return undefined;
  return blueprint.place.databaseAuthorities ?? rdsAuthorities(blueprint.place.region);
}

export function databaseAuthorities(scene: Scene): void {
  const certificates = authoritiesOf(scene.blueprint);
  if (certificates === undefined) return;
  const child = scene.child(AUTHORITIES);
  typedObject(child, k8s.KubeConfigMap, {
    data: { [FILE]: certificates },
  });
}

export type Mounts = { readonly volumes?: k8s.Volume[]; readonly volumeMounts?: k8s.VolumeMount[] };

/** What a pod needs to find {@link AUTHORITIES_FILE}; empty where there is nobody to verify. */
export function authoritiesMount(scene: Scene): Mounts {
  // A target that is made beside the application's database changes no pod of it.
  return databaseTls(scene) === "verified" ? authoritiesVolume(scene) : {};
}

/** For a program that speaks to any of the databases. */
export function authoritiesVolume({ blueprint }: Scene): Mounts {
  if (authoritiesOf(blueprint) === undefined) return {};
  const name = childNameOf(blueprint.identity, AUTHORITIES);
  return {
    volumes: [{ name: VOLUME, configMap: { name } }],
    // The folder, not the file: only so does a change of the authorities reach a pod that runs.
    volumeMounts: [{ name: VOLUME, mountPath: FOLDER, readOnly: true }],
  };
}

/** For a program that outlives moves: whether there is anybody to verify may change, the pod does not. */
export function authoritiesIfAny({ blueprint: { identity } }: Scene): Required<Mounts> {
  const configMap = { name: childNameOf(identity, AUTHORITIES), optional: true };
  return {
    volumes: [{ name: VOLUME, configMap }],
    volumeMounts: [{ name: VOLUME, mountPath: FOLDER, readOnly: true }],
  };
}

/** How the application's database is spoken to. */
export function databaseTls(scene: Scene): Tls {
  return tlsOf(scene, { kind: scene.blueprint.database?.kind ?? "rds" });
}

export type Tls = "none" | "encrypted" | "verified";

/** How a database is spoken to. */
export function tlsOf({ blueprint }: Scene, { kind }: Pick<Database, "kind">): Tls {
  if (kind === "in-cluster") return "none";
  return authoritiesOf(blueprint) === undefined ? "encrypted" : "verified";
}
