// Makes a server that follows another one a server of its own.
import pg from "pg";

export type Login = { readonly user: string; readonly password: string };
export type Where = Login & Pick<pg.ClientConfig, "host" | "port" | "ssl" | "connectionTimeoutMillis">;

/** Waits until it takes writes. Does nothing to one that does already. */
export async function promoteServer(where: Where): Promise<void> {
  await asAdmin(where, async (client) => {
    const { rows } = await client.query<{ follows: boolean }>("SELECT pg_is_in_recovery() AS follows");
    if (rows[0]?.follows === true) await client.query("SELECT pg_promote()");
  });
}

/** In the database that every server has. */
export async function asAdmin(where: Where, act: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ database: "postgres", ...where });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
