// By hand, after `make build`: node --expose-gc dist/test/bench/in-memory.js 500 100
// What an operator holds of so many services of a tier that are Ready, and what it costs to take them in. Prints, asserts nothing.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Tier } from "../../domain/api/tier.js";
import { heldOperator } from "./held-operator.js";
import { summarize } from "./heap-summary.js";
import { replay } from "./replayed-watches.js";
import { standardClass, standing } from "./standing-services.js";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const heap = (): number => {
  for (let time = 0; time < 3; time += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
const cpu = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return user + system;
};

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

async function main(): Promise<void> {
  const [count = "500", tier = "100", ...flags] = process.argv.slice(2);
  const services = Number(count);
  const watches = replay();
  watches.add(standardClass());
  let at = 0;
  for (let index = 0; index < services; index += 1) {
    const { service, children, at: rested } = await standing(index, tier as Tier);
    at = rested;
    for (const object of [service, ...children]) watches.add(object);
  }
  const objects = watches.objects() - 1;
  const children = objects - services;
  say(`${services} services of tier ${tier}, ${children} children, ${(watches.bytes() / objects).toFixed(0)} bytes of JSON each`);
  const empty = heap();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await pause();
  delay.reset();
  const first = process.cpuUsage();
  const started = performance.now();
  const held = heldOperator(watches, at);
  await held.synced();
  const took = cpu(first);
  const longest = delay.max / 1e6;
  const wall = performance.now() - started;
  const stored = heap() - empty;
  say(`taken in: ${(took / objects).toFixed(1)} µs CPU each, ${(wall / 1000).toFixed(2)} s, loop away ${longest.toFixed(0)} ms`);
  say(`stores:      ${(stored / children).toFixed(0)} bytes a child, ${(stored / services).toFixed(0)} a service`);
  await pause(); // what it cost to measure is not the operator's
  delay.reset();
  const second = process.cpuUsage();
  await held.lead(services);
  const reconciled = cpu(second);
  say(`reconciled: ${(reconciled / services / 1000).toFixed(2)} ms CPU a service, loop away ${(delay.max / 1e6).toFixed(0)} ms`);
  const all = heap() - empty;
  say(`with memory: ${(all / children).toFixed(0)} bytes a child, ${(all / services).toFixed(0)} a service`);
  const asked = new Map<string, number>();
  for (const what of held.asked) {
    const kind = what
      .split(" ")
      .slice(0, 2)
      .join(" ")
      .replace(/[0-9]+/g, "N");
    asked.set(kind, (asked.get(kind) ?? 0) + 1);
  }
  say(`asked of the cluster: ${held.asked.length} ${JSON.stringify([...asked].slice(0, 5))}`);
  const warned = held.log.lines.filter(({ level }) => level === "error" || level === "warn");
  for (const { message, fields } of warned.slice(0, 3)) say(`${message} ${JSON.stringify(fields)}`);
  watches.drop();
  const { rss } = process.memoryUsage();
  say(`resident ${(rss / 1e6).toFixed(0)} MB, of which the replayed bytes were a part`);
  if (flags.includes("--heap")) summarize(say, children);
  await held.operator.stop();
  process.exit(0);
}

void main();
