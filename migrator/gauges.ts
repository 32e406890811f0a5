// What is counted while data is dumped, restored and compared. Each look is a short session of its own in the masters' database and never in
// the one that is moved, so that it neither holds anything up there nor counts as somebody who is still connected.
import type { Amounts } from "../domain/api/move-progress.js";
import { COPY_NAME } from "./copy.js";
import type { Server } from "./environment.js";
import type { MoveOrder } from "./order.js";
import type { Gauge } from "./progress.js";
import { sessionsOf } from "./session.js";
import { within } from "./within.js";

/** One that waits longer is given up: the next look comes soon. */
const LOOK_MS = 2_000;

type Row = Readonly<Record<string, unknown>>;

async function ask(server: Server, database: string, { text, values }: { text: string; values: readonly unknown[] }) {
  const open = sessionsOf(server, { statementTimeoutMs: LOOK_MS, applicationName: "tenfold-migrator progress" });
  return within(open, database, (session) => session.query(text, values));
}

/** How large a table is, and how many rows the planner takes it to have; undefined: it was never counted. */
export type Weight = { readonly bytes: number; readonly rows?: number };
/** By the table's number in the source. */
export type Weights = ReadonlyMap<string, Weight>;

const WEIGHTS = `
  SELECT c.oid::text AS oid, pg_table_size(c.oid)::text AS bytes, c.reltuples::text AS rows, c.relpages AS pages
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`;

/** While nobody is shut out yet. Empty when the source does not tell. */
export async function weightsOf({ source, database }: MoveOrder): Promise<Weights> {
  const rows = await ask(source, database, { text: WEIGHTS, values: [] }).catch((): readonly Row[] => []);
  return new Map(rows.map((row) => [String(row.oid), weightIn(row)]));
}

/** Before version 14 an empty table and one that was never counted look the same: no pages. */
function weightIn({ bytes, rows, pages }: Row): Weight {
  const known = Number(rows);
  return { bytes: Number(bytes), ...(known > 0 || (known === 0 && Number(pages) > 0) ? { rows: known } : {}) };
}

/** Undefined: of some table nobody knows. */
export function rowsIn(weights: Weights): number | undefined {
  const counted = [...weights.values()].filter(({ bytes }) => bytes > 0).map(({ rows }) => rows);
  if (counted.length === 0 || counted.includes(undefined)) return undefined;
  return counted.reduce<number>((sum, rows = 0) => sum + rows, 0);
}

/** What PostgreSQL says of one table that is being copied; `oid` is its number on the side that was asked. */
export type Copying = { readonly oid: string; readonly rows: number; readonly bytes: number };

// By the name of the session: somebody else may copy tables there at the same time.
const COPYING = `
  SELECT p.relid::text AS oid, p.tuples_processed::text AS rows, p.bytes_processed::text AS bytes
    FROM pg_stat_progress_copy p JOIN pg_stat_activity a ON a.pid = p.pid
   WHERE p.datname = $1 AND p.relid <> 0 AND a.application_name = '${COPY_NAME}'`;

/** Nothing before version 14, which does not tell. */
async function copying(server: Server, order: MoveOrder, database: string): Promise<readonly Copying[]> {
  const rows = await ask(server, order.masterDatabase, { text: COPYING, values: [database] });
  return rows.map(({ oid, rows, bytes }) => ({ oid: String(oid), rows: Number(rows), bytes: Number(bytes) }));
}

/** Tables by how far they were when last seen. One that is not copied any more has been copied. */
export class Copied {
  readonly #seen = new Map<string, Copying>();
  #running: ReadonlySet<string> = new Set();

  see(now: readonly Copying[]): void {
    this.#running = new Set(now.map(({ oid }) => oid));
    for (const one of now) {
      const before = this.#seen.get(one.oid);
      this.#seen.set(one.oid, {
        oid: one.oid,
        rows: Math.max(one.rows, before?.rows ?? 0),
        bytes: Math.max(one.bytes, before?.bytes ?? 0),
      });
    }
  }

  /** Rows seen on their way. */
  rows(): number {
    return [...this.#seen.values()].reduce((sum, { rows }) => sum + rows, 0);
  }

  /** From 0 to 1, by the size of the tables. Undefined: nothing is known of their sizes. Tables too small to be seen count as not copied. */
  share(weights: Weights): number | undefined {
    const whole = [...weights.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    if (whole === 0) return undefined;
    const done = [...this.#seen.values()].reduce((sum, one) => sum + this.#bytesDone(one, weights.get(one.oid)), 0);
    return Math.min(1, done / whole);
  }

  #bytesDone({ oid, rows, bytes }: Copying, weight: Weight | undefined): number {
    if (weight === undefined) return 0;
    if (!this.#running.has(oid)) return weight.bytes;
    if (weight.rows === undefined || weight.rows === 0) return Math.min(bytes, weight.bytes);
    return weight.bytes * Math.min(1, rows / weight.rows);
  }
}

/** `bytes`: of the source. */
export type Whole = { readonly bytes: number; readonly weights: Weights };

export function dumpGauge(order: MoveOrder, { bytes, weights }: Whole): Gauge {
  const copied = new Copied();
  return {
    look: async () => {
      copied.see(await copying(order.source, order, order.database));
      const share = copied.share(weights);
      const done = share === undefined ? {} : { bytes: Math.floor(share * bytes) };
      return { ...done, ofBytes: bytes, rows: copied.rows(), ...ofRows(weights) };
    },
    whole: () => ({ bytes, ofBytes: bytes }),
  };
}

/** By the size of the copy, which the indexes are part of as well. It ends smaller where the source has gaps. */
export function restoreGauge(order: MoveOrder, { bytes, weights }: Whole, database: string): Gauge {
  const copied = new Copied();
  return {
    look: async () => {
      const size = "SELECT pg_database_size($1::name)::text AS bytes";
      const [row] = await ask(order.target, order.masterDatabase, { text: size, values: [database] });
      const rows = await copying(order.target, order, database).then(
        (now) => (copied.see(now), { rows: copied.rows(), ...ofRows(weights) }),
        () => ({}),
      );
      return { bytes: Math.min(bytes, Number(row?.bytes)), ofBytes: bytes, ...rows };
    },
    whole: () => ({ bytes, ofBytes: bytes }),
  };
}

function ofRows(weights: Weights): Amounts {
  const rows = rowsIn(weights);
  return rows === undefined ? {} : { ofRows: rows };
}

/** Told while one side is read. */
export type Told = { found(tables: number): void; counted(rows: bigint): void };
export type CompareGauge = Gauge & { readonly source: Told; readonly target: Told };

type Count = { of?: number; tables: number; rows: bigint };

/** Compared is what both sides have read. Asks nobody. */
export function compareGauge(weights: Weights = new Map()): CompareGauge {
  const [source, target]: [Count, Count] = [
    { tables: 0, rows: 0n },
    { tables: 0, rows: 0n },
  ];
  const slower = (): Count => (source.tables < target.tables ? source : target);
  const amounts = (): Amounts => {
    if (source.of === undefined) return {};
    const { tables, rows } = slower();
    return { tables, ofTables: source.of, rows: Number(rows) };
  };
  const told = (count: Count): Told => ({
    found: (tables) => void (count.of = tables),
    counted: (rows) => {
      count.tables += 1;
      count.rows += rows;
    },
  });
  return {
    source: told(source),
    target: told(target),
    look: () => Promise.resolve({ ...amounts(), ...ofRows(weights) }),
    whole: () => {
      const all = amounts();
      return all.rows === undefined ? all : { ...all, ofRows: all.rows };
    },
  };
}
