// What the docker engine can give to a node of kind, which runs as a privileged container.
import { run } from "./run.js";

/** Number of CAP_SYS_RESOURCE: without it the priority of a process against the out-of-memory killer cannot be raised. */
const SYS_RESOURCE = 24n;
const STATUS = 'process.stdout.write(require("node:fs").readFileSync("/proc/self/status", "utf8"))';

/** Something to be put right on the machine: no cluster was made. */
export class EngineRefuses extends Error {}

export type Engine = { readonly raisesOomPriority: boolean };

/** `image` has Node. Throws with what to do where no privileged container starts. */
export async function lookAtEngine(image: string): Promise<Engine> {
  const asked = ["run", "--rm", "--privileged", "--entrypoint", "node", image, "-e", STATUS];
  const status = await run("docker", asked).catch((error: unknown) => {
    throw new EngineRefuses(refusal(error instanceof Error ? error.message : String(error)), { cause: error });
  });
  return engineOf(status);
}

/** `status` as of /proc/self/status in a privileged container. */
export function engineOf(status: string): Engine {
  const bound = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return { raisesOomPriority: bound === undefined || ((BigInt(`0x${bound}`) >> SYS_RESOURCE) & 1n) === 1n };
}

function refusal(message: string): string {
  return `kind's nodes are privileged containers, and docker starts none here:\n${message}\nWhere root itself lacks capabilities (often CAP_SYS_RESOURCE), Docker needs a runtime that asks for fewer: deploy/kind/README.md, "Where root lacks capabilities".`;
}
