// Ends a control plane when the process that started it is gone, even killed: a test run must not leave servers behind.
import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Layout } from "./layout.js";
import { remember } from "./pid-files.js";

// A shell of 1 MB waits, not a Node of 40 MB. `read` comes back when the other end of the pipe is closed, by whatever cause.
const WAIT_THEN_STOP = 'while read -r line; do :; done; exec "$0" "$@"';

export async function stopWithThisProcess(layout: Layout): Promise<void> {
  const stopper = join(dirname(fileURLToPath(import.meta.url)), "main.js");
  const parameters = ["-c", WAIT_THEN_STOP, process.execPath, stopper, "down", "--dir", layout.dir];
  const child = spawn("sh", parameters, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  // Neither the child nor the pipe to it may keep this process from ending.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  if (child.pid === undefined) throw new Error("sh is needed to watch over the control plane, and could not be started");
  await remember("watchdog", layout, child.pid);
}
