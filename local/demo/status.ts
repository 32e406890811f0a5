// "tenfold local status": what of the demo runs on this machine, and how to reach it. Starts and stops nothing.
import { existsSync } from "node:fs";
import { findControlPlane } from "../control-plane/control-plane.js";
import { EXIT, type ExitCode } from "./failure.js";
import { PLACES } from "./places.js";
import { runningRecord } from "./program-record.js";
import { PROGRAMS_IN_STOP_ORDER } from "./program.js";
import { say } from "./terminal.js";

/** Fails when nothing runs, so that a script can ask. */
export async function status(): Promise<ExitCode> {
  const found = await findControlPlane(PLACES.controlPlane);
  const components = Object.entries((await found?.pids()) ?? {});
  const records = await Promise.all(
    PROGRAMS_IN_STOP_ORDER.map(async (name) => [name, (await runningRecord(name))?.pid] as const),
  );
  for (const [name, pid] of [...components, ...[...records].reverse()])
    say(pid === undefined ? `${name}: does not run` : `${name}: runs (pid ${pid})`);
  const runs = components.length > 0 || records.some(([, pid]) => pid !== undefined);
  if (components.length > 0) say(`\nTo look at it: kubectl --kubeconfig ${PLACES.kubeconfig} get webservices -A`);
  else say(runs ? "control plane: does not run" : "nothing runs");
  if (!runs)
    say(
      existsSync(PLACES.controlPlane)
        ? 'The data of the last time is kept: "make demo" goes on with it.'
        : 'To start it: "make demo"',
    );
  return runs ? EXIT.ok : EXIT.unexpected;
}
