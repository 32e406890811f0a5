// The engine collects garbage with threads of its own, four of them, and each takes as large a share of the cores as the one that decides. On two
// cores that one waited for up to half a second while a heap of 200 MB was marked: for 50 ms it ran, for the others it stood in line. So they give
// way to it. Measured on two cores at the start with ten thousand services (docs/explanation/scale.md): 359 ms at the longest, and 111 ms with this. Marking
// ends later for it, with more garbage beside: 675 MB instead of 580 until the process rests.
import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

const THREADS = "/proc/self/task";
/** As Node calls them. */
const HELPER = "V8Worker";
/** A tenth of the share of a thread that has 0. To take less needs no rights. */
const NICENESS = 10;

/** From now on. Where the system does not tell of its threads everything is as it was. */
export function letHelpersGiveWay(): void {
  try {
    const helpers = readdirSync(THREADS).filter((id) => readFileSync(`${THREADS}/${id}/comm`, "utf8").trim() === HELPER);
    // Linux keeps it for each thread, and takes the number of one where that of a process is asked for.
    for (const id of helpers) setPriority(Number(id), NICENESS);
  } catch {
    return;
  }
}
