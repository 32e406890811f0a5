// "make down": stops what the demo started, the last first, and says what it did.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findControlPlane, stopControlPlane } from "../control-plane/control-plane.js";
import { stopServersIn } from "../servers/server-pool.js";
import { DATA_FOLDER } from "../servers/servers.js";
import { PLACES } from "./places.js";
import { endProgram, forgetProgram } from "./program-record.js";
import { PROGRAMS_IN_STOP_ORDER } from "./program.js";
import { tellKept } from "./tell-kept.js";
import { say } from "./terminal.js";

export async function down(): Promise<void> {
  for (const name of PROGRAMS_IN_STOP_ORDER) {
    const pid = await endProgram(name);
    await forgetProgram(name);
    say(pid === undefined ? `${name}: did not run` : `${name}: stopped (pid ${pid})`);
  }
  await stopServers();
  await tellKept();
  const pids = await runningComponents();
  // Also when it is not whole: something of it may be left.
  await stopControlPlane(PLACES.controlPlane);
  say(pids.length === 0 ? "control plane: did not run" : `control plane: stopped (${pids.join(", ")})`);
  if (existsSync(PLACES.controlPlane)) {
    say(`The data is kept: "make demo" goes on with it. To forget it: rm -r .local`);
  }
}

/** Those of a local AWS that was killed. */
async function stopServers(): Promise<void> {
  const folders = existsSync(PLACES.root) ? readdirSync(PLACES.root) : [];
  for (const folder of folders.filter((name) => name.startsWith("servers-")))
    await stopServersIn(join(PLACES.root, folder, DATA_FOLDER));
}

async function runningComponents(): Promise<readonly string[]> {
  const found = await findControlPlane(PLACES.controlPlane);
  return Object.entries((await found?.pids()) ?? {}).map(([component, pid]) => `${component} ${pid}`);
}
