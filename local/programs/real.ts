// The migration program itself, as a process on this machine with what the kubelet would give its container. Databases are dialed where their
// servers run here, without TLS; there is no pooler to hold back.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { Log } from "../../operator/ports/log.js";
import type { ClusterAccess } from "../aws/controllers/cluster-access.js";
import type { Address } from "../servers/addresses.js";
import { environmentOf, mountsOf, withMounts, type PodValues } from "../servers/pod-values.js";
import { orderedOutcome } from "./orders.js";
import { programOf } from "./program.js";
import type { End, ProgramRuns } from "./runs.js";

export type Machine = {
  readonly cluster: ClusterAccess;
  readonly log: Log;
  /** Private to whoever runs this. */
  readonly folder: string;
  /** Undefined: nothing listens there yet. */
  readonly find: (host: string) => Address | undefined;
  /** Folder of pg_dump and pg_restore. */
  readonly clientFolder: () => Promise<string>;
};

type Run = { readonly process: ChildProcess; readonly ended: Promise<number>; readonly folder: string; exitCode?: number };

const MAIN = fileURLToPath(new URL("../../migrator/main.js", import.meta.url));
const SIDES = ["MASTER", "SOURCE", "TARGET"];
const RECORD = "termination-log";
/** As the pod's own: a stopped program lets the application in again before it ends. */
const GRACE_MS = 120_000;
/** Of a program that a signal has ended, as the kubelet tells it. */
const KILLED = 137;

export class RealRuns implements ProgramRuns {
  /** By UID of the pod. */
  readonly #runs = new Map<string, Run>();

  constructor(private readonly machine: Machine) {}

  readonly restMs = (): number => 0;

  readonly endOf = async (pod: KubeObject): Promise<End> => {
    const uid = pod.metadata.uid ?? "";
    const { namespace, service, command } = programOf(pod);
    const { cluster } = this.machine;
    const run = this.#runs.get(uid) ?? (await this.#start(pod));
    if (run === undefined) return "still runs";
    const order = orderedOutcome(await cluster.read({ kind: WEB_SERVICE, namespace, name: service }), command);
    if (order === "killed") run.process.kill("SIGKILL");
    if (run.exitCode === undefined && order !== "killed") return "still runs";
    const exitCode = await run.ended;
    // Kept until the pod is over: whoever could not tell it asks again.
    const message = readFileSync(join(run.folder, RECORD), "utf8");
    return order === "killed" ? "killed" : { exitCode, message };
  };

  readonly forget = (uid: string): void => {
    const run = this.#runs.get(uid);
    if (run !== undefined) void end(run).then(() => this.#clear(uid, run));
  };

  readonly stop = async (): Promise<void> => {
    await Promise.all([...this.#runs.values()].map(end));
    for (const [uid, run] of this.#runs) this.#clear(uid, run);
  };

  async #start(pod: KubeObject): Promise<Run | undefined> {
    const uid = pod.metadata.uid ?? "";
    const folder = join(this.machine.folder, uid);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const env = await this.#environment(pod, folder);
    if (env === undefined) return undefined;
    writeFileSync(join(folder, RECORD), "", { mode: 0o600 });
    const log = openSync(join(this.machine.folder, `${pod.metadata.name}.log`), "a", 0o600);
    const child = spawn(process.execPath, [MAIN, programOf(pod).command], { cwd: folder, env, stdio: ["ignore", log, log] });
    closeSync(log);
    const ended = once(child, "exit").then(([code]) => (typeof code === "number" ? code : KILLED));
    const run: Run = { process: child, ended, folder };
    this.#runs.set(uid, run);
    void ended.then((code) => (run.exitCode = code));
    this.machine.log.info("program runs", { pod: pod.metadata.name, pid: child.pid });
    return run;
  }

  /** Undefined: something that it needs is not there yet. */
  async #environment(pod: KubeObject, folder: string): Promise<NodeJS.ProcessEnv | undefined> {
    const { cluster, find, clientFolder } = this.machine;
    const [values, mounts] = [await environmentOf(pod, cluster), await mountsOf(pod, folder, cluster)];
    const env = values && mounts && dialedHere(withMounts(values, mounts), find);
    if (env === undefined) return undefined;
    return { ...env, PG_BIN: await clientFolder(), TERMINATION_LOG: join(folder, RECORD), PATH: process.env["PATH"] };
  }

  #clear(uid: string, { folder }: Run): void {
    this.#runs.delete(uid);
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

/** No server here has a certificate, and none of its clients leaves this machine. */
export function dialedHere(env: Readonly<Record<string, string>>, find: Machine["find"]): PodValues {
  const here: Record<string, string> = Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("POOLER_") && !/_(TLS|CA_FILE)$/.test(name)),
  );
  for (const side of SIDES) {
    const host = env[`${side}_HOST`];
    if (host === undefined) continue;
    const address = find(host);
    if (address === undefined) return undefined;
    Object.assign(here, { [`${side}_HOST`]: address.host, [`${side}_PORT`]: String(address.port), [`${side}_TLS`]: "disable" });
  }
  return here;
}

async function end(run: Run): Promise<void> {
  run.process.kill("SIGTERM");
  const insisting = setTimeout(() => run.process.kill("SIGKILL"), GRACE_MS);
  await run.ended;
  clearTimeout(insisting);
}
