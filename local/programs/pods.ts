// The kubelet of the pods that run the migration program, where kwok stands in for all others: has the program run or played, and writes into
// the pod's status what it left. Knows nothing but the pods: after a restart those that run are run.
import type { KubeObject, ObjectRef } from "../../domain/api/objects.js";
import type { Clock } from "../../operator/ports/clock.js";
import type { Log } from "../../operator/ports/log.js";
import { refOf, type ClusterAccess } from "../aws/controllers/cluster-access.js";
import { POD } from "../aws/load-balancers/kinds.js";
import { recordOf, textOf } from "../aws/model/read.js";
import { endedStatus, standingOf } from "./program.js";
import type { End, ProgramRuns } from "./runs.js";

type Around = {
  readonly cluster: ClusterAccess;
  readonly clock: Clock;
  readonly log: Log;
  readonly runs: ProgramRuns;
};

const LOOK_MS = 250;
/** Who writes the status of real pods. */
const MANAGER = "kubelet";

export class ProgramPods {
  /** By UID: the pods that run here, until they are gone. False: the program has ended. */
  readonly #running = new Map<string, boolean>();
  #isStopped = false;

  constructor(private readonly around: Around) {}

  seen(pod: KubeObject): void {
    const uid = pod.metadata.uid ?? "";
    const standing = standingOf(pod);
    if (standing === "is over") {
      this.#running.set(uid, false);
      this.around.runs.forget(uid);
    }
    if (standing !== "runs" || this.#running.has(uid)) return;
    this.#running.set(uid, true);
    this.#later(pod, this.around.runs.restMs(pod));
  }

  gone({ metadata }: KubeObject): void {
    this.#running.delete(metadata.uid ?? "");
    this.around.runs.forget(metadata.uid ?? "");
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.around.runs.stop();
  }

  #later(pod: KubeObject, milliseconds: number): void {
    this.around.clock.after(milliseconds, () => void this.#look(pod));
  }

  /** Again until it has ended: the API server may be away, the key may come later. */
  async #look(pod: KubeObject): Promise<void> {
    const uid = pod.metadata.uid ?? "";
    if (this.#isStopped || this.#running.get(uid) !== true) return;
    try {
      const end = await this.around.runs.endOf(pod);
      if (end === "still runs") {
        this.#later(pod, LOOK_MS);
        return;
      }
      this.#running.set(uid, false);
      await this.#tell(pod, end);
    } catch (error) {
      this.#running.set(uid, true);
      this.around.log.warn("program: looked at again", { pod: pod.metadata.name, error: String(error) });
      this.#later(pod, LOOK_MS);
    }
  }

  async #tell(pod: KubeObject, end: Exclude<End, "still runs">): Promise<void> {
    const { cluster, log, clock } = this.around;
    const { uid = "", name } = pod.metadata;
    const ref: ObjectRef = refOf(POD, pod);
    log.info("program has ended", { pod: name, exitCode: end === "killed" ? "killed" : end.exitCode });
    if (end === "killed") {
      await cluster.remove(ref, uid);
      return;
    }
    const from = textOf(recordOf(pod, "status"), "startTime") ?? "";
    const status = endedStatus(pod, end, { from, to: `${new Date(clock.now()).toISOString().slice(0, -5)}Z` });
    // Gone, or another one under its name: in both cases there is nobody to tell.
    await cluster.patch(ref, { metadata: { uid }, status }, { manager: MANAGER, subresource: "status" });
  }
}
