// One side of a comparison: a transaction that sees one state of the whole database, writes every value the same way on any
// server, and never looks a name up along the application's own path.
import type { Session } from "../session.js";

export type Side = {
  readonly session: Session;
  /** Roles that stand for the application: what the master owned in the source belongs to the application afterwards. */
  readonly application: readonly string[];
  readonly major: number;
};

/** What changes how a value is written, or ends a session that waits for the other side. */
const PINNED: Readonly<Record<string, string>> = {
  search_path: "",
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  timezone: "UTC",
  extra_float_digits: "3",
  bytea_output: "hex",
  lc_monetary: "C",
  lc_numeric: "C",
  xmlbinary: "base64",
  array_nulls: "on",
  quote_all_identifiers: "off",
  standard_conforming_strings: "on",
  client_encoding: "UTF8",
  // An error instead of rows left out in silence.
  row_security: "off",
  statement_timeout: "0",
  lock_timeout: "60s",
  idle_in_transaction_session_timeout: "0",
};

/** Whatever the act makes is taken back: a comparison leaves nothing behind. */
export async function asSide<Result>(
  session: Session,
  which: "source" | "target",
  act: (side: Side) => Promise<Result>,
): Promise<Result> {
  await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  try {
    for (const [name, value] of Object.entries(PINNED)) {
      await session.query("SELECT pg_catalog.set_config($1, $2, true)", [name, value]);
    }
    return await act(await sideOf(session, which));
  } finally {
    await session.query("ROLLBACK").catch(() => undefined);
  }
}

async function sideOf(session: Session, which: "source" | "target"): Promise<Side> {
  const [row] = await session.query(
    `SELECT datdba::text AS owner, (SELECT oid FROM pg_roles WHERE rolname = current_user)::text AS master,
            current_setting('server_version_num')::int / 10000 AS major
       FROM pg_database WHERE datname = current_database()`,
  );
  const owner = String(row?.owner);
  const application = which === "source" ? [owner, String(row?.master)] : [owner];
  return { session, application, major: Number(row?.major) };
}
