// A real Argo CD beside an API server: repository server, application controller and API server, built from its Go module.
import { freePorts } from "../../local/control-plane/free-ports.js";
import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { createConnection } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ensureTool } from "../../local/tools/build.js";
import { ended } from "../cluster/harness/ended.js";
import { environment } from "../cluster/harness/environment.js";

const run = promisify(execFile);

export type ArgoCD = {
  /** Argo CD's own command line. Resolves with what it printed. */
  argocd(...words: readonly string[]): Promise<string>;
  stop(): Promise<void>;
};

export const ARGO_NAMESPACE = "argocd";
const SERVE_MS = 60_000;

/** Its definitions, its namespace and settings must be there. */
export async function startArgoCD(): Promise<ArgoCD> {
  const [program, cache] = await Promise.all([ensureTool("argocd", quiet), ensureTool("argocd-cache", quiet)]);
  const folder = resolve(environment().logs, "argocd");
  for (const name of ["tls", "ssh", "gpg", "plugins", "tmp"]) mkdirSync(join(folder, name), { recursive: true });
  const ports = { redis: await freePort(), repositories: await freePort(), api: await freePort() };
  const address = (port: number) => `127.0.0.1:${String(port)}`;
  const processes: ChildProcess[] = [];
  const start = async (name: string, arguments_: readonly string[], port?: number) => {
    const isCache = name === "cache";
    const log = openSync(join(folder, `${name}.log`), "a");
    const env = { ...surroundings(folder), ARGOCD_BINARY_NAME: `argocd-${name}` };
    processes.push(spawn(isCache ? cache : program, arguments_, { stdio: ["ignore", log, log], env }));
    if (port !== undefined) await serving(port, name);
  };
  const free = async () => String(await freePort());
  const shared = ["--redis", address(ports.redis), "--loglevel", "warn"];
  const repositories = ["--repo-server", address(ports.repositories)];
  const toCluster = ["--kubeconfig", environment().adminKubeconfig, "--namespace", ARGO_NAMESPACE];
  await start("cache", [address(ports.redis)], ports.redis);
  const serve = ["--address", "127.0.0.1", "--port", String(ports.repositories), "--disable-tls", "--metrics-port", await free()];
  // What HEAD is, is asked each time.
  serve.push("--revision-cache-expiration", "1s");
  await start("repo-server", [...shared, ...serve], ports.repositories);
  // Looks at Git every few seconds instead of minutes: nobody sends it webhooks. The health of each object is part of the status as well.
  const pace = [
    "--app-resync",
    "5",
    "--app-resync-jitter",
    "0",
    "--persist-resource-health",
    "--repo-server-plaintext",
    "--metrics-port",
    await free(),
  ];
  await start("application-controller", [...shared, ...repositories, ...toCluster, ...pace]);
  const api = [
    "--address",
    "127.0.0.1",
    "--port",
    String(ports.api),
    "--disable-auth",
    "--insecure",
    "--metrics-port",
    await free(),
  ];
  await start("server", [...shared, ...repositories, ...toCluster, "--repo-server-plaintext", ...api], ports.api);
  return {
    argocd: async (...words) => {
      const env = { ...surroundings(folder), ARGOCD_BINARY_NAME: "argocd" };
      const flags = ["--server", address(ports.api), "--plaintext", "--auth-token", "none", "--config", join(folder, "config")];
      return (await run(program, [...words, ...flags], { env })).stdout;
    },
    stop: async () => {
      await Promise.all(processes.reverse().map(ended));
    },
  };
}

function quiet(): void {
  // Tools are built before any test runs.
}

function surroundings(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    HOSTNAME: "argocd-0",
    TMPDIR: join(folder, "tmp"),
    KUBECONFIG: environment().adminKubeconfig,
    // The cluster that it runs beside is the one that it calls its own.
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_GPG_ENABLED: "false",
    ARGOCD_TLS_DATA_PATH: join(folder, "tls"),
    ARGOCD_SSH_DATA_PATH: join(folder, "ssh"),
    ARGOCD_GPG_DATA_PATH: join(folder, "gpg"),
    ARGOCD_PLUGINSOCKFILEPATH: join(folder, "plugins"),
  };
}

async function serving(port: number, name: string): Promise<void> {
  const deadline = Date.now() + SERVE_MS;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new Error(`Argo CD's ${name} does not listen; its log says why`);
    await sleep(200);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve_) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve_(true)).once("error", () => resolve_(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.end());
  });
}

async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
