// kro as a process of its own beside the bench's API server, with its definitions and one graph.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { KubeObject } from "../../../domain/api/objects.js";
import { textAt } from "../../../domain/observed/reading.js";
import { callApi, callApiOrThrow } from "../../../local/control-plane/api-request.js";
import { freePorts } from "../../../local/control-plane/free-ports.js";
import { progressToStderr } from "../../../local/control-plane/progress.js";
import { ensureTool, moduleFolder } from "../../../local/tools/build.js";
import { CRD, eventually, get, pathOf } from "../../cluster/harness/api.js";
import { ended } from "../../cluster/harness/ended.js";
import { environment } from "../../cluster/harness/environment.js";
import { GRAPH, INSTANCE } from "./graph.js";

const run = promisify(execFile);
const MODULE = "github.com/kubernetes-sigs/kro";
const START_MS = 60_000;

/**
 * Tuned for what is measured: its defaults are one instance at a time and a hundred requests a second, with which sixty instances wait for its
 * own limits. Read in cmd/controller/main.go of the module.
 */
const TUNED: readonly string[] = [
  // Default 1. Each worker mostly waits for the API server; Tenfold has 16, and this leaves none of the sixty instances waiting.
  "--dynamic-controller-concurrent-reconciles=64",
  // Default 100 and 150. Below zero client-go limits nothing; Tenfold has no limit of its own either, only so many connections.
  "--client-qps=-1",
  // Default 10 and 100 a second. It holds back only what has failed, which then counts as time until Ready.
  ...["--dynamic-controller-rate-limiter-rate-limit=1000", "--dynamic-controller-rate-limiter-burst-limit=1000"],
  // As its chart has it. The program's own default is a debug log with stack traces, which costs CPU. Tenfold logs at the same level here.
  ...["--zap-devel=false", "--zap-log-level=info"],
  // Left alone: the ten hours of its resync, which never come in a run; the three seconds after which it looks again at what it has just
  // changed, since that is how it repairs what no event tells; one worker for graphs, of which there is one.
];

export type Kro = {
  /** File that its output goes to. */ readonly log: string;
  /** Rejects when it ends although nobody asked it to. */ readonly failed: Promise<never>;
  metrics(): Promise<string>;
  stop(): Promise<void>;
};

export async function startKro(): Promise<Kro> {
  const program = await ensureTool("kro", progressToStderr);
  await kubectl("apply", "--server-side", "-f", await definitions());
  await kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", await definitions());
  const [metrics = 0, probes = 0] = await freePorts(2);
  const log = join(environment().logs, "kro.log");
  const file = openSync(log, "a");
  const flags = [
    ...[`--metrics-bind-address=127.0.0.1:${metrics}`, `--health-probe-bind-address=127.0.0.1:${probes}`],
    ...["--leader-elect=false", "--allow-crd-deletion", ...TUNED],
  ];
  const env = { PATH: process.env.PATH, HOME: environment().logs, KUBECONFIG: environment().adminKubeconfig };
  const child = spawn(program, flags, { stdio: ["ignore", file, file], env });
  let isAsked = false;
  const failed = once(child, "exit").then(([code]) => {
    if (isAsked) return new Promise<never>(() => undefined);
    throw new Error(`kro has ended with code ${String(code)}; see ${log}`);
  });
  failed.catch(() => undefined); // told to whoever waits for it
  const stop = async () => {
    isAsked = true;
    await ended(child);
  };
  const answers = async () => (await fetch(`http://127.0.0.1:${probes}/readyz`)).status === 200;
  await Promise.race([eventually("kro answers", answers, START_MS), failed]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { log, failed, stop, metrics: async () => (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text() };
}

/** Resolves when instances can be made. */
export async function applyGraph(graph: KubeObject): Promise<void> {
  const path = pathOf(GRAPH, undefined, graph.metadata.name);
  await callApiOrThrow(environment().admin, {
    method: "PATCH",
    path: `${path}?fieldManager=bench&force=true&fieldValidation=Strict`,
    body: graph,
    contentType: "application/apply-patch+yaml",
  });
  let seen: unknown;
  await eventually(
    "kro takes the graph",
    async () => {
      seen = JSON.parse((await callApi(environment().admin, { method: "GET", path })).text) as unknown;
      return textAt(seen, "status", "state") === "Active" && (await instancesAreServed());
    },
    START_MS,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${JSON.stringify((seen as { readonly status?: unknown }).status, undefined, 1)}`);
  });
}

const instancesAreServed = async () =>
  (await callApi(environment().admin, { method: "GET", path: pathOf(INSTANCE, "default") })).status === 200;

/** Its instances must be gone. kro deletes the definition that it made of the graph, and must run for it. */
export async function removeGraph(graph: KubeObject): Promise<void> {
  const path = pathOf(GRAPH, undefined, graph.metadata.name);
  await callApiOrThrow(environment().admin, { method: "DELETE", path });
  await eventually(
    "the graph and its definition are gone",
    async () =>
      (await callApi(environment().admin, { method: "GET", path })).status === 404 &&
      (await get(CRD, undefined, `${INSTANCE.plural}.kro.run`)) === undefined,
    START_MS,
  );
}

/** Nothing of kro may run any more. */
export async function removeDefinitions(): Promise<void> {
  await kubectl("delete", "--ignore-not-found", "--timeout=60s", "-f", await definitions());
}

const definitions = async () => join(await moduleFolder("kro", MODULE), "helm/crds");

const kubectl = (...words: readonly string[]) =>
  run(environment().kubectl, ["--kubeconfig", environment().adminKubeconfig, ...words]);
