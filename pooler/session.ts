// One connection to PostgreSQL, or to PgBouncer, that is opened when it is needed and again after it broke. Every question has a time limit.
import pg from "pg";

export type Row = Readonly<Record<string, unknown>>;
export type Target = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ca?: string;
  readonly tls: "disable" | "require" | "verify-full";
};
export type Session = {
  ask(text: string): Promise<readonly Row[]>;
  close(): Promise<void>;
};

const LIMIT_MS = 2000;

export function sessionTo(target: Target, limitMs: number = LIMIT_MS): Session {
  const state: { client: Promise<pg.Client> | undefined } = { client: undefined };
  const close = async () => {
    const { client } = state;
    state.client = undefined;
    await client?.then((open) => open.end()).catch(() => undefined);
  };
  return {
    ask: async (text) => {
      const client = (state.client ??= open(target, limitMs, () => (state.client = undefined)));
      try {
        return (await (await client).query<Record<string, unknown>>(text)).rows;
      } catch (error) {
        // One that has not answered in time may answer the next question with it.
        if (state.client === client) void close();
        throw error;
      }
    },
    close,
  };
}

async function open({ tls, ca, ...login }: Target, limitMs: number, onBreak: () => void): Promise<pg.Client> {
  const ssl = tls === "disable" ? false : { rejectUnauthorized: tls === "verify-full", ca };
  const limits = { connectionTimeoutMillis: limitMs, query_timeout: limitMs };
  const client = new pg.Client({ ...login, ...limits, ssl, application_name: "tenfold-pooler" });
  client.on("error", onBreak);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}
