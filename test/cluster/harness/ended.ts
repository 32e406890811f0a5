// The end of a program that a test has started.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

const PATIENCE_MS = 10_000;

/** Asks it to end, and insists when it does not. Does nothing when it has ended. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  await exit;
  clearTimeout(insist);
}
