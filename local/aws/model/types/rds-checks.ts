// Refusals that RDS instances and clusters share.
import { recordOf, textOf } from "../read.js";
import { recoverable, terminal, type Refusal } from "../refusal.js";
import type { Attributes, DeleteRequest, Resource, WorldView } from "../resource.js";

/** A named thing that is used must exist; what AWS brings along (`default.…`) always does. */
export function refuseMissing(
  name: string | undefined,
  find: (name: string) => Resource | undefined,
  code: string,
): Refusal | undefined {
  if (name === undefined || name.startsWith("default") || find(name) !== undefined) return undefined;
  return recoverable(code, `${name} not found.`);
}

export function refuseFinalSnapshot(resource: Resource, request: DeleteRequest, world: WorldView): Refusal | undefined {
  if (request.skipFinalSnapshot !== false) return undefined;
  if (request.finalSnapshotID === undefined) {
    return terminal(
      "InvalidParameterCombination",
      "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
    );
  }
  const kind = resource.type === "rds/DBCluster" ? "cluster" : "db";
  return world.hasSnapshot(kind, request.finalSnapshotID, resource.place)
    ? recoverable("DBSnapshotAlreadyExists", `Cannot create the snapshot ${request.finalSnapshotID}: it exists already`)
    : undefined;
}

export function refusePassword(attributes: Attributes): Refusal | undefined {
  if (textOf(attributes, "masterUsername") === undefined) {
    return terminal("InvalidParameterValue", "Invalid master user name");
  }
  const isGiven = textOf(recordOf(attributes, "masterUserPassword"), "name") !== undefined;
  return isGiven || attributes["manageMasterUserPassword"] === true
    ? undefined
    : terminal("InvalidParameterCombination", "MasterUserPassword is required");
}
