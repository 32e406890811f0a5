// A row that is written to the source and looked for on its replica: once it is there, so is everything that was committed before it. Asked
// of the replica itself, since how far a service's replica is behind is told differently by every service.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Attempt } from "./order.js";
import type { Session } from "./session.js";

const TABLE = `CREATE SCHEMA IF NOT EXISTS tenfold;
  CREATE TABLE IF NOT EXISTS tenfold.marker (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`;
const PAUSE_MS = 100;

/** Of a rehearsal it must prove nothing later. */
export async function writeMarker(source: Session, { move, attempt }: Attempt, of: "fence" | "rehearsal"): Promise<string> {
  const name = `${move}-${attempt}-${randomBytes(4).toString("hex")}`;
  const marker = of === "fence" ? name : `rehearsal-${name}`;
  await source.query(TABLE);
  await source.query("INSERT INTO tenfold.marker (id) VALUES ($1)", [marker]);
  return marker;
}

/** Whoever looks waits no longer than `signal` lets it. */
export async function untilSeen(target: Session, marker: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await isSeen(target, "id = $1", marker))) await sleep(PAUSE_MS);
}

/** Any marker that this attempt has written. */
export function hasMarkerOf(session: Session, { move, attempt }: Attempt): Promise<boolean> {
  return isSeen(session, "starts_with(id, $1)", `${move}-${attempt}-`);
}

async function isSeen(session: Session, condition: string, value: string): Promise<boolean> {
  const [table] = await session.query("SELECT to_regclass('tenfold.marker') IS NOT NULL AS there");
  if (table?.there !== true) return false;
  const rows = await session.query(`SELECT FROM tenfold.marker WHERE ${condition} LIMIT 1`, [value]);
  return rows.length > 0;
}

export async function isReplica(session: Session): Promise<boolean> {
  const [row] = await session.query("SELECT pg_is_in_recovery() AS follows");
  return row?.follows === true;
}
