// PgBouncer in front of the database: its clients wait while it is paused, on each of its pods.
import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import { POOLER_LEAD_PATH } from "../domain/api/pooler-settings.js";
import { Failure } from "./failure.js";
import type { Tls } from "./environment.js";
import type { PoolerAccess } from "./order.js";
import type { Session } from "./session.js";
import { sessionsOf } from "./session.js";

export type Pooler = {
  /** Clients wait from now on. Ends when no server connection is left, which the fence brings about; so do not wait for it before. */
  pause(): Promise<Paused>;
  resume(): Promise<void>;
  /** On new connections, once all of it leads to the new address: it is told, and learns of it from the cluster in its own time. */
  resumeAt(address: PoolerTarget): Promise<void>;
};
/** What the application's database is to lead to. */
export type PoolerTarget = { readonly database: string; readonly host: string; readonly port: number; readonly tls: Tls["mode"] };
export type Paused = { readonly settled: Promise<void>; close(): Promise<void> };

/** That of one pod. */
type Console = Session & { readonly pod: string };
const TELL_TIMEOUT_MS = 5000;

export const NO_POOLER: Pooler = {
  pause: () => Promise.resolve({ settled: Promise.resolve(), close: () => Promise.resolve() }),
  resume: () => Promise.resolve(),
  resumeAt: () => Promise.resolve(),
};

export function poolerAt(access: PoolerAccess): Pooler {
  return {
    pause: async () => {
      const consoles = await openAll(access);
      const paused = consoles.map((console) => pause(console));
      const settled = Promise.all(paused).then(() => undefined);
      settled.catch(() => undefined);
      // A console that is closed while it still waits takes its pause back: so it stays open.
      return { settled, close: () => closeAll(consoles) };
    },
    resume: () => onEach(access, resume),
    resumeAt: (address) =>
      onEach(access, async (console, pod) => {
        await tell(access, pod, address);
        await leadsTo(console, address);
        await console.query("RECONNECT");
        await resume(console);
      }),
  };
}

async function pause(console: Session): Promise<void> {
  try {
    await console.query("PAUSE");
  } catch (error) {
    if (!says(error, /already (suspended|paused)/i)) throw failure(error);
    // By a run that was killed: its pause is taken back when its console is found to be gone.
    await resume(console);
    await console.query("PAUSE").catch((again: unknown) => Promise.reject(failure(again)));
  }
}

async function resume(console: Session): Promise<void> {
  try {
    await console.query("RESUME");
  } catch (error) {
    if (!says(error, /not (paused|suspended)/i)) throw failure(error);
  }
}

/** One of an older release has no such door, and one that does not understand goes by the cluster: either is waited for all the same. */
async function tell({ leadPort, user, password }: PoolerAccess, pod: string, { host, port, tls }: PoolerTarget): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const url = `http://${isIPv6(pod) ? `[${pod}]` : pod}:${leadPort}${POOLER_LEAD_PATH}`;
  const order = { method: "POST", headers: { authorization }, body: JSON.stringify({ host, port, tls }) };
  await fetch(url, { ...order, signal: AbortSignal.timeout(TELL_TIMEOUT_MS) }).catch(() => undefined);
}

async function leadsTo(console: Session, { database, host, port }: PoolerTarget): Promise<void> {
  const known = await console.query("SHOW DATABASES");
  const found = known.find(({ name }) => name === database);
  if (found?.host === host && Number(found.port) === port) return;
  const stands = typeof found?.host === "string" ? found.host : "no database";
  throw new Failure("pooler", `a pooler still leads to ${stands}, not to ${host}`);
}

function says(error: unknown, what: RegExp): boolean {
  return error instanceof Error && what.test(error.message);
}

async function onEach(access: PoolerAccess, act: (console: Session, pod: string) => Promise<void>): Promise<void> {
  const consoles = await openAll(access);
  try {
    await Promise.all(consoles.map((console) => act(console, console.pod)));
  } finally {
    await closeAll(consoles);
  }
}

async function closeAll(consoles: readonly Console[]): Promise<void> {
  await Promise.all(consoles.map((console) => console.close().catch(() => undefined)));
}

async function openAll({ hosts, port, user, password }: PoolerAccess): Promise<readonly Console[]> {
  const addresses = await lookup(hosts, { all: true }).catch((error: unknown) => Promise.reject(failure(error)));
  const opened = await Promise.allSettled(
    addresses.map(async ({ address }): Promise<Console> => {
      const server = { host: address, port, user, password, tls: { mode: "disable" } } as const;
      return { ...(await sessionsOf(server, { bare: true })("pgbouncer")), pod: address };
    }),
  );
  const failed = opened.find((result) => result.status === "rejected");
  const consoles = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  if (failed === undefined) return consoles;
  await closeAll(consoles);
  throw failure(failed.reason);
}

function failure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure("pooler", `pooler: ${error instanceof Error ? error.message : String(error)}`);
}
