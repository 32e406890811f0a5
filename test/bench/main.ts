// `make bench`: ratios within one run on the local control plane. Prints one table, writes JSON, asserts nothing.
// Nine minutes on two idle cores; `--services 40 --ready 60` takes two. `--burst 1500` adds many small services at once.
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import type { Transport } from "../../operator/adapters/transport.js";
import { openTransport } from "../../operator/adapters/transport.js";
import { apply } from "../cluster/harness/api.js";
import { environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { start, stop } from "../cluster/harness/setup.js";
import { burst } from "./burst.js";
import { createServices } from "./create-services.js";
import { creation } from "./creation.js";
import { driftRepair } from "./drift.js";
import { MEASURABLE } from "./live-heap.js";
import { quiet } from "./quiet.js";
import { rawApply } from "./raw-apply.js";
import { restart } from "./restart.js";
import type { Row } from "./row.js";

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
};

function sizes(): Sizes {
  const { values } = parseArgs({
    options: {
      services: { type: "string", default: "200" },
      ready: { type: "string", default: "500" },
      burst: { type: "string", default: "150" },
    },
  });
  const services = Number(values.services);
  return { services, ready: Math.max(services, Number(values.ready)), burst: Number(values.burst) };
}

async function main(): Promise<void> {
  const wanted = sizes();
  say("starting the control plane and the local AWS");
  await start(FOLDER, [NAMESPACE, BURST_NAMESPACE]);
  try {
    const transport = await openTransport({ kubeconfig: environment().adminKubeconfig, userAgent: "bench" });
    const rows = await measure(transport, wanted);
    await transport.close();
    await report(wanted, rows);
  } finally {
    await stopOperators();
    await stop();
  }
}

async function measure(transport: Transport, { services, ready, burst: many }: Sizes): Promise<readonly Row[]> {
  say("raw parallel server-side apply of the same objects");
  const limit = await rawApply(transport, Math.min(services, RAW_SERVICES));
  say(`creation of ${services} services of tier 10k`);
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  const source = kubernetesWatching(transport);
  const operator = await startOperator({ namespaces: [NAMESPACE], nodeFlags: MEASURABLE });
  const order = { source, namespace: NAMESPACE, names: names(0, services), say };
  const made = await creation({ order, operator, limit });
  say("repair of drift");
  const drift = await driftRepair(source, NAMESPACE);
  if (ready > services) say(`${ready - services} services more`);
  await createServices({ ...order, names: names(services, ready) });
  if (!(await quiet())) say("  it does not come to rest");
  say(`restart with ${ready} services`);
  await operator.stop();
  const restarted = await restart({ namespace: NAMESPACE, services: ready, say });
  await stopOperators();
  say(`creation of ${many} services of tier 1`);
  const kept = await burst({ source, namespace: BURST_NAMESPACE, names: names(0, many), say });
  const raw: Row = { what: "raw server-side apply, 32 in flight", value: limit, unit: "writes/s" };
  return [raw, ...made, ...drift, ...restarted, ...kept];
}

const names = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `shop-${from + index}`);

async function report(wanted: Sizes, rows: readonly Row[]): Promise<void> {
  const width = Math.max(...rows.map((row) => row.what.length));
  for (const { what, value, unit } of rows)
    process.stdout.write(`${what.padEnd(width)} ${value.toFixed(2).padStart(12)} ${unit}\n`);
  const at = new Date().toISOString();
  const machine = { node: process.version, cores: availableParallelism() };
  await mkdir(RESULTS, { recursive: true });
  const path = `${RESULTS}/${at.replaceAll(":", "-")}.json`;
  await writeFile(path, `${JSON.stringify({ at, ...machine, ...wanted, rows }, undefined, 1)}\n`);
  say(`written to ${path}; logs are in ${environment().logs}`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
