// The master Secret of each database, and the one of the application. Created once, never read, never overwritten.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Database } from "../domain/blueprint/types.js";
import { applicationNames, MASTER_USER, masterRole, missingGroup, SECRET_KEY } from "./database-facts.js";
import { placeholder } from "./fill-secret.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

export function masterSecret(scene: Scene, database: Database): void {
  const adopted = database.kind === "in-cluster" ? undefined : database.adopted;
  const missing = missingGroup(scene, database);
  secret(
    scene,
    { role: masterRole(database), missing },
    {
      [SECRET_KEY.user]: adopted?.masterUser ?? MASTER_USER,
      [SECRET_KEY.password]: placeholder("masterPassword"),
    },
  );
}

/** The same for every database that the service ever uses, so that a move changes no credentials. */
export function applicationSecret(scene: Scene): void {
  const names = applicationNames(scene.blueprint.database);
  const missing = missingGroup(scene, scene.blueprint.database);
  secret(
    scene,
    { role: ROLE.databaseApp, missing },
    {
      [SECRET_KEY.user]: names.role,
      [SECRET_KEY.database]: names.database,
      [SECRET_KEY.password]: placeholder("applicationPassword"),
      [SECRET_KEY.verifier]: placeholder("applicationVerifier"),
    },
  );
}

type Named = { readonly role: string; readonly missing: string | undefined };

function secret(scene: Scene, { role, missing }: Named, stringData: Record<string, string>): void {
  const announcement: Announcement = {
    ...{ kind: BUILT_IN.secret, part: "Database", role, holdsData: true },
    mode: "create-once",
  };
  // A name in it is for good, and can be corrected in the spec until the object of the database says it.
  if (missing !== undefined) {
    scene.wait(announcement, [missing]);
    return;
  }
  const child = scene.child(announcement);
  // ACK takes passwords from Opaque Secrets only.
  typedObject(child, k8s.KubeSecret, {
    type: "Opaque",
    stringData,
  });
}
