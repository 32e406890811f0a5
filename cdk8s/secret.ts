// The master Secret of each database, and the one of the application. Created once, never read, never overwritten.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Database } from "../domain/blueprint/types.js";
import { APPLICATION_ROLE, DATABASE_NAME, MASTER_USER, masterRole, SECRET_KEY } from "./database-facts.js";
import { placeholder } from "./fill-secret.js";
import type { Scene } from "./scene.js";

export function masterSecret(scene: Scene, database: Database): void {
  secret(scene, masterRole(database), {
    [SECRET_KEY.user]: MASTER_USER,
    [SECRET_KEY.password]: placeholder("masterPassword"),
  });
}

/** The same for every database that the service ever uses, so that a move changes no credentials. */
export function applicationSecret(scene: Scene): void {
  secret(scene, ROLE.databaseApp, {
    [SECRET_KEY.user]: APPLICATION_ROLE,
    [SECRET_KEY.database]: DATABASE_NAME,
    [SECRET_KEY.password]: placeholder("applicationPassword"),
    [SECRET_KEY.verifier]: placeholder("applicationVerifier"),
  });
}

function secret(scene: Scene, role: string, stringData: Record<string, string>): void {
  const child = scene.child({ kind: BUILT_IN.secret, part: "Database", role, holdsData: true, mode: "create-once" });
  // ACK takes passwords from Opaque Secrets only.
  new k8s.KubeSecret(scene.chart, child.id, { metadata: child.metadata, type: "Opaque", stringData });
}
