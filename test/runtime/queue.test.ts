// The work queue: one run of a key at a time, urgency, delays, backoff.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createQueue, type Queue } from "../../operator/runtime/queue.js";
import { fakeClock } from "../fakes/fake-clock.js";

function queueOf(clock = fakeClock()) {
  return { clock, queue: createQueue(clock) };
}

/** Takes all keys that may be taken, in order. */
function drain(queue: Queue): readonly string[] {
  const keys: string[] = [];
  for (let taken = queue.take(); taken !== undefined; taken = queue.take()) {
    keys.push(taken.key);
    queue.done(taken.key);
  }
  return keys;
}

describe("the queue", () => {
  it("hands out a key once, however often it was added", () => {
    const { queue } = queueOf();
    queue.add("a", "edit");
    queue.add("a", "edit");
    queue.add("a", "resync");
    expect(drain(queue)).toEqual(["a"]);
  });

  it("keeps the order of arrival within a lane", () => {
    const { queue } = queueOf();
    for (const key of ["c", "a", "b"]) queue.add(key, "edit");
    expect(drain(queue)).toEqual(["c", "a", "b"]);
  });

  it("hands out edits before drift before resync", () => {
    const { queue } = queueOf();
    queue.add("resynced", "resync");
    queue.add("drifted", "drift");
    queue.add("edited", "edit");
    expect(drain(queue)).toEqual(["edited", "drifted", "resynced"]);
  });

  it("moves a waiting key to the more urgent lane and never back", () => {
    const { queue } = queueOf();
    queue.add("other", "drift");
    queue.add("a", "resync");
    queue.add("a", "edit");
    queue.add("a", "resync");
    expect(queue.take()).toMatchObject({ key: "a", lane: "edit" });
  });

  it("keeps the place of a key that is wanted again and again", () => {
    const { queue } = queueOf();
    queue.add("busy", "drift");
    queue.add("other", "drift");
    queue.add("busy", "drift");
    expect(drain(queue)).toEqual(["busy", "other"]);
  });

  it("hands out keys of open lanes alone", () => {
    const { queue } = queueOf();
    queue.add("edited", "edit");
    queue.add("drifted", "drift");
    expect(queue.take((lane) => lane !== "edit")).toMatchObject({ key: "drifted" });
    expect(queue.take((lane) => lane !== "edit")).toBeUndefined();
    expect(drain(queue)).toEqual(["edited"]);
  });

  it("never hands out a key that is being processed, and hands it out again afterwards", () => {
    const { queue } = queueOf();
    queue.add("a", "edit");
    queue.take();
    queue.add("a", "drift");
    expect(queue.take()).toBeUndefined();
    queue.done("a");
    expect(queue.take()).toMatchObject({ key: "a", lane: "drift" });
  });

  it("does not hand out a finished key again by itself", () => {
    const { queue } = queueOf();
    queue.add("a", "edit");
    queue.take();
    queue.done("a");
    expect(queue.take()).toBeUndefined();
  });

  it("remembers when the key was first wanted", () => {
    const { queue, clock } = queueOf();
    const addedAt = clock.now();
    queue.add("a", "resync");
    clock.advance(500);
    queue.add("a", "edit");
    expect(queue.take()).toEqual({ key: "a", lane: "edit", addedAt });
  });

  it("says when a key may be taken, also when its time has come", () => {
    const { queue, clock } = queueOf();
    let calls = 0;
    queue.onReady(() => (calls += 1));
    queue.add("a", "edit");
    queue.addAfter("b", 1000, "resync");
    expect(calls).toBe(1);
    clock.advance(1000);
    expect(calls).toBe(2);
  });
});

describe("a delayed key", () => {
  it("comes at its time and not before", () => {
    const { queue, clock } = queueOf();
    queue.addAfter("a", 1000, "resync");
    clock.advance(999);
    expect(queue.depth()).toBe(0);
    clock.advance(1);
    expect(drain(queue)).toEqual(["a"]);
  });

  it.each([
    { name: "the later wish comes second", first: 1000, second: 5000 },
    { name: "the later wish comes first", first: 5000, second: 1000 },
  ])("comes once, at the earliest of its times: $name", ({ first, second }) => {
    const { queue, clock } = queueOf();
    queue.addAfter("a", first, "resync");
    queue.addAfter("a", second, "resync");
    clock.advance(1000);
    expect(drain(queue)).toEqual(["a"]);
    clock.advance(10_000);
    expect(drain(queue)).toEqual([]);
  });

  it("is not due any more once it was wanted at once", () => {
    const { queue, clock } = queueOf();
    queue.addAfter("a", 1000, "resync");
    queue.add("a", "edit");
    expect(drain(queue)).toEqual(["a"]);
    clock.advance(2000);
    expect(drain(queue)).toEqual([]);
  });

  it("comes at once when the delay is over already", () => {
    const { queue } = queueOf();
    queue.addAfter("a", -5, "resync");
    expect(drain(queue)).toEqual(["a"]);
  });
});

