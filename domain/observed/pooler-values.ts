// What the pooler and the address of the database wait for: whether the pooler serves, which address pods have now, and which replicas there are.
import type { LateValues } from "../blueprint/children.js";
import { databaseRoles, ROLE } from "../blueprint/roles.js";
import type { Database } from "../blueprint/types.js";
import type { ChildRecord } from "./record.js";
import { childKey, isReady, isUsable } from "./record.js";

type Children = ReadonlyMap<string, ChildRecord>;
type PoolerValues = Pick<LateValues, "replicaHosts" | "poolerServes" | "dialedHosts">;

export function poolerValues(children: Children, database: Database | undefined): PoolerValues {
  return {
    replicaHosts: replicaHosts(children, database),
    poolerServes: isReady(children.get(childKey({ kind: "Deployment", role: ROLE.pooler }))),
    dialedHosts: dialedHosts(children),
  };
}

function dialedHosts(children: Children): readonly string[] {
  const hosts = [...children.values()].flatMap(({ facts }) => facts.dials ?? []);
  return [...new Set(hosts)].sort();
}

/** As many as a database may have: one, and fifteen that read. */
const MOST_INSTANCES = 16;

/** Which of them answer and are not behind, the pooler finds out: it is nearer, and it is quicker. */
function replicaHosts(children: Children, database: Database | undefined): readonly string[] {
  if (database === undefined || database.kind === "in-cluster") return [];
  // Which member of a cluster writes may change at any moment.
  const first = database.kind === "rds" ? 1 : 0;
  const { member } = databaseRoles(database);
  const found = Array.from({ length: MOST_INSTANCES - first }, (_, at) =>
    children.get(childKey({ kind: "DBInstance", role: member(first + at) })),
  );
  return found.flatMap((record) => (isUsable(record) ? (record?.facts.host ?? []) : []));
}
