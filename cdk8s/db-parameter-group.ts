// Parameters of an RDS database. A group belongs to one major version: another version is another group.
import { ACK } from "../domain/api/kinds.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type { Identity, RdsDatabase } from "../domain/blueprint/types.js";
import { ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

/** Only parameters that take effect at once: ACK never reboots a database for the others. */
const OVERRIDES = { "rds.force_ssl": "1", log_min_duration_statement: "1000" };

export function dbParameterGroup(scene: Scene, database: RdsDatabase): void {
  const { identity, place } = scene.blueprint;
  ackObject(
    scene,
    {
      ack: ACK.dbParameterGroup,
      part: "Database",
      role: databaseRoles(database).main,
      generation: generation(database),
      holdsData: true,
      region: place.region,
    },
    {
      name: dbParameterGroupName(identity, database),
      description: `Database of ${identity.namespace}/${identity.name}`,
      family: `postgres${database.version}`,
      parameterOverrides: { ...OVERRIDES },
      tags: tagList(identity, true),
    },
  );
}

export function dbParameterGroupName(identity: Identity, database: RdsDatabase): string {
  const role = databaseRoles(database).main;
  return childNameOf(identity, { kind: ACK.dbParameterGroup.ref, role, generation: generation(database), holdsData: true });
}

function generation({ version }: RdsDatabase): string {
  return `pg${version}`;
}
