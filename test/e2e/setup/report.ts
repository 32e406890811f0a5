// After a failure: what somebody would look at first, as files.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Programs } from "./programs.js";
import { run } from "./run.js";
import { KUBECONFIG } from "./settings.js";

const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  pods: ["get", "pods", "-A", "-o", "wide"],
  services: ["get", "webservices", "-A", "-o", "yaml"],
  events: ["get", "events", "-A", "--sort-by=.lastTimestamp"],
  nodes: ["describe", "nodes"],
  operator: ["-n", "tenfold-system", "logs", "-l", "app.kubernetes.io/name=tenfold", "--prefix", "--tail=2000"],
  "local-aws": ["-n", "tenfold-system", "logs", "deploy/local-aws", "--tail=2000"],
  "pods-described": ["-n", "e2e", "describe", "pods"],
};

export async function report({ kubectl }: Programs, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, args] of Object.entries(QUESTIONS)) {
    const answer = await run(kubectl, ["--kubeconfig", KUBECONFIG, ...args]).catch((error: unknown) => String(error));
    await writeFile(join(folder, `${name}.txt`), answer);
  }
}
