// The binding: which database the application uses. Writing it is the commit point of a move. Holds no secrets.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Announcement, Scene } from "./scene.js";
import { DATABASE_NAME, databaseEndpoint, endpointWords } from "./database-facts.js";

const BINDING: Announcement = { kind: BUILT_IN.configMap, part: "Database", role: ROLE.binding };

export function binding(scene: Scene): void {
  const { database, identity, tier } = scene.blueprint;
  if (database === undefined) {
    write(scene, { tier, database: "none" });
    return;
  }
  const endpoint = databaseEndpoint(scene, database);
  if (endpoint !== undefined) {
    const { host, port } = endpoint;
    write(scene, { tier, database: database.kind, host, port: String(port), name: DATABASE_NAME });
    return;
  }
  scene.wait(BINDING, [database.kind === "in-cluster" ? "the database" : endpointWords(identity, database)]);
}

function write(scene: Scene, data: Record<string, string>): void {
  const child = scene.child(BINDING);
  new k8s.KubeConfigMap(scene.chart, child.id, { metadata: child.metadata, data });
}
