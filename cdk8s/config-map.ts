// The binding: which data the application uses, and where it is. Written before anything else of the service, and with a
// precondition: writing it is the commit point of a move. Holds no secrets.
import { k8s } from "cdk8s-plus-27";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import { databaseRoles, ROLE } from "../domain/blueprint/roles.js";
import type { Database, Identity } from "../domain/blueprint/types.js";
import { DATA_KIND } from "../domain/observed/binding.js";
import { childNameOf } from "./child-names.js";
import type { Endpoint } from "./database-facts.js";
import { applicationNames, databaseEndpoint, secretName } from "./database-facts.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

const BINDING: Announcement = { kind: BUILT_IN.configMap, part: "Database", role: ROLE.binding, mode: "commit" };

export function binding(scene: Scene): void {
  const { move, restored } = scene.blueprint;
  const database = move?.bindTo ?? scene.blueprint.database;
  const endpoint = database === undefined ? undefined : (foundEndpoint(scene, database) ?? boundEndpoint(scene, database));
  const child = scene.child(BINDING);
  const data =
    database === undefined || endpoint === undefined
      ? // What was asked for and is not there yet serves nobody.
        { database: "none" }
      : {
          ...dataOf(scene.blueprint.identity, database),
          ...(restored === undefined ? {} : { restored }),
          host: endpoint.host,
          port: String(endpoint.port),
          name: applicationNames(database).database,
        };
  typedObject(child, k8s.KubeConfigMap, {
    data: { ...placeOf(scene), ...data, ...moveOf(scene) },
  });
}

/** Only of what is there: a binding to what was never made would look like a loss to the next reconcile. */
function foundEndpoint(scene: Scene, database: Database): Endpoint | undefined {
  if (database.kind === "in-cluster" && scene.late.hasVolume !== true) return undefined;
  return databaseEndpoint(scene, database);
}

function boundEndpoint({ late }: Scene, { kind }: Database): Endpoint | undefined {
  return late.bound?.database === kind ? late.bound : undefined;
}

function dataOf(identity: Identity, database: Database) {
  const role = databaseRoles(database).main;
  const kind = KINDS.find((candidate) => candidate.kind === DATA_KIND[database.kind]) ?? BUILT_IN.persistentVolumeClaim;
  return {
    database: database.kind,
    object: childNameOf(identity, { kind, role, holdsData: true }),
    version: database.version,
    generation: String(database.generation ?? 0),
    secret: secretName(identity, database, "appSecret"),
  };
}
const KINDS = [ACK.dbInstance.ref, ACK.dbCluster.ref];

function moveOf({ blueprint: { move } }: Scene): Record<string, string> {
  return move?.record === undefined ? {} : { move: move.record };
}

function placeOf({ blueprint: { identity, place, tier, losses }, late }: Scene): Record<string, string> {
  return {
    tier,
    ...(late.origin === undefined ? {} : { origin: late.origin }),
    dataUID: identity.dataUid,
    losses: String(losses),
    class: place.className,
    region: place.region,
    accountID: place.accountID,
    vpcID: place.vpcID,
  };
}
