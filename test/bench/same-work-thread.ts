// The thread of same-work.ts: renders one service and reads its children as events, as the operator does, and says what CPU that took.
import { parentPort } from "node:worker_threads";
import { prepare } from "../../cdk8s/prepare.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { OPTIONS } from "../cdk8s/arbitrary.js";

const EVERY_MS = 500;
/** Compiled by the engine by then. */
const WARM = 300;

const input = {
  blueprint: blueprint(webService({ userTier: "10k" }), webServiceClass()),
  late: { uploadQueueARNs: {} },
  options: OPTIONS,
};
const work = (): unknown => prepare(input).children.map(({ object }): unknown => JSON.parse(JSON.stringify(object)));

for (let count = 0; count < WARM; count += 1) work();
let [pieces, before] = [0, process.threadCpuUsage()];
let timer: NodeJS.Timeout | undefined;
/**
 * Each question is answered with the milliseconds of this thread's CPU for a piece since the last "begin". Of all of them together: Linux counts them up
 * when a thread goes to sleep, so that of a single one only ticks of the clock would be seen.
 */
parentPort?.on("message", (what: "begin" | "end") => {
  clearInterval(timer);
  const { user, system } = process.threadCpuUsage(before);
  parentPort?.postMessage((user + system) / 1000 / pieces);
  if (what === "end") return;
  [pieces, before] = [0, process.threadCpuUsage()];
  timer = setInterval(() => {
    work();
    pieces += 1;
  }, EVERY_MS);
});
