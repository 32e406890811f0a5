// When the process pauses so that the next turn finds more to do, and when it does not.
import { describe, expect, it } from "@jest/globals";
import { setImmediate as nextTurn } from "node:timers/promises";
import { eventLoopTurns } from "../../operator/adapters/event-loop.js";
import { workedSince, moderated, Moderation } from "../../operator/adapters/moderation.js";

/** Milliseconds that a turn waited for what came in, and worked on it. */
type Turn = { readonly idle: number; readonly work: number };

/** How long each of the turns paused. `answersTake`: milliseconds, and some are always due. */
function pausesOf(turns: readonly Turn[], answersTake?: number): readonly number[] {
  let [now, idle, pause] = [5000, 3000, 0];
  const moderation = new Moderation({
    now: () => now,
    idle: () => idle,
    pause: (milliseconds) => {
      now += milliseconds;
      return (pause = milliseconds);
    },
  });
  return turns.map((turn) => {
    now += turn.idle + turn.work;
    idle += turn.idle;
    pause = 0;
    if (answersTake !== undefined) {
      for (let due = 0; due < 8; due += 1) moderation.sent();
      for (let due = 0; due < 7; due += 1) moderation.answered(answersTake);
    }
    moderation.turnEnded();
    if (answersTake !== undefined) moderation.answered(answersTake);
    return pause;
  });
}

const times = (count: number, turn: Turn): readonly Turn[] => Array.from({ length: count }, () => turn);
const LITTLE: Turn = { idle: 2, work: 1 };
const MUCH: Turn = { idle: 0, work: 25 };
const paused = (turns: readonly Turn[]) => pausesOf(turns).filter((pause) => pause > 0).length;

describe("a process that is woken again and again", () => {
  it("does not pause for the few turns of one edit", () => {
    expect(paused(times(20, LITTLE))).toBe(0);
  });

  it("does not pause while little comes in, however long", () => {
    expect(paused(times(10_000, { idle: 50, work: 1 }))).toBe(0);
  });

  it("pauses in a storm, so that of hundreds of turns a second some fifty are left", () => {
    const seconds = 10;
    const turns = times(10_000, LITTLE);
    let passed = 0;
    const inTime = pausesOf(turns).filter((pause) => (passed += pause + LITTLE.idle + LITTLE.work) <= seconds * 1000);
    expect(inTime.length / seconds).toBeGreaterThan(25);
    expect(inTime.length / seconds).toBeLessThan(60);
  });

  it("never pauses for longer than nobody notices", () => {
    expect(Math.max(...pausesOf(times(1000, LITTLE)))).toBeLessThanOrEqual(30);
  });

  it("pauses for a part of what answers take while some are due, so that the server is never without work", () => {
    const longest = (answersTake: number) => Math.max(...pausesOf(times(1000, LITTLE), answersTake));
    expect(longest(5)).toBeLessThanOrEqual(1);
    expect(longest(50)).toBeCloseTo(10);
    expect(longest(500)).toBe(30);
  });

  it("pauses as long as without when all answers are there", () => {
    const loop = { now: () => 0, idle: () => 0 };
    const pauses: number[] = [];
    const moderation = new Moderation({ ...loop, pause: (milliseconds) => (pauses.push(milliseconds), milliseconds) });
    moderation.sent();
    moderation.answered(5);
    for (let turn = 0; turn < 25; turn += 1) moderation.turnEnded();
    expect(pauses).toEqual([30, 30, 30, 30, 30]);
  });

  it("goes on without where a pause takes much longer than it should: the processor is not idle meanwhile", () => {
    let now = 0;
    let pauses = 0;
    const pause = (milliseconds: number) => {
      pauses += 1;
      now += milliseconds + 50;
      return milliseconds + 50;
    };
    const moderation = new Moderation({ now: () => now, idle: () => now / 2, pause });
    for (let turn = 0; turn < 210; turn += 1) {
      now += 2;
      moderation.turnEnded();
    }
    expect(pauses).toBeLessThanOrEqual(10);
    expect(pauses).toBeGreaterThan(5);
  });

  it("does not pause while it has enough to do", () => {
    expect(paused(times(1000, MUCH))).toBe(0);
  });

  it("does not pause again after a second of rest", () => {
    const storm = times(200, LITTLE);
    const after = pausesOf([...storm, { idle: 1000, work: 1 }, ...times(18, LITTLE)]).slice(storm.length);
    expect(after.filter((pause) => pause > 0)).toEqual([]);
  });

  it("is not called busy for its pauses", () => {
    const [busy, withPauses] = [workedSince(), performance.eventLoopUtilization()];
    moderated.pause(200);
    expect(busy()).toBeLessThan(performance.eventLoopUtilization(withPauses).utilization / 2);
  });
});

describe("the turns of the event loop", () => {
  const counted = () => {
    const seen = { ends: 0 };
    return { seen, turns: eventLoopTurns(() => (seen.ends += 1)) };
  };

  it("end once for all who asked in one turn, and not where nobody did", async () => {
    const { seen, turns } = counted();
    for (let asked = 0; asked < 3; asked += 1) expect(turns.isOver()).toBe(false);
    await nextTurn();
    await nextTurn();
    expect(seen.ends).toBe(1);
    turns.isOver();
    await nextTurn();
    expect(seen.ends).toBe(2);
  });

  it("do not end while somebody waits for the next", async () => {
    const { seen, turns } = counted();
    turns.isOver();
    for (let turn = 0; turn < 5; turn += 1) {
      await turns.next();
      expect(seen.ends).toBe(0);
    }
    await nextTurn();
    await nextTurn();
    expect(seen.ends).toBe(1);
  });
});
