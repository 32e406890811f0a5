// Starts and stops single components, each in a process of its own with a log file.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { commandLine, type Setup } from "./command-lines.js";
import { environmentWith } from "./environment.js";
import { logOf, type Component, type Layout } from "./layout.js";
import { remember, runningPid } from "./pid-files.js";

/** A component ended before it was ready. */
export class ComponentEnded extends Error {
  readonly isPortTaken: boolean;

  constructor(component: Component, log: string) {
    super(`${component} ended before it was ready. The end of its log:\n${log}`);
    this.isPortTaken = log.includes("address already in use");
  }
}

/** Does not wait until it serves. Does nothing when it runs already. */
export async function startComponent(component: Component, setup: Setup): Promise<void> {
  const { layout } = setup;
  if ((await runningPid(component, layout)) !== undefined) return;
  // A killed etcd leaves its socket behind, and the socket is the sign that the new one listens.
  if (component === "etcd") await rm(layout.etcdSocket, { force: true });
  const { program, flags } = commandLine(component, setup);
  const log = await open(logOf(layout, component), "w");
  try {
    // A process group of its own: Ctrl-C in the terminal must not reach the API server before those who still talk to it.
    const child = spawn(program, flags, {
      cwd: layout.dir,
      // kwok would otherwise also read the user's own kwok configuration.
      env: environmentWith({ KWOK_WORKDIR: join(layout.dir, "kwok") }),
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    await once(child, "spawn");
    child.unref();
    const isRunning = child.pid !== undefined && (await remember(component, layout, child.pid));
    if (!isRunning) throw new ComponentEnded(component, await logTail(component, layout));
  } finally {
    await log.close();
  }
}

/** The end of a component's log, for error messages. */
export async function logTail(component: Component, layout: Layout): Promise<string> {
  const text = await readFile(logOf(layout, component), "utf8").catch(() => "(no log)");
  return text.trimEnd().split("\n").slice(-5).join("\n");
}
