// One connection to PostgreSQL as the master; the only place that knows the driver. Opens once, does not retry.
import { readFile } from "node:fs/promises";
import pg from "pg";
import type { Server, Tls } from "./config.js";
import { Failure } from "./failure.js";

export type Session = {
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
};
export type OpenSession = (database: string) => Promise<Session>;

const CONNECT_TIMEOUT_MS = 10_000;
/** A second run waits so long for the first; creating a database on RDS takes seconds. */
const LOCK_TIMEOUT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 300_000;

export function sessionsOf(server: Server): OpenSession {
  return async (database) => {
    const client = new pg.Client({
      host: server.host,
      port: server.port,
      user: server.user,
      password: server.password,
      database,
      ssl: await sslOf(server.tls),
      application_name: "tenfold-migrator",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
    });
    // A connection that breaks between two queries is reported by the next query.
    client.on("error", () => undefined);
    await client.connect();
    return {
      query: async (text, values = []) => {
        const result = await client.query<Record<string, unknown>>(text, [...values]);
        return result.rows;
      },
      close: () => client.end(),
    };
  };
}

export const identifier = (name: string): string => pg.escapeIdentifier(name);
export const literal = (text: string): string => pg.escapeLiteral(text);

async function sslOf({ mode, caFile }: Tls): Promise<false | { rejectUnauthorized: boolean; ca?: string }> {
  switch (mode) {
    case "disable":
      return false;
    case "require":
      return { rejectUnauthorized: false };
    case "verify-full":
      return { rejectUnauthorized: true, ca: caFile === undefined ? undefined : await certificates(caFile) };
  }
}

async function certificates(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new Failure("tls", `MASTER_CA_FILE cannot be read: ${file}`);
  }
}
