// One connection to PostgreSQL as the master; the only place that knows the driver. Opens once, does not retry.
import { readFile } from "node:fs/promises";
import pg from "pg";
import type { Server, Tls } from "./environment.js";
import { Failure } from "./failure.js";

export type Session = {
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
};
export type OpenSession = (database: string) => Promise<Session>;
/** A session that tells when it is lost, also between two queries. */
export type WatchedSession = Session & { onLost(act: (error: Error) => void): void };

const CONNECT_TIMEOUT_MS = 10_000;
/** A second run waits so long for the first; creating a database on RDS takes seconds. */
const LOCK_TIMEOUT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 300_000;

export type SessionOptions = {
  /** 0: no limit. */
  readonly statementTimeoutMs?: number;
  readonly applicationName?: string;
  /** No parameters at the start: a pooler's console knows none of them. */
  readonly bare?: boolean;
};

export function sessionsOf(server: Server, options: SessionOptions = {}): OpenSession {
  return (database) => watchedSession(server, database, options);
}

export async function watchedSession(server: Server, database: string, options: SessionOptions): Promise<WatchedSession> {
  const { applicationName = "tenfold-migrator", statementTimeoutMs = STATEMENT_TIMEOUT_MS, bare = false } = options;
  const client = new pg.Client({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database,
    ssl: await sslOf(server.tls),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    ...(bare ? {} : { application_name: applicationName, lock_timeout: LOCK_TIMEOUT_MS, statement_timeout: statementTimeoutMs }),
  });
  const lost: { readonly acts: ((error: Error) => void)[]; closed: boolean } = { acts: [], closed: false };
  // A connection that breaks between two queries is reported by the next query, and to whoever asked to be told.
  const tell = (error: Error): void => {
    if (!lost.closed) for (const act of lost.acts) act(error);
  };
  client.on("error", tell);
  client.on("end", () => tell(new Error("connection terminated")));
  await client.connect();
  return {
    query: async (text, values) => {
      // Without values the simple protocol is used: a pooler's console knows no other.
      const result = await client.query<Record<string, unknown>>(text, values === undefined ? undefined : [...values]);
      return result.rows;
    },
    close: () => {
      lost.closed = true;
      return client.end();
    },
    onLost: (act) => void lost.acts.push(act),
  };
}

export const identifier = (name: string): string => pg.escapeIdentifier(name);
export const literal = (text: string): string => pg.escapeLiteral(text);

async function sslOf({
  mode,
  caFile,
  caVariable = "MASTER_CA_FILE",
}: Tls): Promise<false | { rejectUnauthorized: boolean; ca?: string }> {
  switch (mode) {
    case "disable":
      return false;
    case "require":
      return { rejectUnauthorized: false };
    case "verify-full":
      return { rejectUnauthorized: true, ca: caFile === undefined ? undefined : await certificates(caFile, caVariable) };
  }
}

async function certificates(file: string, variable: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new Failure("tls", `${variable} cannot be read: ${file}`);
  }
}
