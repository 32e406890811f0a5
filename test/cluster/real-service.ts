// A service whose databases have real servers: its application writes to the address that its pods are told, and somebody looks whether two databases can
// be written to at the same moment.
import { setTimeout as sleep } from "node:timers/promises";
import type { KindRef } from "../../domain/api/objects.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import type { Address } from "../../local/servers/addresses.js";
import { findAddress } from "../../local/servers/find-address.js";
import { isWritable, within, Writers, type Login } from "../../local/writers/writers.js";
import { get, list, SECRET } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { REAL_NAMESPACE } from "./harness/setup.js";
import { moving } from "./moving.js";

const WRITERS = 4;
const LOOK_MS = 100;
const open = new Set<() => Promise<unknown>>();

/** Also those of a test that failed before its end. */
export async function stopWriting(): Promise<void> {
  await Promise.all([...open].map((stop) => stop()));
  open.clear();
}

export const serverBehind = (host: string): Address | undefined => findAddress(environment().addresses, host);

/** Of one service that is ready. */
export async function realApplication(name: string, rows: number) {
  const subject = moving(REAL_NAMESPACE, name);
  const state = { dialled: (await subject.dialled()) ?? "", isOver: false };
  const login = await loginOfPods(name);
  const fill = `CREATE TABLE ballast AS SELECT n, md5(n::text) AS text FROM generate_series(1, ${rows}) AS n`;
  await within(login, serverBehind(state.dialled), (client) => client.query(fill));
  const following = follow(subject, state);
  const writers = await Writers.start(login, () => serverBehind(state.dialled), WRITERS);
  const stop = async () => {
    state.isOver = true;
    await Promise.all([following, writers.stop()]);
  };
  open.add(stop);
  return {
    ...{ subject, login, writers, stop },
    /** Of what has not changed since. */
    ballast: async () => {
      const counted = "SELECT count(*)::int AS n FROM ballast";
      const { rows: found } = await within(login, serverBehind(state.dialled), (client) => client.query<{ n: number }>(counted));
      return found[0]?.n;
    },
  };
}

/** What the newest pods are told, all the time. */
async function follow(subject: ReturnType<typeof moving>, state: { dialled: string; isOver: boolean }): Promise<void> {
  while (!state.isOver) {
    state.dialled = (await subject.dialled().catch(() => undefined)) ?? state.dialled;
    await sleep(LOOK_MS);
  }
}

/** Of the Secret that the pods name. */
async function loginOfPods(name: string): Promise<Login> {
  const [web] = await moving(REAL_NAMESPACE, name).children("Deployment");
  const env = listAt(web, "spec", "template", "spec", "containers", 0, "env");
  const entry = (variable: string) => env.find((one) => textAt(one, "name") === variable);
  const reference = (field: string) => textAt(entry("DATABASE_PASSWORD"), "valueFrom", "secretKeyRef", field) ?? "";
  const secret = await get(SECRET, REAL_NAMESPACE, reference("name"));
  const password = Buffer.from(textAt(secret, "data", reference("key")) ?? "", "base64").toString("utf8");
  const value = (variable: string) => textAt(entry(variable), "value") ?? "";
  return { user: value("DATABASE_USER"), database: value("DATABASE_NAME"), password };
}

/** Endpoint of the database of a kind, once a server is behind it. */
export async function realHost(name: string, kind: KindRef, ...path: readonly string[]): Promise<string | undefined> {
  const [found] = await list(kind, REAL_NAMESPACE, `tenfold.dev/service=${name}`);
  const host = textAt(found, "status", ...path);
  return host !== undefined && serverBehind(host) !== undefined ? host : undefined;
}

/** Counts how often both were writable at the same moment: the new one, then the old one, then the new one again. */
export function startSampler(login: Login, source: string, target: string) {
  const state = { both: 0, looks: 0, isOver: false };
  const takes = (host: string) => isWritable(login, serverBehind(host));
  const loop = (async () => {
    while (!state.isOver) {
      if ((await takes(target)) && (await takes(source)) && (await takes(target))) state.both += 1;
      state.looks += 1;
      await sleep(5);
    }
  })();
  const stop = async () => {
    state.isOver = true;
    await loop;
    return { both: state.both, hasLooked: state.looks > 10 };
  };
  open.add(stop);
  return { stop };
}
