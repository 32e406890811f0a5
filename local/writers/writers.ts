// An application that writes all the time to the database that it is told of, and remembers what was acknowledged.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Address } from "../servers/addresses.js";

export type Login = { readonly user: string; readonly password: string; readonly database: string };
/** Where the application is told that its database is. Undefined: nowhere, at this moment. */
export type Dial = () => Address | undefined;

export type Account = {
  readonly acknowledged: number;
  /** Of those. */
  readonly found: number;
  readonly duplicated: number;
  /** Milliseconds between two acknowledged rows of anybody, at most. */
  readonly longestPauseMs: number;
};

const PAUSE_MS = 5;
const MARKS = "CREATE TABLE IF NOT EXISTS entries (id bigserial PRIMARY KEY, run text, writer int NOT NULL, number int NOT NULL)";

export class Writers {
  readonly #acknowledged: readonly Set<number>[];
  readonly #loops: readonly Promise<void>[];
  /** Rows of earlier writers are none of ours. */
  readonly #run = randomUUID();
  #isStopping = false;
  #last = Date.now();
  #longestPauseMs = 0;

  private constructor(
    private readonly login: Login,
    private readonly dial: Dial,
    count: number,
  ) {
    this.#acknowledged = Array.from({ length: count }, () => new Set<number>());
    this.#loops = this.#acknowledged.map((numbers, writer) => this.#write(writer, numbers));
  }

  static async start(login: Login, dial: Dial, count: number): Promise<Writers> {
    await within(login, dial(), (client) => client.query(MARKS));
    return new Writers(login, dial, count);
  }

  get acknowledged(): number {
    return this.#acknowledged.reduce((sum, { size }) => sum + size, 0);
  }

  /** Resolves when every writer had more rows acknowledged from now on. */
  async progress(): Promise<void> {
    const before = this.#acknowledged.map(({ size }) => size);
    while (this.#acknowledged.some(({ size }, writer) => size < (before[writer] ?? 0) + 3)) await sleep(PAUSE_MS);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#loops);
  }

  /** Of what the database has now that it dials. */
  async account(): Promise<Account> {
    const rows = await within(this.login, this.dial(), async (client) => {
      const counted = "SELECT writer, number, count(*)::int AS times FROM entries WHERE run = $1 GROUP BY 1, 2";
      return (await client.query<{ writer: number; number: number; times: number }>(counted, [this.#run])).rows;
    });
    const present = new Set(rows.map(({ writer, number }) => `${writer}/${number}`));
    const known = this.#acknowledged.flatMap((numbers, writer) => [...numbers].map((number) => `${writer}/${number}`));
    return {
      acknowledged: known.length,
      found: known.filter((row) => present.has(row)).length,
      duplicated: rows.filter(({ times }) => times > 1).length,
      longestPauseMs: this.#longestPauseMs,
    };
  }

  /** As a connection pool does: keeps a connection until it breaks, then opens another. A row without an answer is not written again. */
  async #write(writer: number, numbers: Set<number>): Promise<void> {
    let client: pg.Client | undefined;
    for (let number = 1; !this.#isStopping; number += 1) {
      try {
        client ??= await connect(this.login, this.dial());
        await client.query("INSERT INTO entries (run, writer, number) VALUES ($1, $2, $3)", [this.#run, writer, number]);
        numbers.add(number);
        this.#longestPauseMs = Math.max(this.#longestPauseMs, Date.now() - this.#last);
        this.#last = Date.now();
      } catch {
        void client?.end().catch(() => undefined);
        client = undefined;
      }
      await sleep(PAUSE_MS);
    }
    await client?.end().catch(() => undefined);
  }
}

/** With the application's own login, as the application would write. */
export async function isWritable(login: Login, address: Address | undefined): Promise<boolean> {
  const row = "INSERT INTO entries (writer, number) VALUES (-1, (random() * 2e9)::int)";
  return using(connect(login, address), (client) => client.query(row)).then(
    () => true,
    () => false,
  );
}

/** How long a connection and an answer are waited for. */
type Patience = Pick<pg.ClientConfig, "connectionTimeoutMillis" | "query_timeout">;
/** For whoever writes, and asks whether he may: the next connection may be to another server. */
const SOON: Patience = { connectionTimeoutMillis: 2000, query_timeout: 5000 };
/** For what is asked once of a server that is there, on a machine that does much else. */
const LATE: Patience = { connectionTimeoutMillis: 30_000, query_timeout: 60_000 };

/** Throws when there is no connection, or no answer in time. */
export function within<T>(login: Login, address: Address | undefined, act: (client: pg.Client) => Promise<T>): Promise<T> {
  return using(connect(login, address, LATE), act);
}

async function using<T>(connected: Promise<pg.Client>, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connected;
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** As the application logs in. */
export async function connect(login: Login, address: Address | undefined, patience = SOON): Promise<pg.Client> {
  if (address === undefined) throw new Error("nothing listens behind the address of the database");
  const client = new pg.Client({ ...address, ...login, ...patience });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    void client.end().catch(() => undefined);
    throw error;
  }
  return client;
}
