// An operator that starts among services that are Ready: it asks the cluster for nothing, and what it then holds of each stays small. What
// is held is counted right after a full collection; the bounds are half as much again as was measured.
import { beforeAll, describe, expect, it } from "@jest/globals";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { heldOperator } from "../bench/held-operator.js";
import { replay } from "../bench/replayed-watches.js";
import type { Standing } from "../bench/standing-services.js";
import { standardClass, standing } from "../bench/standing-services.js";

const FEW = 30;
const MANY = 110;
/** For a machine that does much else. */
const PATIENCE_MS = 300_000;
const BOUND = { store: 1100, all: 1500 };

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function held(): number {
  for (let time = 0; time < 4; time += 1) collect();
  return process.memoryUsage().heapUsed;
}

type Measured = { readonly store: number; readonly all: number; readonly children: number; readonly asked: readonly string[] };

async function measured(services: readonly Standing[]): Promise<Measured> {
  const watches = replay();
  watches.add(standardClass());
  for (const { service, children } of services) for (const object of [service, ...children]) watches.add(object);
  const before = held();
  const { operator, asked, ...steps } = heldOperator(watches, services[0]?.at ?? 0);
  await steps.synced();
  const store = held() - before;
  await steps.lead(services.length);
  const all = held() - before;
  expect(operator.held().services).toBe(services.length);
  await operator.stop();
  return { store, all, asked, children: services.flatMap(({ children }) => children).length };
}

describe("an operator among services that are Ready", () => {
  let few: Measured;
  let many: Measured;
  beforeAll(async () => {
    const services: Standing[] = [];
    for (let index = 0; index < MANY; index += 1) services.push(await standing(index, "100"));
    await measured(services); // what the engine makes of the program itself is not to be counted
    few = await measured(services.slice(0, FEW));
    many = await measured(services);
  }, PATIENCE_MS);

  it("asks the cluster for nothing and writes nothing", () => {
    expect([...few.asked, ...many.asked]).toEqual([]);
  });

  it("holds little of each child, what is held of its service included", () => {
    const each = (what: "store" | "all") => (many[what] - few[what]) / (many.children - few.children);
    expect(each("store")).toBeLessThan(BOUND.store);
    expect(each("all")).toBeLessThan(BOUND.all);
  });
});
