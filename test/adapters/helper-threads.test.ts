// Which threads of a running operator give way to which, as the system tells.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { statFields } from "../../local/control-plane/process-identity.js";

/** Of a cluster that does not answer. */
const KUBECONFIG = JSON.stringify({
  clusters: [{ name: "away", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "nobody", user: {} }],
  contexts: [{ name: "away", context: { cluster: "away", user: "nobody" } }],
  "current-context": "away",
});

type Thread = { readonly name: string; readonly niceness: number };

function threadsOf({ pid = 0 }: ChildProcess): readonly Thread[] {
  return readdirSync(`/proc/${pid}/task`).map((id) => {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, "utf8");
    // The nineteenth field of all, the state being the third.
    return { name: readFileSync(`/proc/${pid}/task/${id}/comm`, "utf8").trim(), niceness: Number(statFields(stat)[16]) };
  });
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "helper-threads-"));
  writeFileSync(join(folder, "kubeconfig"), KUBECONFIG);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ofAnOperator(flag: string): Promise<readonly Thread[]> {
  const args = [flag, "dist/operator/main.js", "--kubeconfig", join(folder, "kubeconfig"), "--listen", "127.0.0.1:0"];
  const operator = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  try {
    await once(operator.stderr, "data"); // it has said that it is started
    return threadsOf(operator);
  } finally {
    operator.kill("SIGKILL");
  }
}

// Only Linux tells of threads in files.
(process.platform === "linux" ? describe : describe.skip)("the threads of an operator that collect garbage", () => {
  it.each([1, 4])("all give way, where there are %i, and no other thread does", async (size) => {
    const threads = await ofAnOperator(`--v8-pool-size=${size}`);
    const giving = threads.filter(({ niceness }) => niceness === 10).map(({ name }) => name);
    expect(giving).toEqual(Array(size).fill("V8Worker"));
    expect(threads[0]?.niceness).toBe(getPriority());
  });
});
