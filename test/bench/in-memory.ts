// By hand, after `make build`. What an operator holds of so many services of a tier that are Ready, and what it costs to take them in. Prints,
// asserts nothing.
//   node --expose-gc dist/test/bench/in-memory.js 500 100 [--heap]
// Of more services than fit beside it they are written to a folder first, and what is resident is then the operator's alone:
//   node dist/test/bench/in-memory.js write /tmp/many 0 5000 100
//   node --expose-gc --max-semi-space-size=16 dist/test/bench/in-memory.js read /tmp/many
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { KubeObject } from "../../domain/api/objects.js";
import { TIERS } from "../../domain/api/tier.js";
import { keepHeapSmall } from "../../operator/adapters/heap.js";
import type { Transport } from "../../operator/adapters/transport.js";
import type { HeldOperator } from "./held-operator.js";
import { heldOperator } from "./held-operator.js";
import { summarize } from "./heap-summary.js";
import { record, replay, replayFrom } from "./replayed-watches.js";
import { standardClass, standing } from "./standing-services.js";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const heap = (): number => {
  for (let time = 0; time < 3; time += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
const cpu = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return user + system;
};
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

type Corpus = { readonly transport: Transport; readonly services: number; readonly children: number; readonly at: number };

async function* made(from: number, to: number, tier = "100") {
  const wanted = TIERS.find((one) => one === tier) ?? "100";
  for (let index = from; index < to; index += 1) yield standing(index, wanted);
}

async function inMemory(services: number, tier: string | undefined): Promise<Corpus> {
  const watches = replay();
  watches.add(standardClass());
  let at = 0;
  for await (const one of made(0, services, tier)) {
    at = one.at;
    for (const object of [one.service, ...one.children]) watches.add(object);
  }
  const objects = watches.objects() - 1;
  say(`${(watches.bytes() / objects).toFixed(0)} bytes of JSON for each object`);
  return { transport: watches.transport, services, children: objects - services, at };
}

const COUNTS = "counts.json";

async function write(folder: string, [from = "0", to = "1000", tier]: readonly string[]): Promise<void> {
  const counts = join(folder, COUNTS);
  const known = existsSync(counts) ? ((await readFile(counts, "utf8")).split(" ").map(Number) as readonly number[]) : [];
  if (known.length === 0) await record(folder, [standardClass()]);
  let [services = 0, children = 0, at = 0] = known;
  for await (const one of made(Number(from), Number(to), tier)) {
    await record(folder, [one.service, ...one.children] as readonly KubeObject[]);
    [services, children, at] = [services + 1, children + one.children.length, one.at];
  }
  await writeFile(counts, `${services} ${children} ${at}`);
}

async function read(folder: string): Promise<Corpus> {
  const [services = 0, children = 0, at = 0] = (await readFile(join(folder, COUNTS), "utf8")).split(" ").map(Number);
  return { transport: replayFrom(folder), services, children, at };
}

async function measure({ services, children, at, ...corpus }: Corpus): Promise<HeldOperator> {
  const each = (bytes: number) => `${(bytes / children).toFixed(0)} bytes a child, ${(bytes / services).toFixed(0)} a service`;
  const resident = () => {
    const { rss, heapTotal, external } = process.memoryUsage();
    return `resident ${megabytes(rss)} (heap with its room ${megabytes(heapTotal)}, beside it ${megabytes(external)})`;
  };
  const empty = heap();
  say(`${services} services, ${children} children; before: heap ${megabytes(empty)}, ${resident()}`);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await pause();
  delay.reset();
  const [first, started] = [process.cpuUsage(), performance.now()];
  const held = heldOperator(corpus, at);
  await held.synced();
  const [took, wall, longest] = [cpu(first) / (services + children), performance.now() - started, delay.max / 1e6];
  say(
    `taken in: ${took.toFixed(1)} µs CPU each, ${(wall / 1000).toFixed(2)} s, loop away ${longest.toFixed(0)} ms, ${resident()}`,
  );
  say(`stores: ${each(heap() - empty)}`);
  await pause(); // what it cost to measure is not the operator's
  delay.reset();
  const second = process.cpuUsage();
  await held.lead(services);
  say(
    `looked at: ${(cpu(second) / services / 1000).toFixed(2)} ms CPU a service, loop away ${(delay.max / 1e6).toFixed(0)} ms, ${resident()}`,
  );
  const all = heap();
  say(`with what is remembered: ${each(all - empty)}; heap ${megabytes(all)}, ${resident()}`);
  say(`asked of the cluster: ${held.asked.length} ${(held.asked[0] ?? "").slice(0, 1000)}`);
  return held;
}

async function main(): Promise<void> {
  const [what = "500", ...rest] = process.argv.slice(2);
  const [given = "100", ...more] = rest;
  if (what === "write") return write(given, more);
  keepHeapSmall();
  const corpus = await (what === "read" ? read(given) : inMemory(Number(what), given));
  const held = await measure(corpus);
  const failed = held.log.lines.filter(({ level }) => level === "error");
  for (const { message, fields } of failed.slice(0, 3)) say(`${message} ${JSON.stringify(fields)}`);
  if (rest.includes("--heap")) summarize(say, corpus.children);
  await held.operator.stop();
  process.exit(0);
}

void main();
