import { describe, expect, it } from "@jest/globals";
import type { Amounts, Pace } from "../../../domain/api/move-progress.js";
import { paceOf } from "../../../domain/api/move-progress.js";

type Case = { readonly name: string; readonly amounts: readonly Amounts[]; readonly seconds?: number; readonly pace: Pace };

const CASES: readonly Case[] = [
  { name: "nothing was looked at", amounts: [], pace: {} },
  { name: "one look tells no rate", amounts: [{ bytes: 10, ofBytes: 100 }], pace: {} },
  {
    name: "what is left follows from what was done between the looks, and not from what was there at first",
    amounts: [
      { bytes: 50, ofBytes: 100 },
      { bytes: 60, ofBytes: 100 },
    ],
    pace: { bytesPerSecond: 1, secondsLeft: 40 },
  },
  {
    name: "rows tell it where bytes do not",
    amounts: [
      { rows: 0, ofRows: 1000 },
      { rows: 200, ofRows: 1000 },
    ],
    pace: { rowsPerSecond: 20, secondsLeft: 40 },
  },
  {
    name: "nobody knows the whole",
    amounts: [{ rows: 0 }, { rows: 200 }],
    pace: { rowsPerSecond: 20 },
  },
  {
    name: "nothing moves: there is no end in sight",
    amounts: [
      { bytes: 50, ofBytes: 100 },
      { bytes: 50, ofBytes: 100 },
    ],
    pace: { bytesPerSecond: 0 },
  },
  {
    name: "all is done, and it works on",
    amounts: [
      { bytes: 50, ofBytes: 100 },
      { bytes: 100, ofBytes: 100 },
    ],
    pace: { bytesPerSecond: 5 },
  },
  {
    name: "a count that shrinks",
    amounts: [
      { bytes: 50, ofBytes: 100 },
      { bytes: 40, ofBytes: 100 },
    ],
    pace: {},
  },
  {
    name: "a clock that was put back",
    amounts: [
      { bytes: 50, ofBytes: 100 },
      { bytes: 60, ofBytes: 100 },
    ],
    seconds: -10,
    pace: {},
  },
];

describe("the pace of a phase", () => {
  it.each(CASES)("$name", ({ amounts, seconds = 10, pace }) => {
    const moments = amounts.map((one, index) => ({ atMs: index * seconds * 1000, amounts: one }));
    expect(paceOf(moments)).toEqual(pace);
  });
});
