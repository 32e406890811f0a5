// An application that writes all the time and remembers what was acknowledged, and somebody who looks whether both sides can be written to.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { connect as connectAs, isWritable } from "../../local/writers/writers.js";
import type { MoveOrder } from "../../migrator/order.js";
import type { PostgresServer } from "../postgres/server.js";
import type { Sides } from "./sides.js";
import { loginOf } from "./sides.js";
import { asSuperuser } from "./world.js";

export type Account = { readonly lost: number; readonly duplicated: number; readonly acknowledged: number };
export type Writers = {
  /** Where the application is told that its database is. */
  dial(server: PostgresServer): void;
  /** Resolves when every writer had another row acknowledged from now on, by the server that it dials. */
  progress(): Promise<void>;
  stop(): Promise<void>;
  account(server: PostgresServer): Promise<Account>;
};

const PAUSE_MS = 5;
const running = new Set<() => Promise<unknown>>();

/** Also those of a test that failed before its end. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((stop) => stop()));
  running.clear();
}

export function startWriters(order: MoveOrder, first: PostgresServer, count = 4): Writers {
  const state = { server: first, stopping: false };
  const acknowledged = Array.from({ length: count }, () => new Set<number>());
  const loops = acknowledged.map((numbers, writer) => write({ order, writer, numbers, state }));
  const stop = async () => {
    state.stopping = true;
    await Promise.all(loops);
  };
  running.add(stop);
  return {
    dial: (server) => void (state.server = server),
    progress: async () => {
      const before = acknowledged.map((numbers) => numbers.size);
      while (acknowledged.some((numbers, writer) => numbers.size < (before[writer] ?? 0) + 3)) await sleep(PAUSE_MS);
    },
    stop,
    account: async (server) => {
      const rows = await asSuperuser(server, "SELECT writer, number, count(*)::int AS times FROM entries GROUP BY 1, 2", order);
      const present = new Set(rows.map(({ writer, number }) => `${String(writer)}/${String(number)}`));
      const known = acknowledged.flatMap((numbers, writer) => [...numbers].map((number) => `${writer}/${number}`));
      return {
        lost: known.filter((row) => !present.has(row)).length,
        duplicated: rows.filter(({ times }) => Number(times) > 1).length,
        acknowledged: known.length,
      };
    },
  };
}

type Loop = {
  readonly order: MoveOrder;
  readonly writer: number;
  readonly numbers: Set<number>;
  readonly state: { server: PostgresServer; stopping: boolean };
};

/** As a connection pool does: keeps a connection until it breaks, then opens another. A row without an answer is not written again. */
async function write({ order, writer, numbers, state }: Loop): Promise<void> {
  const open: { client?: pg.Client; to?: PostgresServer } = {};
  for (let number = 1; !state.stopping; number += 1) {
    try {
      if (open.client === undefined || open.to !== state.server) {
        await open.client?.end();
        open.to = state.server;
        open.client = await connect(order, state.server);
      }
      await open.client.query("INSERT INTO entries (writer, number) VALUES ($1, $2)", [writer, number]);
      numbers.add(number);
    } catch {
      void open.client?.end().catch(() => undefined);
      delete open.client;
    }
    await sleep(PAUSE_MS);
  }
  await open.client?.end().catch(() => undefined);
}

/** As the application logs in. */
export function connect(order: MoveOrder, { host, port }: PostgresServer): Promise<pg.Client> {
  return connectAs(loginOf(order), { host, port });
}

export type Sampler = { stop(): Promise<number> };

/** Counts how often both sides were writable at the same moment: the target, then the source, then the target again. */
export function startSampler(sides: Sides, order: MoveOrder): Sampler {
  const state = { stopping: false, both: 0 };
  const loop = (async () => {
    while (!state.stopping) {
      const all =
        (await writable(sides.target, order)) && (await writable(sides.source, order)) && (await writable(sides.target, order));
      if (all) state.both += 1;
      await sleep(PAUSE_MS);
    }
  })();
  const stop = async () => {
    state.stopping = true;
    await loop;
    return state.both;
  };
  running.add(stop);
  return { stop };
}

/** With the application's own login, as the application would write. */
export function writable({ host, port }: PostgresServer, order: MoveOrder): Promise<boolean> {
  return isWritable(loginOf(order), { host, port });
}
