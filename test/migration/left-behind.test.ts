// A run that has to stop leaves the step that it was at behind, and nobody can call that back: it goes on whenever it likes. Once the
// application is let into the source again, nothing of it may still change who can write where.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { Failure } from "../../migrator/failure.js";
import { move } from "../../migrator/move.js";
import type { Run } from "../../migrator/run.js";
import type { Filling, Steps } from "../../migrator/steps.js";
import { STEPS } from "../../migrator/steps.js";
import type { Sides } from "./sides.js";
import { contextHere, freshMove, startSides } from "./sides.js";
import { connect, startSampler, stopAll, writable } from "./writers.js";

jest.setTimeout(120_000);

let sides: Sides;
beforeAll(async () => {
  sides = await startSides();
});
afterEach(stopAll);
afterAll(() => sides.stop());

type Late = { readonly ends: Promise<unknown>[] };

/** The run fails as the step begins; the step begins its work a little later, or at once. */
const late = (pauseMs: number, { ends }: Late, steps: Steps): Steps => {
  const leave = <Result>(run: Run, act: () => Promise<Result>): Promise<Result> => {
    run.fail(new Failure("stopped", "the test says so"));
    const end = sleep(pauseMs).then(act);
    ends.push(end.catch(() => undefined));
    return end;
  };
  return {
    ...steps,
    fence: (run: Run) => leave(run, () => steps.fence(run)),
    publish: (run: Run, filling: Filling) => leave(run, () => steps.publish(run, filling)),
  };
};

const PAUSES_MS = [0, 5, 15, 40, 120];

it.each(PAUSES_MS)("lets nobody into the target when the publishing goes on %i ms after the run has failed", async (pauseMs) => {
  await leftBehind("publish", pauseMs);
});

it.each(PAUSES_MS)("keeps the source open when the fencing goes on %i ms after the run has failed", async (pauseMs) => {
  await leftBehind("fence", pauseMs);
});

it("ends whoever is in a published copy already", async () => {
  const order = await freshMove(sides, 100);
  const inside: { client?: pg.Client } = {};
  const publish = async (run: Run, filling: Filling): Promise<void> => {
    await STEPS.publish(run, filling);
    inside.client = await connect(order, sides.target);
    throw new Failure("stopped", "the test says so");
  };
  await expect(move(order, contextHere(), { ...STEPS, publish })).rejects.toMatchObject({ kind: "stopped", fenced: false });
  await expect(inside.client?.query("INSERT INTO entries (writer, number) VALUES (1, 1)")).rejects.toThrow();
  expect({ source: await writable(sides.source, order), target: await writable(sides.target, order) }).toEqual({
    source: true,
    target: false,
  });
});

async function leftBehind(step: "publish" | "fence", pauseMs: number): Promise<void> {
  const order = await freshMove(sides, 100);
  const left: Late = { ends: [] };
  const sampler = startSampler(sides, order);
  const steps = { ...STEPS, [step]: late(pauseMs, left, STEPS)[step] };
  await expect(move(order, contextHere(), steps)).rejects.toMatchObject({ kind: "stopped", fenced: false });
  await Promise.all(left.ends);
  expect(left.ends).toHaveLength(1);
  const seen = { source: await writable(sides.source, order), target: await writable(sides.target, order) };
  expect(seen).toEqual({ source: true, target: false });
  expect(await sampler.stop()).toBe(0);
}
