// What a replica of the source would not have once it is promoted, and what would keep a move from being made with one. A replica is the
// source byte for byte: most of what a copy trips over is no obstacle here.
import type { BootstrapOrder } from "../order.js";
import { isReplica } from "../marker.js";
import type { OpenSession } from "../session.js";
import { identifier } from "../session.js";
import { within } from "../within.js";
import { extensionChecks } from "./extensions.js";
import { REPLICATION_CHECKS } from "./going-on.js";
import type { Check, Found } from "./ground.js";
import { inSource } from "./ground.js";
import { forcedRowSecurity } from "./objects.js";

/** Their rows are in no log, so that a replica never gets them. */
const unlogged: Check = inSource(
  `SELECT oid::regclass::text AS name FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY 1`,
  ({ name }) => ({
    code: "unlogged-table",
    object: String(name),
    message: `table ${String(name)} is unlogged: its rows are in no log, so a replica does not have them`,
    remedy: `ALTER TABLE ${String(name)} SET LOGGED; or, if nobody needs its rows: TRUNCATE and make it anew after the move.`,
  }),
);

/** The fence is remembered in the master's database. */
const masterMayWrite: Check = async ({ sourceServer, order }) => {
  const [row] = await sourceServer.query(
    `SELECT has_database_privilege(current_database(), 'CREATE') OR to_regnamespace('tenfold') IS NOT NULL AS may, current_user::text AS master`,
  );
  if (row?.may === true) return [];
  const object = identifier(String(row?.master));
  return [
    {
      code: "source-master",
      object,
      message: `the master of the source may not make a schema in database ${identifier(order.masterDatabase)}, where the move is remembered`,
      remedy: `As the owner of that database: GRANT CREATE ON DATABASE ${identifier(order.masterDatabase)} TO ${object};`,
    },
  ];
};

const follows: Check = async ({ target }) =>
  (await isReplica(target))
    ? []
    : [
        {
          code: "not-a-replica",
          object: "the new database",
          message: "the new database follows nobody: it was promoted, or was never made as a replica of the present one",
          remedy: "Delete its DBCluster with its members once nobody needs it; the next one is made as a replica again.",
        },
      ];

const CHECKS: readonly Check[] = [follows, masterMayWrite, ...REPLICATION_CHECKS, unlogged, forcedRowSecurity, extensionChecks];

export type Sides = { readonly source: OpenSession; readonly target: OpenSession };

/** As the masters of both servers, which are one and the same role. */
export function examineReplica({ source, target }: Sides, order: BootstrapOrder): Promise<readonly Found[]> {
  return within(source, order.masterDatabase, (sourceServer) =>
    within(target, order.masterDatabase, (targetServer) =>
      within(source, order.database, async (inDatabase) => {
        const found: Found[] = [];
        const ground = { order, source: inDatabase, sourceServer, target: targetServer };
        for (const check of CHECKS) found.push(...(await check(ground)));
        return found;
      }),
    ),
  );
}
