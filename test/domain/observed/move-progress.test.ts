// What a log may say of the progress of a move, and what is made of it.
import { describe, expect, it } from "@jest/globals";
import type { BoundMove } from "../../../domain/observed/bound-move.js";
import type { SaidProgress } from "../../../domain/observed/move-progress.js";
import { progressInWords, saidProgress, timeLeft } from "../../../domain/observed/move-progress.js";

const GiB = 2 ** 30;
const HEAD = { level: "info", time: "2026-01-07T12:00:05.000Z", msg: "progress" };
const line = (fields: object): string => JSON.stringify({ ...HEAD, ...fields });

describe("the end of a log", () => {
  it("is read from its last line that tells something", () => {
    const log = [
      line({ phase: "dump", seconds: 5, bytes: 1, ofBytes: 9 }),
      line({ phase: "dump", seconds: 10, bytes: 4, ofBytes: 9, bytesPerSecond: 1, secondsLeft: 5 }),
      JSON.stringify({ level: "info", msg: "pg_dump: warning: something" }),
      '{"level":"info","msg":"prog',
    ].join("\n");
    expect(saidProgress(log)).toEqual({ phase: "dump", seconds: 10, bytes: 4, ofBytes: 9, bytesPerSecond: 1, secondsLeft: 5 });
  });

  it.each([
    { name: "nothing", log: "" },
    { name: "no JSON", log: "progress" },
    { name: "a list", log: "[1]" },
    { name: "another message", log: JSON.stringify({ ...HEAD, msg: "phase", phase: "dump", seconds: 1 }) },
    { name: "a phase that there is not", log: line({ phase: "<script>", seconds: 1 }) },
    { name: "no time", log: line({ phase: "dump" }) },
    { name: "a time that is no number", log: line({ phase: "dump", seconds: "1" }) },
    { name: "less than nothing", log: line({ phase: "dump", seconds: 1, bytes: -1 }) },
    { name: "part of a byte", log: line({ phase: "dump", seconds: 1, bytes: 0.5 }) },
    { name: "more than can be counted", log: line({ phase: "dump", seconds: 1, bytes: 1e300 }) },
    { name: "a figure that we do not know", log: line({ phase: "dump", seconds: 1, text: "all is well" }) },
    { name: "a line that is too long", log: line({ phase: "dump", seconds: 1, time: "x".repeat(1000) }) },
  ])("that says $name tells nothing", ({ log }) => {
    expect(saidProgress(log)).toBeUndefined();
  });

  it("that has done more than all does not know the whole", () => {
    expect(saidProgress(line({ phase: "verify", seconds: 1, rows: 12, ofRows: 10 }))).toEqual({
      ...{ phase: "verify", seconds: 1, rows: 12 },
    });
  });
});

const SINCE = Date.parse("2026-01-07T12:00:00Z");
function move(rest: Partial<BoundMove> = {}): BoundMove {
  return {
    ...{ id: "0123456789ab", from: { kind: "in-cluster", generation: 0 }, to: { kind: "rds", generation: 0 } },
    ...{ state: "freezing", since: "2026-01-07T12:00:00Z", attempt: 1, undoing: 0 },
    rehearsal: { number: 1, at: "", passed: true, seconds: 42 },
    ...rest,
  };
}
const replica = { number: 1, at: "", passed: true, seconds: 330, lagSeconds: 2, verifySeconds: 28 };
const dump: SaidProgress = { phase: "dump", seconds: 10 };

describe("the time that is left", () => {
  it.each([
    { name: "follows from the rate", said: { ...dump, secondsLeft: 7 }, of: move(), left: { seconds: 7, by: "Rate" } },
    { name: "else from the rehearsal", said: dump, of: move(), left: { seconds: 32, by: "Rehearsal" } },
    { name: "is unknown before there was one", said: dump, of: move({ rehearsal: undefined }), left: undefined },
    { name: "is unknown of a rehearsal", said: dump, of: move({ state: "rehearsed" }), left: undefined },
    { name: "is unknown when it takes longer than the rehearsal", said: dump, of: move(), after: 43, left: undefined },
    { name: "is unknown when the clock was put back", said: dump, of: move(), after: -5, left: undefined },
    { name: "is unknown while a replica is waited for", said: dump, of: move({ rehearsal: replica }), left: undefined },
    {
      name: "of a comparison with a replica follows from how long that took",
      said: dump,
      of: move({ state: "verifying", rehearsal: replica }),
      left: { seconds: 18, by: "Rehearsal" },
    },
  ])("$name", ({ said, of, left, after = 10 }) => {
    expect(timeLeft(said, of, SINCE + after * 1000)).toEqual(left);
  });

  it("is unknown before anything is written down", () => {
    expect(timeLeft(dump, undefined, SINCE)).toBeUndefined();
  });
});

describe("in words", () => {
  const GROWN = { bytes: 1.2 * GiB, ofBytes: 3.1 * GiB, bytesPerSecond: 38 * 2 ** 20 };
  it.each<{ said: SaidProgress; left?: { seconds: number; by: "Rate" | "Rehearsal" }; text: string }>([
    {
      said: { phase: "restore", seconds: 9, ...GROWN },
      left: { seconds: 50, by: "Rate" },
      text: "copied 1.2 of 3.1 GiB, 38 MiB/s, about 50 s left of this step",
    },
    {
      said: { phase: "dump", seconds: 9, bytes: 0, ofBytes: 12 * 2 ** 20, rows: 7 },
      left: { seconds: 20, by: "Rehearsal" },
      text: "read 0.0 of 12 MiB, about 20 s left in all by the rehearsal",
    },
    {
      said: { phase: "verify", seconds: 9, tables: 3, ofTables: 58, rows: 70, ofRows: 100 },
      text: "compared 3 of 58 tables, 70 of about 100 rows",
    },
    { said: { phase: "dump", seconds: 9, ofBytes: GiB }, text: "dump, for 9 s" },
    { said: { phase: "wait for the pooler", seconds: 9 }, text: "wait for the pooler, for 9 s" },
  ])("$text", ({ said, left, text }) => {
    expect(progressInWords(said, left)).toBe(text);
  });
});
