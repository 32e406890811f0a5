// A signal has a real operator write a profile of itself; another one, with which Node opens a debugger, does nothing.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply, eventually, freshNamespace, ready } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 240_000;
const folder = mkdtempSync(join(tmpdir(), "tenfold-profile-test-"));

type Line = {
  readonly msg: string;
  readonly cpuProfile?: string;
  readonly heapSummary?: string;
  readonly fetch?: readonly string[];
};

let lines: readonly Line[];
let taken: Line;
let after: number | undefined;
let code: number;

beforeAll(async () => {
  const namespace = await freshNamespace("profile");
  const operator = await startOperator({ namespaces: [namespace], flags: ["--profile-folder", folder] });
  await apply(webService(namespace, "shop", { userTier: 1 }));
  await ready(namespace, "shop");
  const said = () =>
    readFileSync(operator.log, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  const parsed = () => said().map((line) => (line.startsWith("{") ? (JSON.parse(line) as Line) : { msg: line }));
  const says = (text: string) => () => Promise.resolve(parsed().find(({ msg }) => msg.startsWith(text)));
  process.kill(operator.pid, "SIGUSR1");
  await eventually("the signal of a debugger is answered", says("SIGUSR1 opens no debugger"));
  process.kill(operator.pid, "SIGUSR2");
  await eventually("a profile is begun", says("taking a profile"));
  process.kill(operator.pid, "SIGUSR2");
  taken = await eventually("a profile is taken", says("a profile was taken"));
  after = (await operator.read("/healthz"))?.status;
  code = await operator.stop();
  lines = parsed();
}, PATIENCE_MS);

afterAll(async () => {
  await stopOperators();
  rmSync(folder, { recursive: true, force: true });
});

describe("an operator that is sent SIGUSR2", () => {
  it("writes a CPU profile that viewers open, with its own functions", () => {
    const text = readFileSync(taken.cpuProfile ?? "", "utf8");
    const profile = JSON.parse(text) as Record<"nodes" | "samples" | "timeDeltas", readonly unknown[]>;
    expect(profile.samples.length).toBe(profile.timeDeltas.length);
    expect(profile.samples.length).toBeGreaterThan(100);
    expect(text).toContain("operator/");
  });

  it("writes what it holds, by kind, in numbers", () => {
    const summary = JSON.parse(readFileSync(taken.heapSummary ?? "", "utf8")) as Record<string, Record<string, unknown>>;
    expect(summary.holds).toMatchObject({
      ...{ services: 1, remembered: 1, queued: expect.any(Number) },
      children: { "apps/v1/StatefulSet": 1, "v1/Service": expect.any(Number) },
    });
    expect(summary.memoryMiB?.heapUsed).toBeGreaterThan(1);
    expect(summary.cpu?.cores).toBeLessThan(4);
  });

  it("says how the files are fetched, ignores a second signal, and goes on", () => {
    expect(taken.fetch?.[0]).toMatch(
      /^kubectl -n tenfold-system exec \S+ -- cat \/.*operator\.cpuprofile > operator\.cpuprofile$/,
    );
    expect(lines.filter(({ msg }) => msg.includes("this signal is ignored"))).toHaveLength(1);
    expect([after, code]).toEqual([200, 0]);
  });

  it("opens no debugger on SIGUSR1", () => {
    expect(lines.filter(({ msg }) => /debugger listening/i.test(msg))).toEqual([]);
  });
});
