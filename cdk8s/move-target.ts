// A database that is the target of a move says so itself: without the binding nothing else would tell that its data is not the service's.
import { ANNOTATION } from "../domain/api/keys.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type { Database } from "../domain/blueprint/types.js";
import type { Scene } from "./scene.js";

export function asMoveTarget({ blueprint: { moveTargets = [] } }: Scene, database: Database): Record<string, string> {
  return moveTargets.includes(databaseRoles(database).main) ? { [ANNOTATION.moveTarget]: "true" } : {};
}
