// What goes on in the source besides plain sessions: prepared transactions, replication, jobs that start by themselves.
import { identifier, literal } from "../session.js";
import type { Check } from "./ground.js";
import { inSource } from "./ground.js";

const prepared: Check = inSource(
  `SELECT gid, owner::text AS owner, prepared::text AS since FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared`,
  ({ gid, owner, since }) => ({
    code: "prepared-transaction",
    object: String(gid),
    message: `transaction ${literal(String(gid))} of ${String(owner)} has been prepared since ${String(since)} and is neither committed nor rolled back: what it wrote would be lost`,
    remedy: `Ask whoever prepared it, then in the database: COMMIT PREPARED ${literal(String(gid))}; or ROLLBACK PREPARED ${literal(String(gid))};`,
  }),
);

const slots: Check = inSource(
  "SELECT slot_name::text AS name, active FROM pg_replication_slots WHERE database = current_database() ORDER BY 1",
  ({ name, active }) => ({
    code: "replication-slot",
    object: String(name),
    message: `replication slot ${String(name)}${active === true ? " (in use)" : ""} feeds somebody from this database; it cannot be moved, and whoever reads it would miss changes`,
    remedy: `Stop whoever reads it, then: SELECT pg_drop_replication_slot(${literal(String(name))}); and let it begin anew at the target.`,
  }),
);

const subscriptions: Check = inSource(
  `SELECT subname::text AS name FROM pg_subscription
    WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1`,
  ({ name }) => ({
    code: "subscription",
    object: String(name),
    message: `subscription ${identifier(String(name))} brings rows in from another database; it cannot be moved`,
    remedy: `DROP SUBSCRIPTION ${identifier(String(name))}; and make it again on the target.`,
  }),
);

/** Those of single tables belong to the tables' owner and come along. */
const publications: Check = async ({ source }) => {
  const rows = await source.query(
    `SELECT p.pubname::text AS name, p.puballtables OR n.one IS NOT NULL AS wide
       FROM pg_publication p LEFT JOIN LATERAL (SELECT 1 AS one FROM pg_publication_namespace WHERE pnpubid = p.oid LIMIT 1) AS n ON true ORDER BY 1`,
  );
  return rows.map(({ name, wide }) => {
    const object = identifier(String(name));
    if (wide !== true) return { note: `publication ${object} is moved; whoever subscribed to it must subscribe to the target` };
    const message = `publication ${object} is for all tables, or for those of a schema: only a superuser may make it, and the target has none`;
    return { code: "publication", object, message, remedy: `DROP PUBLICATION ${object}; and make one that names its tables.` };
  });
};

/** They start jobs by themselves and keep them outside of what a dump contains, or twice. */
const SCHEDULERS = ["pg_cron", "pgagent", "pg_timetable", "pg_dbms_job", "pg_background", "timescaledb", "pglogical", "citus"];

const schedulers: Check = inSource(
  `SELECT extname::text AS name FROM pg_extension WHERE extname IN (${SCHEDULERS.map(literal).join(", ")}) ORDER BY 1`,
  ({ name }) => ({
    code: "background-jobs",
    object: String(name),
    message: `extension ${identifier(String(name))} works in this database by itself, with jobs or tables of its own that cannot be moved with a copy`,
    remedy: `Write down its jobs, then: DROP EXTENSION ${identifier(String(name))}; and set it up on the target after the move.`,
  }),
);

/** pg_cron keeps the jobs of all databases in one. */
const jobsFromElsewhere: Check = async ({ sourceServer, order }) => {
  const [there] = await sourceServer.query("SELECT to_regclass('cron.job') IS NOT NULL AS yes");
  if (there?.yes !== true) return [];
  const rows = await sourceServer.query(
    "SELECT jobid::text AS id, schedule, left(command, 80) AS command FROM cron.job WHERE database = $1 OR username = $2 ORDER BY jobid",
    [order.database, order.role],
  );
  return rows.map(({ id, schedule, command }) => ({
    code: "background-jobs",
    object: `job ${String(id)}`,
    message: `job ${String(id)} of pg_cron works in this database (${String(schedule)}: ${String(command)}) and cannot be moved`,
    remedy: `In database ${identifier(order.masterDatabase)}: SELECT cron.unschedule(${String(id)}); and schedule it on the target after the move.`,
  }));
};

export const ACTIVITY_CHECKS: readonly Check[] = [prepared, slots, subscriptions, publications, schedulers, jobsFromElsewhere];
/** What a replica does not carry on, or would do a second time. */
export const REPLICATION_CHECKS: readonly Check[] = [prepared, slots, subscriptions];
