// Port: what becomes of a pod that runs the migration program.
import type { KubeObject } from "../../domain/api/objects.js";
import type { Left } from "./program.js";

/** `killed`: nothing is left, not even the pod. */
export type End = Left | "killed" | "still runs";

export type ProgramRuns = {
  /** How long a pod runs before it is asked about. */
  readonly restMs: (pod: KubeObject) => number;
  /** Asked again until it has ended. */
  readonly endOf: (pod: KubeObject) => Promise<End>;
  /** The pod is gone, or is told to go. */
  readonly forget: (uid: string) => void;
  readonly stop: () => Promise<void>;
};

export function runsByNamespace(inNamespace: (namespace: string) => ProgramRuns, all: readonly ProgramRuns[]): ProgramRuns {
  const of = ({ metadata }: KubeObject): ProgramRuns => inNamespace(metadata.namespace ?? "");
  return {
    restMs: (pod) => of(pod).restMs(pod),
    endOf: (pod) => of(pod).endOf(pod),
    forget: (uid) => {
      for (const runs of all) runs.forget(uid);
    },
    stop: async () => {
      await Promise.all(all.map((runs) => runs.stop()));
    },
  };
}
