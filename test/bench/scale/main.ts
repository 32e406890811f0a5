// `make bench SIZE=scale`: one operator with ever more services in step, up to 10 000 of twenty children each. An hour on two idle cores.
// `--services 1000`: fewer; the figures of the documentation are then left as they are.
import "../../../operator/adapters/needs-node.js";
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { VERSION } from "../../../domain/api/release.js";
import { kubernetesWatching } from "../../../operator/adapters/kubernetes-watching.js";
import type { Transport } from "../../../operator/adapters/transport.js";
import { openTransport } from "../../../operator/adapters/transport.js";
import { callApiOrThrow } from "../../../local/control-plane/api-request.js";
import { environment } from "../../cluster/harness/environment.js";
import { stopOperators } from "../../cluster/harness/operator-process.js";
import { stop } from "../../cluster/harness/setup.js";
import { repairTimes } from "../drift.js";
import { lessBusy } from "../process-cpu.js";
import { startAlone } from "./control-plane.js";
import { editor, edits, waits } from "./edits.js";
import type { Editor } from "./edits.js";
import { load, prepareNamespaces } from "./load/load.js";
import type { Loaded } from "./load/load.js";
import type { Point, ScaleResult, Under } from "./result.js";
import { asText, waited } from "./result.js";
import { namespaces } from "./services.js";
import { measuredStart, started } from "./start.js";
import { lines, RESULT_FILE } from "./table.js";

const SERVICES = 10_000;
/** Of the whole number, each with an operator that is started anew. */
const SHARES = [0.1, 0.25, 0.5, 1];
const SAMPLES = 30;
const RESULTS = ".local/bench";
const FOLDER = ".local/bench/scale";
/** What the API server keeps of each object is most of what its garbage collector would look through again and again while it is loaded. */
const COLLECT_RARELY = { GOGC: "400", GOMEMLIMIT: "10GiB" };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { services: { type: "string", default: String(SERVICES) } } });
  const most = Number(values.services);
  say("starting etcd and the API server");
  Object.assign(process.env, COLLECT_RARELY); // which it inherits
  await startAlone(FOLDER);
  try {
    const transport = await openTransport({ kubeconfig: environment().adminKubeconfig, userAgent: "bench" });
    const result = await measure(transport, most);
    await transport.close();
    await report(result, most);
  } finally {
    await stopOperators();
    await stop();
  }
}

async function measure(transport: Transport, most: number): Promise<ScaleResult> {
  await prepareNamespaces();
  const points: Point[] = [];
  let loaded: Loaded = { seconds: 0, writes: 0 };
  for (const services of SHARES.map((share) => Math.round(share * most))) {
    say(`loading ${services} services`);
    const more = await load({ from: points.at(-1)?.services ?? 0, to: services, say });
    loaded = { seconds: loaded.seconds + more.seconds, writes: loaded.writes + more.writes };
    say(`an operator starts with ${services} services`);
    const { operator, point } = await measuredStart(services);
    say(`  ${JSON.stringify(point)}`);
    points.push(point);
    await operator.stop();
  }
  return {
    day: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: await versions(),
    load: { seconds: Math.round(loaded.seconds), writes: loaded.writes },
    points,
    under: await underLoad(transport, most),
  };
}

/** Edits and drift while the operator starts, while it rests, and while every service is looked at again. */
async function underLoad(transport: Transport, services: number): Promise<Under> {
  const one = editor(transport, services);
  say("edits while the operator starts");
  let [isOver, wholeAt] = [false, 0];
  const onWhole = () => void (wholeAt = Date.now());
  const starting = started(services, onWhole).finally(() => (isOver = true));
  const [{ operator }, early] = await Promise.all([starting, edits(one, Infinity, () => isOver)]);
  say("edits while it rests");
  const inStep = await edits(one, SAMPLES);
  const source = kubernetesWatching(transport);
  say("edits while the class of all services changes");
  const resync = await whileClassChanges(operator.pid, one, () => edits(one, SAMPLES));
  say("drift while the class of all services changes");
  const [namespace = ""] = namespaces;
  const drift = await whileClassChanges(operator.pid, one, () => repairTimes(source, namespace, SAMPLES));
  return {
    edits: {
      inStep: waits(inStep),
      beforeWhole: waits(
        early.filter(({ at }) => at < wholeAt),
        wholeAt,
      ),
      starting: waits(early.filter(({ at }) => at >= wholeAt)),
      resync: waits(resync),
    },
    drift: waited(drift),
  };
}

/** It changes again as soon as the operator has done with it. */
async function whileClassChanges<T>(pid: number, one: Editor, act: () => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const isOver = () => ended.signal.aborted;
  const changing = async () => {
    while (!isOver()) {
      await one.changeClass();
      await lessBusy(pid, isOver);
    }
  };
  const [result] = await Promise.all([act().finally(() => ended.abort()), changing()]);
  return result;
}

function machine(): ScaleResult["machine"] {
  const memoryGiB = Math.round(totalmem() / 1024 ** 3);
  return { cores: availableParallelism(), cpu: cpus()[0]?.model.trim() ?? "", memoryGiB };
}

async function versions(): Promise<ScaleResult["versions"]> {
  const { gitVersion } = (await callApiOrThrow(environment().admin, { method: "GET", path: "/version" })) as {
    readonly gitVersion: string;
  };
  return { Tenfold: VERSION, Kubernetes: gitVersion, "Node.js": process.version };
}

/** Only the whole run is what the documentation shows. */
async function report(result: ScaleResult, most: number): Promise<void> {
  for (const line of lines(result)) process.stdout.write(`${line}\n`);
  await mkdir(RESULTS, { recursive: true });
  const path = most === SERVICES ? RESULT_FILE : `${RESULTS}/scale-${new Date().toISOString().replaceAll(":", "-")}.json`;
  await writeFile(path, asText(result));
  say(`written to ${path}; logs are in ${environment().logs}`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1); // what has failed may still be waited for elsewhere
});
