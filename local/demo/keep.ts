// Runs on after "make demo", as a cluster would: what has ended is started again. Its log says so, and "make demo" shows that.
import { setTimeout as sleep } from "node:timers/promises";
import { resumeEnded } from "../control-plane/control-plane.js";
import { localCluster, pinnedCluster, type DemoCluster } from "./cluster.js";
import { logTail } from "./program-log.js";
import { mend, type Mending } from "./mend.js";
import { PLACES } from "./places.js";
import { endedPrograms } from "./program-record.js";
import { WORKING_PROGRAMS } from "./program.js";
import { startPrograms } from "./start-programs.js";
import { say } from "./terminal.js";

const LOOK_MS = 2_000;
const MAX_PAUSE_MS = 60_000;

/** Until it is ended. What fails is tried again, ever more rarely. */
export async function keep(kind: DemoCluster["kind"]): Promise<never> {
  const mending = mendingOf(kind);
  for (let pause = LOOK_MS; ;) {
    await sleep(pause);
    try {
      await mend(mending);
      pause = LOOK_MS;
    } catch (error) {
      pause = Math.min(MAX_PAUSE_MS, pause * 2);
      const text = error instanceof Error ? error.message : String(error);
      mending.tell(`it could not be started again, next try in ${pause / 1000} s: ${text}`);
    }
  }
}

function mendingOf(kind: DemoCluster["kind"]): Mending {
  return {
    resumeComponents: async () => (kind === "local" ? resumeEnded(PLACES.controlPlane, () => undefined) : []),
    endedPrograms: () => endedPrograms(WORKING_PROGRAMS),
    startPrograms: async () =>
      startPrograms(
        kind === "local" ? await localCluster() : await pinnedCluster(),
        async (_title, work) => (await work()).value,
      ),
    lastWords: (name) => logTail(name, 1),
    tell: (line) => say(`${new Date().toISOString()} ${line}`),
  };
}
