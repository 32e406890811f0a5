// `make bench`: ratios within one run on the local control plane. Prints one table, with what is aimed at, writes JSON, asserts nothing.
// A quarter of an hour on two idle cores, most of it for 1 500 services at once; `--quick` takes three minutes, with fewer services.
// `--pace 4`: the creation that takes its time takes some ten minutes.
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import type { Transport } from "../../operator/adapters/transport.js";
import { openTransport } from "../../operator/adapters/transport.js";
import { apply } from "../cluster/harness/api.js";
import { environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { start, stop } from "../cluster/harness/setup.js";
import { alone } from "./alone.js";
import { burst } from "./burst.js";
import { creation, creationOfMore } from "./creation.js";
import { driftRepair } from "./drift.js";
import { MEASURABLE } from "./live-heap.js";
import type { Peer } from "./peer/peer.js";
import { peer, PEER_NAMESPACES, PEERS } from "./peer/peer.js";
import { quiet } from "./quiet.js";
import { rawApply } from "./raw-apply.js";
import { restart } from "./restart.js";
import type { Row } from "./row.js";
import { asLines, USUAL_FILE } from "./row.js";
import type { SameWork } from "./same-work.js";
import { startSameWork } from "./same-work.js";
import { slowly } from "./slowly.js";
import { measured } from "./measured-program.js";

/** Beside those of the tests. */
const FOLDER = ".local/bench/cluster";
const RESULTS = ".local/bench";
const NAMESPACE = "bench";
const BURST_NAMESPACE = "burst";
/** Enough to reach a steady rate. */
const RAW_SERVICES = 40;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

type Sizes = {
  /** Created at once. */ readonly services: number;
  /** Ready at the restart. */ readonly ready: number;
  /** Small ones, created at once. */ readonly burst: number;
  /** Whose children are written with nobody else about. */ readonly alone: number;
  /** Whose creation takes its time. */ readonly slow: number;
  /** Of the local AWS's own delays, for those. */ readonly pace: number;
  /** Who makes the same children beside. */ readonly peer?: Peer;
};

const USUAL: Sizes = { services: 60, ready: 200, burst: 1500, alone: 300, slow: 20, pace: 0.5 };
const QUICK: Sizes = { services: 40, ready: 40, burst: 100, alone: 30, slow: 0, pace: 0.5 };

function sizes(): Sizes {
  const number = { type: "string" } as const;
  const options = { services: number, ready: number, burst: number, alone: number, slow: number, pace: number };
  const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, peer: { type: "string" }, ...options } });
  const { quick, peer: called, ...given } = values;
  const beside = PEERS.find((name) => name === called);
  if (called !== undefined && beside === undefined) throw new Error(`there is no peer ${called}; there is ${PEERS.join(", ")}`);
  const named = Object.entries(given).map(([name, value]) => [name, Number(value)] as const);
  const wanted: Sizes = { ...(quick ? QUICK : USUAL), ...Object.fromEntries(named) };
  return { ...wanted, ready: Math.max(wanted.services, wanted.ready), ...(beside === undefined ? {} : { peer: beside }) };
}

async function main(): Promise<void> {
  const wanted = sizes();
  const rows: Row[] = [];
  say("starting the control plane and the local AWS");
  await start(FOLDER, [NAMESPACE, BURST_NAMESPACE, ...Object.values(PEER_NAMESPACES)]);
  const work = startSameWork();
  try {
    const transport = await openTransport({ kubeconfig: environment().adminKubeconfig, userAgent: "bench" });
    const source = kubernetesWatching(transport);
    if (wanted.peer !== undefined) rows.push(...(await peer({ peer: wanted.peer, source, say })));
    rows.push(...(await measure(transport, wanted, work)));
    await transport.close();
  } finally {
    await work.stop();
    await stopOperators();
    await stop();
  }
  if (wanted.alone > 0) {
    say(`children of ${wanted.alone} services, with nobody else writing`);
    rows.push(...(await alone(wanted.alone)));
  }
  if (wanted.slow > 0) {
    say(`creation of ${wanted.slow} services that takes its time`);
    rows.push(...(await slowly({ services: wanted.slow, pace: wanted.pace, say })));
  }
  await report(wanted, rows);
}

async function measure(transport: Transport, { services, ready, burst: many }: Sizes, work: SameWork): Promise<readonly Row[]> {
  say("work alone, to compare it with the same beside others");
  await work.alone();
  say("raw parallel server-side apply of the same objects");
  const limit = await rawApply(transport, Math.min(services, RAW_SERVICES));
  say(`creation of ${services} services of tier 10k`);
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  const source = kubernetesWatching(transport);
  const operator = await startOperator(measured({ namespaces: [NAMESPACE], nodeFlags: MEASURABLE }));
  const order = { source, namespace: NAMESPACE, names: names(0, services), say };
  const made = await creation({ order, operator, limit, work });
  say("repair of drift");
  const drift = await driftRepair(source, NAMESPACE);
  if (ready > services) say(`${ready - services} services more`);
  const more = ready > services ? await creationOfMore({ order: { ...order, names: names(services, ready) }, operator }) : [];
  if (!(await quiet())) say("  it does not come to rest");
  say(`restart with ${ready} services`);
  await operator.stop();
  const restarted = await restart({ namespace: NAMESPACE, services: ready, say });
  await stopOperators();
  say(`creation of ${many} services of tier 1`);
  const kept = await burst({ source, namespace: BURST_NAMESPACE, names: names(0, many), say });
  const raw: Row = { what: "raw server-side apply, 32 in flight", value: limit, unit: "writes/s" };
  return [raw, ...made, ...more, ...drift, ...restarted, ...kept];
}

const names = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `shop-${from + index}`);

/** Of the usual size with the peer, the run that docs/explanation/scale.md shows. */
const isShown = ({ peer: beside, ...given }: Sizes): boolean => beside !== undefined && isDeepStrictEqual(given, USUAL);

async function report(wanted: Sizes, rows: readonly Row[]): Promise<void> {
  for (const line of asLines(rows)) process.stdout.write(`${line}\n`);
  const at = new Date().toISOString();
  const machine = { node: process.version, cores: availableParallelism() };
  if (isShown(wanted))
    await writeFile(USUAL_FILE, `${JSON.stringify({ day: at.slice(0, 10), size: "usual", rows }, undefined, 2)}\n`);
  await mkdir(RESULTS, { recursive: true });
  const path = `${RESULTS}/${at.replaceAll(":", "-")}.json`;
  await writeFile(path, `${JSON.stringify({ at, ...machine, ...wanted, rows }, undefined, 2)}\n`);
  say(`written to ${path}; logs are in ${environment().logs}`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
