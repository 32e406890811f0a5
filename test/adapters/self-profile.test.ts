// A process profiles itself: one at a time, into folders of its own, and no failure of it is a failure of the process.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selfProfiler } from "../../operator/adapters/self-profile.js";
import { fakeLog, type FakeLog } from "../fakes/fake-log.js";

const HELD = { services: 3, children: { "v1/Service": 4 }, remembered: 3, queued: 0 };

let folder: string;
let log: FakeLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tenfold-profiles-"));
  log = fakeLog();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const profiler = (parent = folder) =>
  selfProfiler({ folder: parent, milliseconds: 20, held: () => HELD, log, fetchCommand: (path) => `fetch ${path}` });
const messages = () => log.lines.map(({ message }) => message);

describe("a profile of the process", () => {
  it("is two files that only their owner reads, and the log says how to fetch them", async () => {
    await profiler()();
    const fields = log.lines.find(({ message }) => message.startsWith("a profile was taken"))?.fields ?? {};
    const [cpuProfile, heapSummary] = [String(fields.cpuProfile), String(fields.heapSummary)];
    expect(fields.fetch).toEqual([`fetch ${cpuProfile}`, `fetch ${heapSummary}`]);
    expect([cpuProfile, heapSummary].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    const profile = JSON.parse(readFileSync(cpuProfile, "utf8")) as {
      readonly nodes: readonly unknown[];
      readonly samples: unknown;
    };
    expect(profile.nodes.length).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(heapSummary, "utf8"))).toMatchObject({ node: process.version, holds: HELD });
  });

  it("is taken once at a time", async () => {
    const profile = profiler();
    await Promise.all([profile(), profile()]);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(messages()).toContain("a profile is being taken already; this signal is ignored");
    await profile();
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("goes when three later ones are there", async () => {
    const profile = profiler();
    await profile();
    const first = readdirSync(folder);
    for (let count = 0; count < 3; count += 1) await profile();
    expect(readdirSync(folder)).toHaveLength(3);
    expect(readdirSync(folder)).not.toContain(first[0]);
  });

  it("that cannot be written is an error in the log, at once, and the next is tried again", async () => {
    const profile = profiler(join(folder, "missing"));
    await profile();
    await profile();
    const refused = log.lines.filter(({ message }) => message.startsWith("no profile was taken; --profile-folder"));
    expect(refused).toHaveLength(2);
    expect(refused[0]?.fields).toMatchObject({ folder: join(folder, "missing") });
  });
});
