// `make bench`: ratios within one run on the local control plane. Prints one table, writes JSON, asserts nothing.
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { start, stop } from "../cluster/harness/setup.js";
import { creation } from "./creation.js";
import { driftRepair } from "./drift.js";
import { rawApply } from "./raw-apply.js";
import { restart } from "./restart.js";

export type Row = { readonly what: string; readonly value: number; readonly unit: string };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { services: { type: "string", default: "200" } } });
  const count = Number(values.services);
  say(`starting the control plane; ${count} services of tier 10k`);
  await start();
  const rows: Row[] = [];
  try {
    say("raw parallel server-side apply of the same objects");
    const limit = await rawApply(Math.min(count, RAW_SERVICES));
    rows.push(...limit.rows);
    say("creation by the operator");
    const operator = await startOperator({ namespaces: [BENCH] });
    const made = await creation({ namespace: BENCH, count, operator, limit: limit.writesPerSecond });
    rows.push(...made);
    say("repair of drift");
    rows.push(...(await driftRepair(BENCH)));
    say("restart with everything ready");
    await operator.stop();
    rows.push(...(await restart(BENCH)));
  } finally {
    await stopOperators();
    await stop();
  }
  await report(count, rows);
}
const BENCH = "bench";
/** Enough to reach a steady rate. */
const RAW_SERVICES = 40;

async function report(services: number, rows: readonly Row[]): Promise<void> {
  const width = Math.max(...rows.map((row) => row.what.length));
  for (const row of rows) process.stdout.write(`${row.what.padEnd(width)}  ${row.value.toFixed(2).padStart(12)} ${row.unit}\n`);
  await mkdir(".local/bench", { recursive: true });
  const path = `.local/bench/${new Date().toISOString().replaceAll(":", "-")}.json`;
  await writeFile(path, `${JSON.stringify({ services, rows }, undefined, 1)}\n`);
  say(`written to ${path}; logs of the operator in ${environment().logs}`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
