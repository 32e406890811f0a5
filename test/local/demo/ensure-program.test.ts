// Programs that the demo leaves running: found again, replaced when they are old, ended only when they are ours.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityOf } from "../../../local/control-plane/process-identity.js";
import { ensureProgram, requireRunning } from "../../../local/demo/ensure-program.js";
import { EXIT } from "../../../local/demo/failure.js";
import { endedPrograms, endProgram, forgetProgram, lastRecord, remember } from "../../../local/demo/program-record.js";
import type { Program } from "../../../local/demo/program.js";
import { WORKING_PROGRAMS } from "../../../local/demo/program.js";

const LISTENS = "require('node:net').createServer().listen(Number(process.argv[2]), '127.0.0.1');";
const FAILS = "console.error('no rights at all'); process.exit(1);";
const IGNORES_US = `process.on('SIGTERM', () => {}); ${LISTENS}`;

const home = process.cwd();
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "tenfold-demo-")));
  await mkdir(join(folder, "code"));
  await writeFile(join(folder, "package-lock.json"), "{}");
  process.chdir(folder);
});

afterEach(async () => {
  await endProgram("operator");
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

async function program(code: string): Promise<Program> {
  const entry = join(folder, "code", "program.js");
  await writeFile(entry, code);
  return { name: "operator", entry, code: ["code"], flags: (port) => [String(port)], isReady: isListening };
}

function isListening(port: number): Promise<boolean> {
  const socket = createConnection({ host: "127.0.0.1", port });
  return once(socket, "connect").then(
    () => Boolean(socket.destroy()),
    () => false,
  );
}

let prepared = 0;
const ensure = async (code: string, cluster = "a") =>
  ensureProgram(await program(code), [cluster], () => Promise.resolve((prepared += 1)));

describe("a program of the demo", () => {
  it("is started once and found again", async () => {
    prepared = 0;
    const first = await ensure(LISTENS);
    const second = await ensure(LISTENS);
    expect([first.note, second.note]).toEqual(["started", "runs already"]);
    expect(second.pid).toBe(first.pid);
    expect(prepared).toBe(1);
  });

  it.each([
    { name: "its code", code: `${LISTENS}\n`, cluster: "a" },
    { name: "the cluster", code: LISTENS, cluster: "b" },
  ])("is replaced when $name has changed, and keeps its port", async ({ code, cluster }) => {
    const first = await ensure(LISTENS);
    const second = await ensure(code, cluster);
    expect(second).toMatchObject({ note: "restarted", port: first.port });
    expect(second.pid).not.toBe(first.pid);
    expect(await identityOf(first.pid)).toBeUndefined();
  });

  it("is started again after it has ended", async () => {
    const first = await ensure(LISTENS);
    expect(await endProgram("operator")).toBe(first.pid);
    await expect(requireRunning(["operator"])).rejects.toMatchObject({ exitCode: EXIT.programEnded });
    expect(await ensure(LISTENS)).toMatchObject({ note: "had ended, started again", port: first.port });
  });

  it("that was stopped in order has not ended by itself", async () => {
    await ensure(LISTENS);
    await endProgram("operator");
    await forgetProgram("operator");
    expect(await ensure(LISTENS)).toMatchObject({ note: "started" });
  });

  it("is known to have ended, and the others not", async () => {
    await ensure(LISTENS);
    expect(await endedPrograms(WORKING_PROGRAMS)).toEqual(["local-aws"]);
  });

  it("that ends at once is told with the end of its log and where the rest is", async () => {
    await expect(ensure(FAILS)).rejects.toMatchObject({
      exitCode: EXIT.programEnded,
      message: expect.stringContaining("no rights at all"),
      remedy: expect.stringContaining(".local/logs/operator.log"),
    });
  });

  it("is left alone when only its pid is that of ours", async () => {
    await remember("operator", { pid: process.pid, identity: "an earlier process", port: 1, fingerprint: "" });
    expect(await endProgram("operator")).toBeUndefined();
    expect(await lastRecord("operator")).toMatchObject({ pid: process.pid });
  });

  it("is ended by force when it does not end by itself", async () => {
    const { pid } = await ensure(IGNORES_US);
    expect(await endProgram("operator", { SIGTERM: 200, SIGKILL: 5_000 })).toBe(pid);
    expect(await identityOf(pid)).toBeUndefined();
  });
});
