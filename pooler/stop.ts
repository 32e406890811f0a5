// The end: no new clients, those that are there finish, and whoever stays is sent away between two transactions.
import type { Config } from "./config.js";
import type { Effects, Pooler } from "./pooler.js";
import type { Session } from "./session.js";

/** For transactions that are open when nobody is waited for any more. */
const LAST_TRANSACTIONS_MS = 20_000;

/** How often is looked whether clients are left. */
const LOOK_MS = 500;

export async function stop(pooler: Pooler, { waitForClientsSeconds }: Config, effects: Effects): Promise<void> {
  const { bouncer } = pooler;
  await pooler.leave();
  effects.say("stopping: no new clients", { waitForClientsSeconds });
  // A shutdown that waits for clients waits for consoles as well, and none can be opened after it has begun: this one looks whether it is the last.
  const console = await bouncer.lastConsole(LAST_TRANSACTIONS_MS).catch(() => undefined);
  bouncer.process.kill("SIGTERM");
  const end = effects.now() + waitForClientsSeconds * 1000;
  while (await hasClients(console)) {
    if (effects.now() < end) {
      await effects.pause(LOOK_MS);
      continue;
    }
    effects.say("clients stay: their connections are closed after the transaction that is open");
    // What comes now is not sent to the server any more: a client that is cut off while it waits has done nothing by halves.
    await console?.ask("PAUSE").catch(() => undefined);
    break;
  }
  bouncer.process.kill("SIGQUIT");
  await bouncer.ended;
}

/** Those of the console do not count. */
async function hasClients(console: Session | undefined): Promise<boolean> {
  const clients = await console?.ask("SHOW CLIENTS").catch(() => undefined);
  return clients?.some((row) => row["database"] !== "pgbouncer") === true;
}
