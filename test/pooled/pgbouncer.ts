// PgBouncer for tests, of the release that the image has: Debian trixie's, unpacked beside what the machine has.
import { newerPostgres } from "../../local/postgres/newer.js";

export async function pgbouncer(): Promise<string> {
  const reasons: string[] = [];
  const found = await newerPostgres((line) => void reasons.push(line));
  if (found === undefined) throw new Error(`no PgBouncer 1.24 or newer: ${reasons.join("; ")}`);
  return found.pgbouncer;
}