describe("the backoff of a key", () => {
  function waits(queue: Queue, clock: ReturnType<typeof fakeClock>, count: number): readonly number[] {
    return Array.from({ length: count }, () => {
      const start = clock.now();
      queue.addRateLimited("a", "edit");
      while (queue.depth() === 0) clock.advance(1);
      drain(queue);
      return clock.now() - start;
    });
  }

  it("starts at 5 ms and doubles", () => {
    const { queue, clock } = queueOf(fakeClock({ random: () => 0.999_999 }));
    expect(waits(queue, clock, 5)).toEqual([5, 10, 20, 40, 80]);
  });

  it("ends at five minutes, and jitter takes off up to half", () => {
    const { queue, clock } = queueOf(fakeClock({ random: () => 0 }));
    for (let failure = 0; failure < 2000; failure += 1) queue.addRateLimited("a", "edit");
    queue.add("a", "edit");
    drain(queue);
    queue.addRateLimited("a", "edit");
    clock.advance(149_999);
    expect(queue.depth()).toBe(0);
    clock.advance(1);
    expect(queue.depth()).toBe(1);
  });

  it("starts anew after the key was fine, and is the key's own", () => {
    const { queue, clock } = queueOf(fakeClock({ random: () => 0.999_999 }));
    waits(queue, clock, 6);
    expect(queue.retries("a")).toBe(6);
    expect(queue.retries("b")).toBe(0);
    queue.forget("a");
    expect(waits(queue, clock, 1)).toEqual([5]);
  });
});

describe("a wait that the server asked for", () => {
  it("is the least, and nothing brings the key back before it", () => {
    const { queue, clock } = queueOf();
    queue.addRateLimited("a", "drift", 7000);
    queue.addAfter("a", 10, "resync");
    queue.add("a", "drift");
    clock.advance(6999);
    expect(queue.depth()).toBe(0);
    clock.advance(1751);
    expect(queue.take()).toMatchObject({ key: "a", lane: "drift" });
    queue.done("a");
    expect(clock.pending()).toBe(0);
  });

  it("stands after the key was wanted while it was being processed, which makes it more urgent", () => {
    const { queue, clock } = queueOf();
    queue.add("a", "resync");
    queue.take();
    queue.add("a", "edit");
    queue.addRateLimited("a", "resync", 7000);
    queue.done("a");
    expect(queue.depth()).toBe(0);
    clock.advance(8750);
    expect(queue.take()).toMatchObject({ key: "a", lane: "edit" });
  });

  it("does not shorten the key's own backoff", () => {
    const { queue, clock } = queueOf(fakeClock({ random: () => 0 }));
    for (let failure = 0; failure < 20; failure += 1) queue.addRateLimited("a", "edit");
    queue.addRateLimited("a", "edit", 1000);
    clock.advance(149_999);
    expect(queue.depth()).toBe(0);
    clock.advance(1);
    expect(queue.depth()).toBe(1);
  });

  it("is believed for two minutes at most", () => {
    const { queue, clock } = queueOf(fakeClock({ random: () => 0 }));
    queue.addRateLimited("a", "edit", 86_400_000);
    clock.advance(120_000);
    expect(drain(queue)).toEqual(["a"]);
  });
});

it("leaves no timer behind when it is closed, and takes nothing in", () => {
  const { queue, clock } = queueOf();
  queue.addAfter("a", 1000, "resync");
  queue.add("b", "edit");
  queue.close();
  queue.add("c", "edit");
  queue.addAfter("d", 1, "edit");
  expect(clock.pending()).toBe(0);
  expect(drain(queue)).toEqual([]);
});

it("whatever happens, never runs a key twice at a time and never loses a wish", () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant("add" as const), key: fc.constantFrom("a", "b", "c") }),
    fc.record({ kind: fc.constant("later" as const), key: fc.constantFrom("a", "b", "c") }),
    fc.constant({ kind: "take" as const, key: "" }),
    fc.record({ kind: fc.constant("done" as const), key: fc.constantFrom("a", "b", "c") }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const { queue, clock } = queueOf();
      const running = new Set<string>();
      const wanted = new Set<string>();
      for (const { kind, key } of acts) {
        if (kind === "add") queue.add(key, "edit");
        if (kind === "later") queue.addAfter(key, 10, "drift");
        if (kind === "add" || kind === "later") wanted.add(key);
        if (kind === "done" && running.delete(key)) queue.done(key);
        const taken = kind === "take" ? queue.take() : undefined;
        if (taken === undefined) continue;
        expect(running.has(taken.key)).toBe(false);
        running.add(taken.key);
        wanted.delete(taken.key);
      }
      for (const key of running) queue.done(key);
      clock.advance(10);
      const left = new Set(drain(queue));
      expect([...wanted].filter((key) => !left.has(key))).toEqual([]);
    }),
  );
});
