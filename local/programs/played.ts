// The migration program as it is played where nothing can be moved: it ends as its WebService orders, after a moment.
import type { KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { Clock } from "../../operator/ports/clock.js";
import type { ClusterAccess } from "../aws/controllers/cluster-access.js";
import { SECRET } from "../aws/databases/objects.js";
import { recordOf, textOf } from "../aws/model/read.js";
import { orderedOutcome } from "./orders.js";
import { BOOTSTRAP, programOf } from "./program.js";
import { leftBy } from "./record.js";
import type { End, ProgramRuns } from "./runs.js";

export type Stage = {
  readonly cluster: ClusterAccess;
  readonly clock: Clock;
  /** How long a program runs. */
  readonly runMs: number;
};

export function playedRuns(stage: Stage): ProgramRuns {
  return {
    // It has nothing to move, and every service waits for it.
    restMs: (pod) => (programOf(pod).command === BOOTSTRAP ? 0 : stage.runMs),
    endOf: (pod) => endOf(pod, stage),
    forget: () => undefined,
    stop: () => Promise.resolve(),
  };
}

async function endOf(pod: KubeObject, { cluster, clock }: Stage): Promise<End> {
  const program = programOf(pod);
  const { namespace, service, signing, command } = program;
  if (command === BOOTSTRAP) return { exitCode: 0, message: JSON.stringify({ command, outcome: "done" }) };
  const outcome = orderedOutcome(await cluster.read({ kind: WEB_SERVICE, namespace, name: service }), command);
  if (outcome === "hangs") return "still runs";
  if (outcome === "killed") return "killed";
  const secret = await cluster.read({ kind: SECRET, namespace, name: signing.secret });
  const key = textOf(recordOf(secret ?? {}, "data"), signing.key);
  // As a real pod, which does not start before what it mounts is there.
  if (key === undefined) return "still runs";
  const at = new Date(clock.now()).toISOString();
  return leftBy({ program, outcome, key: Buffer.from(key, "base64").toString("utf8"), at });
}
