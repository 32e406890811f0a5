// Where the web pods run relative to a database in the cluster.
import type { Database, Web } from "./types.js";

/**
 * A rule that must hold binds a single pod only. Several must be able to stand in several zones, and a rule that kept
 * the database off all of their nodes could leave it without any.
 */
export function nearDatabase(
  database: Database | undefined,
  { replicas, mayShareNode }: Pick<Web, "replicas" | "mayShareNode">,
): Web["nearDatabase"] {
  if (database?.kind !== "in-cluster") return undefined;
  const isSingle = replicas.max === 1;
  if (database.node === "same-node") return isSingle ? "same-node" : undefined;
  return isSingle && !mayShareNode ? "other-node" : "rather-other-node";
}
