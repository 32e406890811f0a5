// The thread of same-work.ts: renders one service and reads its children as events, as the operator does, and says what CPU that took.
import { parentPort } from "node:worker_threads";
import { prepare } from "../../cdk8s/prepare.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { quantile } from "./row.js";

const EVERY_MS = 500;
/** Compiled by the engine by then. */
const WARM = 300;
const OPTIONS = { migratorImage: "migrator:1", poolerImage: "pooler:1", postgresRepository: "postgres" };

const input = {
  blueprint: blueprint(webService({ userTier: "10k" }), webServiceClass()),
  late: { uploadQueueARNs: {} },
  options: OPTIONS,
};
const work = (): unknown => prepare(input).children.map(({ object }): unknown => JSON.parse(JSON.stringify(object)));

/** Milliseconds of this thread's CPU. */
function timed(): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

for (let count = 0; count < WARM; count += 1) work();
let times: number[] = [];
setInterval(() => times.push(timed()), EVERY_MS);
/** The median since the last time that it was asked for. */
parentPort?.on("message", () => {
  parentPort?.postMessage(quantile(times, 0.5));
  times = [];
});
