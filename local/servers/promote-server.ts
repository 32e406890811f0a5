// Makes a server that follows another one a server of its own.
import pg from "pg";

export type Login = { readonly user: string; readonly password: string };

const PORT = 5432;
const TIMEOUT_MS = 10_000;

/** Waits until it takes writes. Does nothing to one that does already. */
export async function promoteServer(host: string, login: Login): Promise<void> {
  const client = new pg.Client({
    ...{ host, port: PORT, database: "postgres", ...login, connectionTimeoutMillis: TIMEOUT_MS },
    // By our own authority, and reached by its own name: what is proved here is the password.
    ssl: { rejectUnauthorized: false },
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ follows: boolean }>("SELECT pg_is_in_recovery() AS follows");
    if (rows[0]?.follows === true) await client.query("SELECT pg_promote()");
  } finally {
    await client.end();
  }
}
