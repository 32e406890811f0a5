// What a phase says of itself while it lasts, whatever becomes of the looks at it.
import { describe, expect, it } from "@jest/globals";
import type { Amounts } from "../../domain/api/move-progress.js";
import { Copied, compareGauge, rowsIn } from "../../migrator/gauges.js";
import { sayProgress } from "../../migrator/progress.js";
import { fakeClock } from "../fakes/fake-clock.js";

function begun(look: () => Promise<Amounts>) {
  const clock = fakeClock();
  const lines: unknown[] = [];
  const say = (level: string, msg: string, fields?: object) => void lines.push({ level, msg, ...fields });
  const gauge = { look, whole: () => ({ bytes: 100, ofBytes: 100 }) };
  const progress = sayProgress({ clock, say }, { name: "dump", gauge });
  return { clock, lines, progress };
}

const HEAD = { level: "info", msg: "progress", phase: "dump" };

describe("the progress of a phase", () => {
  it("is said every five seconds, with what was counted last and what follows from it, and ends at the whole", async () => {
    let bytes = 0;
    const { clock, lines, progress } = begun(() => Promise.resolve({ bytes: (bytes += 20), ofBytes: 100 }));
    await clock.pass(10_000);
    progress.done();
    await clock.pass(20_000);
    expect(lines).toEqual([
      { ...HEAD, seconds: 5, bytes: 20, ofBytes: 100 },
      { ...HEAD, seconds: 10, bytes: 40, ofBytes: 100, bytesPerSecond: 4, secondsLeft: 15 },
      { ...HEAD, seconds: 10, bytes: 100, ofBytes: 100 },
    ]);
  });

  it("is said without figures when they cannot be had", async () => {
    const { clock, lines } = begun(() => Promise.reject(new Error("permission denied")));
    await clock.pass(10_000);
    expect(lines).toEqual([
      { ...HEAD, seconds: 5 },
      { ...HEAD, seconds: 10 },
    ]);
  });

  it("is asked for once at a time: a look that hangs is followed by no other", async () => {
    let looks = 0;
    const { clock, lines } = begun(() => {
      looks += 1;
      return new Promise(() => undefined);
    });
    await clock.pass(60_000);
    expect({ looks, lines: lines.length }).toEqual({ looks: 1, lines: 12 });
  });

  it("says nothing more once it was cut off, and leaves no timer", async () => {
    const { clock, lines, progress } = begun(() => Promise.resolve({}));
    progress.cancel();
    await clock.pass(60_000);
    expect({ lines, pending: clock.pending() }).toEqual({ lines: [], pending: 0 });
  });
});

describe("tables that are being copied", () => {
  const weights = new Map([
    ["1", { bytes: 600, rows: 100 }],
    ["2", { bytes: 400 }],
  ]);

  it("count by their size: those that were seen and are not copied any more as whole", () => {
    const copied = new Copied();
    expect(copied.share(weights)).toBe(0);
    copied.see([{ oid: "1", rows: 50, bytes: 9999 }]);
    expect(copied.share(weights)).toBe(0.3);
    copied.see([{ oid: "2", rows: 7, bytes: 100 }]);
    expect(copied.share(weights)).toBe(0.7);
    copied.see([]);
    expect(copied.share(weights)).toBe(1);
    expect(copied.rows()).toBe(57);
  });

  it("that are larger than was reckoned are never more than all", () => {
    const copied = new Copied();
    copied.see([{ oid: "1", rows: 500, bytes: 1 }]);
    expect(copied.share(weights)).toBe(0.6);
  });

  it("tell no share when no size is known, and no rows when a table was never counted", () => {
    const copied = new Copied();
    copied.see([{ oid: "1", rows: 5, bytes: 5 }]);
    expect(copied.share(new Map())).toBeUndefined();
    expect(rowsIn(weights)).toBeUndefined();
    expect(rowsIn(new Map())).toBeUndefined();
    expect(rowsIn(new Map([["1", { bytes: 600, rows: 100 }]]))).toBe(100);
  });
});

describe("a comparison", () => {
  it("is as far as the slower side", async () => {
    const gauge = compareGauge();
    expect(await gauge.look()).toEqual({});
    gauge.source.found(2);
    gauge.source.counted(30n);
    gauge.source.counted(40n);
    gauge.target.counted(30n);
    expect(await gauge.look()).toEqual({ tables: 1, ofTables: 2, rows: 30 });
    gauge.target.counted(40n);
    expect(gauge.whole()).toEqual({ tables: 2, ofTables: 2, rows: 70, ofRows: 70 });
  });
});
