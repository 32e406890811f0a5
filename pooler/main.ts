// The pooler: PgBouncer, and what makes it follow the database. Ends with PgBouncer.
import "../operator/adapters/needs-node.js";
import { setTimeout as pause } from "node:timers/promises";
import { openAdminDoor } from "./admin-door.js";
import { answerOn } from "./answers.js";
import { socketOf } from "./bouncer.js";
import { readConfig } from "./config.js";
import { openLeadDoor } from "./lead-door.js";
import type { Effects } from "./pooler.js";
import { openPooler } from "./pooler.js";
import { stop } from "./stop.js";

const effects: Effects = {
  now: () => Date.now(),
  pause: (milliseconds) => pause(milliseconds, undefined, { ref: false }),
  say: (message, fields = {}) =>
    void process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), message, ...fields })}\n`),
};

const USAGE = `usage: pooler

Runs PgBouncer and has it follow a database and its replicas. What it needs is in its environment and in a file that it looks at every second.

  APP_ROLE, APP_DATABASE, APP_PASSWORD           the application, as clients and as PgBouncer log in
  POOLER_ADMIN_USER, POOLER_ADMIN_PASSWORD       the console
  SETTINGS_FILE                                  database, replicas, sizes; written by the operator
  AUTHORITIES_FILE                               certificates for tls: verify-full
  RUN_FOLDER                                     for files with passwords: in memory
  PAUSE_SECONDS (900), WAIT_FOR_CLIENTS_SECONDS (90)
`;

async function main(): Promise<number> {
  if (process.argv.includes("--help")) {
    process.stdout.write(USAGE);
    return 0;
  }
  // As the first process of a container it would otherwise not hear the signal.
  const told = { stop: false, act: (): void => process.exit(0) };
  process.once("SIGTERM", () => {
    told.stop = true;
    told.act();
  });
  const config = readConfig(process.env);
  const pooler = await openPooler(config, effects);
  told.act = () => void stop(pooler, config, effects);
  void pooler.run();
  const host = config.host === "*" ? undefined : config.host;
  const doors = await Promise.all([
    answerOn({ host, port: config.metricsPort }, pooler),
    openAdminDoor({ host, port: config.adminPort }, socketOf(config)),
    openLeadDoor({ host, port: config.leadPort }, config, (to) => pooler.lead(to)),
  ]).catch((error: unknown) => {
    pooler.bouncer.process.kill("SIGQUIT");
    throw error;
  });
  const code = await pooler.bouncer.ended;
  await pooler.leave();
  for (const door of doors) door.close();
  if (told.stop) return 0;
  effects.say("PgBouncer ended by itself", { code });
  return code === 0 ? 1 : code;
}

try {
  process.exit(await main());
} catch (error) {
  effects.say(`the pooler cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
