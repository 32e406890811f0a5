// The summary that a process writes of itself: what it says is reckoned from what was measured, and it holds nothing but numbers.
import { describe, expect, it } from "@jest/globals";
import { selfSummary, type Measured } from "../../operator/runtime/self-summary.js";

const MIB = 1024 * 1024;
const measured: Measured = {
  milliseconds: 10_000,
  cpu: { user: 4_000_000, system: 1_000_000 },
  memory: { rss: 320 * MIB, heapUsed: 100 * MIB, heapTotal: 150 * MIB, external: 5 * MIB, arrayBuffers: MIB },
  heapLimit: 256 * MIB,
  spaces: [
    { space_name: "old_space", space_used_size: 80 * MIB, space_size: 120 * MIB },
    { space_name: "shared_space", space_used_size: 0, space_size: 0 },
  ],
  loop: { utilization: 0.456, longest: 1_200_000_000, p99: 34_567_890 },
};

describe("the summary of a process", () => {
  it("says how much it used, and how much of it each child takes", () => {
    const held = { services: 2, children: { "v1/Service": 10, "apps/v1/Deployment": 15 }, remembered: 2, queued: 1 };
    expect(selfSummary(measured, held)).toEqual({
      seconds: 10,
      cpu: { userSeconds: 4, systemSeconds: 1, cores: 0.5 },
      eventLoop: { busy: 0.46, longestDelayMs: 1200, p99DelayMs: 34.57 },
      memoryMiB: { resident: 320, heapUsed: 100, heapTotal: 150, heapLimit: 256, external: 5, arrayBuffers: 1 },
      heapSpacesMiB: { old_space: { used: 80, size: 120 } },
      holds: { ...held, childrenOfAllKinds: 25 },
      bytesForEachChild: { heap: 4 * MIB, resident: Math.round((320 * MIB) / 25) },
    });
  });

  it("divides by no children", () => {
    const summary = selfSummary(measured, { services: 0, children: {}, remembered: 0, queued: 0 });
    expect(summary.holds.childrenOfAllKinds).toBe(0);
    expect(summary).not.toHaveProperty("bytesForEachChild");
  });
});
