// The program around PgBouncer: has it follow the settings and the replicas, knows whether the database answers, and ends forgotten pauses.
import type { PoolerLead, PoolerSettings } from "../domain/api/pooler-settings.js";
import type { Bouncer } from "./bouncer.js";
import { locally, startBouncer } from "./bouncer.js";
import type { Config } from "./config.js";
import { iniText } from "./ini.js";
import { lookerOf, messageOf } from "./look.js";
import { metricsText } from "./metrics.js";
import type { Pause } from "./pause-guard.js";
import { pauseNow } from "./pause-guard.js";
import type { Replica } from "./replicas.js";
import { sessionTo } from "./session.js";
import type { Lead, Settings } from "./settings.js";
import { readSettings } from "./settings.js";

export type Effects = {
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly say: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
};
export type Pooler = {
  readonly bouncer: Bouncer;
  /** Each once more, until told to end. */
  readonly run: () => Promise<void>;
  readonly notReady: () => string | undefined;
  readonly metrics: () => Promise<string>;
  /** Until the settings say something else. Rejects when it could not be followed: an authority is missing. */
  readonly lead: (to: PoolerLead) => Promise<void>;
  /** Of its own clients, which a stop would wait for; the console stays. */
  readonly leave: () => Promise<void>;
};

type Known = {
  settings: Settings;
  lead: Lead | undefined;
  replicas: readonly Replica[];
  pause: Pause;
  trouble: string | undefined;
  ini: string;
  ends: boolean;
};

const TICK_MS = 1000;
/** Every so many ticks. */
const LOOK_EVERY = 3;

/** Waits for the first settings; what is there later and cannot be read changes nothing. */
export async function openPooler(config: Config, effects: Effects): Promise<Pooler> {
  const settings = await firstSettings(config, effects);
  const known: Known = {
    settings,
    lead: undefined,
    replicas: [],
    pause: { since: undefined, isForgotten: false },
    trouble: "it has just started",
    ini: "",
    ends: false,
  };
  const looker = lookerOf(
    (host, of) => sessionTo(databaseTarget(config, host, { ...known.settings, settings: of })),
    effects.now,
  );
  known.replicas = await looker.look(settings.settings);
  known.ini = textOf(config, known);
  const bouncer = await startBouncer(config, known.ini);
  const probe = sessionTo({ ...locally(config), user: config.role, password: config.password, database: config.database });
  const steps = stepsOf(config, { known, effects, bouncer, looker, probe });
  return {
    bouncer,
    run: async () => {
      for (let tick = 0; !known.ends; tick += 1) {
        await steps.tick(tick % LOOK_EVERY === 0);
        await effects.pause(TICK_MS);
      }
    },
    notReady: () => (known.ends ? "it is told to stop" : known.trouble),
    metrics: () => metricsOf(config, known, { console: bouncer.console, now: effects.now() }),
    lead: async (to) => {
      const lead = { to, over: known.settings.text };
      const read = await readSettings(config, lead);
      if ("trouble" in read) throw new Error(read.trouble);
      effects.say("told where the database is now", to);
      known.lead = lead;
    },
    leave: async () => {
      known.ends = true;
      await Promise.all([probe.close(), looker.close()]);
    },
  };
}

async function firstSettings(config: Config, { pause, say }: Effects): Promise<Settings> {
  for (;;) {
    const read = await readSettings(config);
    if ("settings" in read) return read;
    say("waiting for settings", { file: config.settingsFile, message: read.trouble });
    await pause(TICK_MS);
  }
}

function databaseTarget({ role, password, database }: Config, host: string, { settings, authorities }: Settings) {
  return { host, port: settings.port, user: role, password, database, tls: settings.tls, ca: authorities };
}

/** The authorities are read from their file, again at each reload; that they have changed is told by the text. */
function textOf(config: Config, { settings: { settings, authorities = "" }, replicas, pause }: Known): string {
  const readers = readersOf(replicas);
  return `${iniText(config, settings, { readers, isPaused: pause.since !== undefined })}; ${authorities.length} ${authorities.slice(-80).replaceAll("\n", " ")}\n`;
}

function readersOf(replicas: readonly Replica[]): readonly string[] {
  return replicas.filter(({ isTaken }) => isTaken).map(({ host }) => host);
}

type Parts = {
  readonly known: Known;
  readonly effects: Effects;
  readonly bouncer: Bouncer;
  readonly looker: { look(settings: PoolerSettings): Promise<readonly Replica[]> };
  readonly probe: ReturnType<typeof sessionTo>;
};

function stepsOf(config: Config, { known, effects, bouncer, looker, probe }: Parts) {
  const follow = async (looks: boolean) => {
    const read = await readSettings(config, known.lead);
    if ("settings" in read) known.settings = read;
    if (looks) known.replicas = tellChanges(known.replicas, await looker.look(known.settings.settings), effects);
  };
  const guard = async () => {
    const paused = await isPaused(bouncer);
    known.pause = pauseNow(paused, known.pause, { now: effects.now(), limitMs: config.pauseSeconds * 1000 });
    if (!known.pause.isForgotten) return;
    effects.say("nobody has ended the pause: it is ended", { pauseSeconds: config.pauseSeconds });
    await bouncer.console.ask("RESUME");
    known.pause = { since: undefined, isForgotten: false };
  };
  const write = async () => {
    const ini = textOf(config, known);
    if (ini === known.ini) return;
    await bouncer.reload(ini);
    known.ini = ini;
  };
  const ask = async () => {
    // While it is paused a query would wait, as those of the clients do.
    if (known.pause.since === undefined) await probe.ask("SELECT 1");
    known.trouble = undefined;
  };
  return {
    tick: async (looks: boolean) => {
      try {
        await follow(looks);
        await guard();
        await write();
      } catch (error) {
        effects.say("PgBouncer does not do what it is told", { message: messageOf(error) });
      }
      await ask().catch((error: unknown) => {
        if (!known.ends) known.trouble = `the database does not answer: ${messageOf(error)}`;
      });
    },
  };
}

async function isPaused({ console }: Bouncer): Promise<boolean> {
  const state = await console.ask("SHOW STATE");
  if (state.some((row) => row["key"] === "paused" && row["value"] === "yes")) return true;
  const databases = await console.ask("SHOW DATABASES");
  return databases.some((row) => Number(row["paused"]) === 1);
}

function tellChanges(before: readonly Replica[], now: readonly Replica[], { say }: Effects): readonly Replica[] {
  for (const { host, isTaken, why } of now) {
    const last = before.find((replica) => replica.host === host);
    if (last?.isTaken !== isTaken) say(isTaken ? "a replica takes reads" : "a replica takes no reads", { host, why });
  }
  return now;
}

type Asked = { readonly console: Bouncer["console"]; readonly now: number };

async function metricsOf({ serviceName }: Config, known: Known, { console, now }: Asked): Promise<string> {
  const { since } = known.pause;
  return metricsText({
    serviceName,
    isReady: known.trouble === undefined,
    pausedSeconds: since === undefined ? 0 : (now - since) / 1000,
    replicas: known.replicas,
    pools: await console.ask("SHOW POOLS"),
    stats: await console.ask("SHOW STATS"),
    databases: await console.ask("SHOW DATABASES"),
  });
}
