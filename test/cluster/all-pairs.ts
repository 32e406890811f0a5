// All ways from one tier to another: "make test-ladder". Prints what happens while it happens, and a table at the end. PAIRS=10>100k,1>10M: only those.
import { TIERS } from "../../domain/api/tier.js";
import type { TierPair } from "../fixtures/tier-pairs.js";
import { stopOperators } from "./harness/operator-process.js";
import { start, stop } from "./harness/setup.js";
import { chosenPairs, pairText, tryPairs, type Trial, type Trials } from "./pair-trials.js";

/** Beside that of the tests. */
const FOLDER = ".local/ladder";
/** More services side by side only wait for each other. */
const SIDE_BY_SIDE = 16;
const MOST_PODS = process.env["PODS"] === undefined || process.env["PODS"] === "" ? undefined : Number(process.env["PODS"]);
const PATIENCE_MS = 600_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  // Those that end alike side by side: they are compared with one fresh service.
  const pairs = [...chosenPairs(process.env["PAIRS"])].sort((one, other) => TIERS.indexOf(one.to) - TIERS.indexOf(other.to));
  const trials: Trial[] = [];
  let others = 0;
  for (let index = 0; index < pairs.length; index += SIDE_BY_SIDE) {
    const batch = pairs.slice(index, index + SIDE_BY_SIDE);
    say(`${index + 1} to ${index + batch.length} of ${pairs.length}: ${batch.map(pairText).join(" ")}`);
    const done = await tryApart(batch);
    trials.push(...done.trials);
    for (const line of done.unrest) say(`written in the minute after: ${line}`);
    for (const line of done.refused) say(`refused: ${line}`);
    others += done.unrest.length + done.refused.length;
  }
  say(table(trials));
  return trials.some(({ faults }) => faults.length > 0) || others > 0 ? 1 : 0;
}

/** With a control plane of its own: the pods of the ones before would only be in the way. */
async function tryApart(pairs: readonly TierPair[]): Promise<Trials> {
  await start(FOLDER);
  try {
    return await tryPairs(pairs, { patienceMs: PATIENCE_MS, mostPods: MOST_PODS, say });
  } finally {
    await stopOperators();
    await stop();
  }
}

function table(trials: readonly Trial[]): string {
  const rows = trials.map(({ pair, seconds, requests, writes, faults }) =>
    [pairText(pair), seconds.toFixed(0), requests, writes, faults.length === 0 ? "as it should" : "FAILED"].join(" | "),
  );
  return ["from > to | seconds | requests | writes | ended", "---|---|---|---|---", ...rows]
    .map((row) => `| ${row} |`)
    .join("\n");
}

process.exitCode = await main();
