// The runner: workers, isolation of failures, stopping, what it tells of itself.
import { describe, expect, it } from "@jest/globals";
import { createQueue } from "../../operator/runtime/queue.js";
import { createRunner, type Action, type Run } from "../../operator/runtime/runner.js";
import type { Turns } from "../../operator/ports/turns.js";
import { fakeClock, settled } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { fakeMetrics } from "../fakes/fake-metrics.js";

const AWAIT: Action = { kind: "await-change" };

type Reconcile = (key: string, run: Run) => Promise<Action>;

const ENDLESS: Pick<Turns, "next"> = { next: () => Promise.resolve() };

function runnerOf(reconcile: Reconcile, workers = 2, turns = ENDLESS) {
  const clock = fakeClock();
  const queue = createQueue(clock);
  const log = fakeLog();
  const metrics = fakeMetrics();
  const runner = createRunner({ controller: "pets", workers, queue, reconcile, clock, log, metrics, turns });
  return { clock, queue, log, metrics, runner };
}

/** Reconciles that end when the test says so. */
function held() {
  const ends = new Map<string, (action: Action) => void>();
  const started: string[] = [];
  const reconcile: Reconcile = (key) => {
    started.push(key);
    return new Promise((resolve) => ends.set(key, resolve));
  };
  return { started, reconcile, end: (key: string) => ends.get(key)?.(AWAIT) };
}

describe("the runner", () => {
  it("does nothing before it is started, then everything that had been added", async () => {
    const seen: string[] = [];
    const { queue, runner } = runnerOf((key) => {
      seen.push(key);
      return Promise.resolve(AWAIT);
    });
    queue.add("a", "edit");
    await settled();
    expect(seen).toEqual([]);
    runner.start();
    queue.add("b", "edit");
    await settled();
    expect(seen).toEqual(["a", "b"]);
  });

  it("begins one in each turn of the event loop, however many there are", async () => {
    const seen: string[] = [];
    let next: () => void = () => undefined;
    const turns = { next: () => new Promise<void>((resolve) => (next = resolve)) };
    const reconcile: Reconcile = (key) => {
      seen.push(key);
      return Promise.resolve(AWAIT);
    };
    const { queue, runner } = runnerOf(reconcile, 4, turns);
    for (const key of ["a", "b", "c"]) queue.add(key, "edit");
    runner.start();
    for (const expected of [[], ["a"], ["a", "b"], ["a", "b", "c"]]) {
      await settled();
      expect(seen).toEqual(expected);
      next();
    }
  });

  it("sets its gauges once for all that comes within one turn, and they are right", async () => {
    let next: () => void = () => undefined;
    const turns = { next: () => new Promise<void>((resolve) => (next = resolve)) };
    const { queue, runner, metrics } = runnerOf(held().reconcile, 4, turns);
    runner.start();
    const depth = "workqueue_depth{name=pets}";
    metrics.values.set(depth, -1);
    for (const key of ["a", "b", "c", "d"]) queue.add(key, "edit");
    expect(metrics.values.get(depth)).toBe(-1);
    next();
    await settled();
    expect(metrics.values.get(depth)).toBe(3);
  });

  it("runs as many keys at a time as it has workers", async () => {
    const { started, reconcile, end } = held();
    const { queue, runner } = runnerOf(reconcile, 2);
    runner.start();
    for (const key of ["a", "b", "c"]) queue.add(key, "edit");
    await settled();
    expect(started).toEqual(["a", "b"]);
    end("a");
    await settled();
    expect(started).toEqual(["a", "b", "c"]);
  });

  it("runs a key that changed while it ran once more, after it has ended", async () => {
    const { started, reconcile, end } = held();
    const { queue, runner } = runnerOf(reconcile);
    runner.start();
    queue.add("a", "edit");
    await settled();
    queue.add("a", "drift");
    queue.add("a", "drift");
    await settled();
    expect(started).toEqual(["a"]);
    end("a");
    await settled();
    expect(started).toEqual(["a", "a"]);
  });

  it("comes back after the time that the reconcile asked for", async () => {
    const times: number[] = [];
    const { clock, queue, runner } = runnerOf(() => {
      times.push(clock.now());
      return Promise.resolve({ kind: "requeue-after", milliseconds: 5000 });
    });
    runner.start();
    queue.add("a", "edit");
    const start = clock.now();
    await clock.pass(10_000);
    expect(times).toEqual([start, start + 5000, start + 10_000]);
  });

  it("does not come back when the reconcile awaits a change", async () => {
    const { clock, queue, runner, metrics } = runnerOf(() => Promise.resolve(AWAIT));
    runner.start();
    queue.add("a", "edit");
    await clock.pass(3_600_000);
    expect(metrics.values.get("controller_runtime_reconcile_total{controller=pets,result=success}")).toBe(1);
  });
});

