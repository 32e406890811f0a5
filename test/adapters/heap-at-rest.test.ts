// The engine is told when the process rests, and then really gives memory back.
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { giveBackAtRest } from "../../operator/adapters/heap-at-rest.js";

const LOOK_MS = 1000;
const [SAVE, WORK] = ["--memory-saver-mode", "--no-memory-saver-mode"];

describe("what the engine is told", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it("is to save while the process rests, and not to while it works; nothing, while that stays as it is", () => {
    const flags: string[] = [];
    const busy = [0.9, 0.3, 0.01, 0, 0.09, 0.5, 0.4, 0];
    giveBackAtRest({ busy: () => busy.shift() ?? 0, set: (flag) => flags.push(flag), everyMs: LOOK_MS });
    const told = Array.from({ length: 8 }, () => {
      jest.advanceTimersByTime(LOOK_MS);
      return flags.splice(0).join();
    });
    expect(told).toEqual(["", "", SAVE, "", "", WORK, "", SAVE]);
  });
});

/** Throws three quarters of what it made away, rests, and says how large the engine's heap was in MB before and in the end. */
const PROGRAM = `
const { setTimeout: sleep } = await import("node:timers/promises");
const { giveBackAtRest } = await import(process.argv[1]);
const total = () => process.memoryUsage().heapTotal / 1e6;
if (process.argv[2] === "rests") giveBackAtRest({ everyMs: 50 });
let held = Array.from({ length: 400_000 }, (_, index) => ({ index, text: "a" + index }));
const before = total();
held = held.filter(({ index }) => index % 4 === 0);
for (let count = 0; count < 100 && total() > before / 2; count += 1) await sleep(50);
console.log(JSON.stringify({ before, after: total(), held: held.length }));
`;
const FLAGS = ["--gc-memory-reducer-start-delay-ms=100", "--input-type=module", "-e", PROGRAM];

async function sizes(mode: "rests" | "does not"): Promise<{ readonly before: number; readonly after: number }> {
  const module = new URL("../../operator/adapters/heap-at-rest.js", import.meta.url).href;
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, module, mode]);
  return JSON.parse(stdout) as { readonly before: number; readonly after: number };
}

describe("a process that has thrown much away", () => {
  it("has less than half of its heap after a rest, and keeps it without", async () => {
    const [given, kept] = await Promise.all([sizes("rests"), sizes("does not")]);
    expect(given.after).toBeLessThan(given.before / 2);
    expect(kept.after).toBeGreaterThan(kept.before / 2);
  }, 60_000);
});
