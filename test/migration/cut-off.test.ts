// A move that is cut off, at each of its phases: whatever happens, no row is lost or written twice, never can both sides be written to, and
// undoing it or running it again leads out.
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import type { Sides } from "./sides.js";
import { startSides } from "./sides.js";
import type { Plan } from "./trial.js";
import { PHASES, tryCutOff } from "./trial.js";

jest.setTimeout(120_000);

let sides: Sides;
beforeAll(async () => {
  sides = await startSides();
});
afterAll(() => sides.stop());

const AT_EACH_PHASE = PHASES.map((when, index): Plan => ({
  victim: "program",
  when,
  then: index % 2 === 0 ? "undo" : "move again",
}));
const SERVERS: readonly Plan[] = [
  { victim: "source", when: "drain", then: "move again" },
  { victim: "source", when: "dump", then: "undo" },
  { victim: "source", when: "publish", then: "move again" },
  { victim: "target", when: "prepare", then: "undo" },
  { victim: "target", when: "restore", then: "move again" },
  { victim: "target", when: "publish", then: "undo" },
];

it.each([...AT_EACH_PHASE, ...SERVERS])("the $victim killed at the phase $when, then $then", async (plan) => {
  const { acknowledged, ...outcome } = await tryCutOff(sides, plan);
  expect(outcome).toMatchObject({ lost: 0, duplicated: 0, bothWritable: 0, wentOn: true, record: { outcome: "done" } });
  expect(acknowledged).toBeGreaterThan(0);
});
