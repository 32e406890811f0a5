// More pods than the database takes connections: said, and nothing is held for it. The application would see it under its highest load only.
import { connections } from "../blueprint/connections.js";
import type { Blueprint } from "../blueprint/types.js";
import type { Problem } from "./problem.js";

/** `present`: with the database as it stands, which may be smaller than the one that is wanted. */
export function connectionProblems(present: Blueprint): readonly Problem[] {
  const { database } = present;
  const shared = connections(present);
  if (database === undefined || shared?.isOver !== true) return [];
  const { usable, pods, pooler } = shared;
  const of = database.kind === "in-cluster" ? "the database in the cluster" : `a database of class ${database.instanceClass}`;
  const start = `${pods} pods of the application may run at once`;
  const fewer = "let fewer pods run (spec.scaling.maxReplicas, spec.workers[].max, spec.services[].max)";
  const larger =
    database.kind === "in-cluster"
      ? "move to RDS (spec.userTier or spec.database.placement)"
      : "choose a larger spec.database.instanceClass";
  const message =
    pooler === undefined
      ? `${start}, and ${of} has ${usable} connections for them: some will be refused at full load. Put a pooler between them (spec.database.pooler.enabled), ${fewer}, or ${larger}.`
      : `${start}, and the ${pooler.replicas.max} poolers that the ${usable} connections of ${of} suffice for do not take a connection of each: some will be refused at full load. Either ${fewer}, or ${larger}.`;
  return [{ reason: "ConnectionsShort", part: "Database", stalls: false, message }];
}