describe("a reconcile that fails", () => {
  it.each([
    { name: "by a rejected promise", fail: () => Promise.reject(new Error("no")) },
    {
      name: "by throwing at once",
      fail: () => {
        throw new Error("no");
      },
    },
  ])("$name is tried again with growing pauses and disturbs no other key", async ({ fail }) => {
    const seen: string[] = [];
    const { clock, queue, runner } = runnerOf((key) => {
      seen.push(key);
      return key === "bad" ? fail() : Promise.resolve(AWAIT);
    });
    runner.start();
    queue.add("bad", "edit");
    queue.add("good", "edit");
    await clock.pass(100);
    const early = seen.filter((key) => key === "bad").length;
    expect(early).toBeGreaterThan(2);
    await clock.pass(100);
    expect(seen.filter((key) => key === "bad").length - early).toBeLessThan(early);
    queue.add("good", "edit");
    await clock.pass(0);
    expect(seen.filter((key) => key === "good")).toHaveLength(2);
  });

  it("starts at the shortest pause again after a success", async () => {
    let failing = true;
    const { clock, queue, runner } = runnerOf(() => (failing ? Promise.reject(new Error("no")) : Promise.resolve(AWAIT)));
    runner.start();
    queue.add("a", "edit");
    await clock.pass(10_000);
    expect(queue.retries("a")).toBeGreaterThan(5);
    failing = false;
    await clock.pass(60_000);
    expect(queue.retries("a")).toBe(0);
  });

  it("is logged with the key that failed and counted", async () => {
    const { queue, runner, log, metrics } = runnerOf(() => Promise.reject(new Error("out of luck")));
    runner.start();
    queue.add("store/shop", "edit");
    await settled();
    expect(log.lines[0]).toMatchObject({
      level: "warn",
      fields: { controller: "pets", namespace: "store", name: "shop", error: "out of luck", retries: 1 },
    });
    expect(log.lines[0]?.fields["reconcileID"]).toEqual(expect.stringMatching(/./));
    expect(metrics.values.get("controller_runtime_reconcile_errors_total{controller=pets}")).toBe(1);
    expect(metrics.values.get("workqueue_retries_total{name=pets}")).toBe(1);
  });
});

describe("the workers", () => {
  const LANES = ["edit", "drift", "resync"] as const;

  it.each(LANES)("cannot all be taken by keys of the lane %s: each of the others finds one free", async (flooded) => {
    const { started, reconcile } = held();
    const { queue, runner } = runnerOf(reconcile, 8);
    runner.start();
    for (let index = 0; index < 100; index += 1) queue.add(`${flooded}-${index}`, flooded);
    await settled();
    expect(started).toHaveLength(6);
    for (const lane of LANES) queue.add(`late-${lane}`, lane);
    await settled();
    const others = LANES.filter((lane) => lane !== flooded);
    expect(started.slice(6)).toEqual(others.map((lane) => `late-${lane}`));
  });

  it("work on what there is when nothing else waits for the ones that are kept free", async () => {
    const { started, reconcile, end } = held();
    const { queue, runner } = runnerOf(reconcile, 8);
    runner.start();
    for (let index = 0; index < 10; index += 1) queue.add(`edit-${index}`, "edit");
    await settled();
    for (let index = 0; index < 10; index += 1) {
      end(`edit-${index}`);
      await settled();
    }
    expect(started).toHaveLength(10);
  });
});

describe("a reconcile that waits for the watches", () => {
  it("comes back in the lane that it was in, and does not forget its failures", async () => {
    const lanes: string[] = [];
    const waits: (Action | undefined)[] = [undefined, { kind: "catch-up", milliseconds: 100 }, AWAIT];
    const { clock, queue, runner } = runnerOf((_key, { lane }) => {
      lanes.push(lane);
      const action = waits.shift();
      return action === undefined ? Promise.reject(new Error("no")) : Promise.resolve(action);
    });
    runner.start();
    queue.add("a", "edit");
    await clock.pass(50);
    expect(queue.retries("a")).toBe(1);
    await clock.pass(1000);
    expect(lanes).toEqual(["edit", "edit", "edit"]);
    expect(queue.retries("a")).toBe(0);
  });
});

describe("a server that asks for a pause", () => {
  it("gets it, also from a key that changes meanwhile", async () => {
    let tries = 0;
    const { clock, queue, runner } = runnerOf(() => {
      tries += 1;
      return Promise.reject(Object.assign(new Error("too many requests"), { retryAfterSeconds: 7 }));
    });
    runner.start();
    queue.add("a", "edit");
    await clock.pass(3000);
    queue.add("a", "edit");
    await clock.pass(3999);
    expect(tries).toBe(1);
    await clock.pass(1751);
    expect(tries).toBe(2);
  });
});

describe("stopping", () => {
  it("waits for what runs and takes nothing new", async () => {
    const { started, reconcile, end } = held();
    const { queue, runner } = runnerOf(reconcile, 1);
    runner.start();
    queue.add("a", "edit");
    queue.add("b", "edit");
    await settled();
    const stopped = runner.stop(1000);
    end("a");
    expect(await stopped).toBe(true);
    queue.add("c", "edit");
    await settled();
    expect(started).toEqual(["a"]);
  });

  it("does not wait longer than it is given", async () => {
    const { clock, queue, runner } = runnerOf(held().reconcile);
    runner.start();
    queue.add("a", "edit");
    await settled();
    const stopped = runner.stop(1000);
    await clock.pass(1000);
    expect(await stopped).toBe(false);
  });

  it("is done at once when nothing runs", async () => {
    const { runner, clock } = runnerOf(held().reconcile);
    runner.start();
    expect(await runner.stop(1000)).toBe(true);
    expect(clock.pending()).toBe(0);
  });
});

it("tells how long keys waited and ran, and how many run", async () => {
  const { reconcile, end } = held();
  const { clock, queue, runner, metrics } = runnerOf(reconcile, 4);
  queue.add("a", "edit");
  clock.advance(2000);
  runner.start();
  await settled();
  const { values, observations } = metrics;
  expect(values.get("controller_runtime_max_concurrent_reconciles{controller=pets}")).toBe(4);
  expect(values.get("controller_runtime_active_workers{controller=pets}")).toBe(1);
  expect(observations.get("workqueue_queue_duration_seconds{name=pets}")).toEqual([2]);
  clock.advance(3000);
  end("a");
  await settled();
  expect(values.get("controller_runtime_active_workers{controller=pets}")).toBe(0);
  expect(observations.get("controller_runtime_reconcile_time_seconds{controller=pets}")).toEqual([3]);
  expect(observations.get("workqueue_work_duration_seconds{name=pets}")).toEqual([3]);
});
