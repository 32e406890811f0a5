// What a pod is told to run: command and environment of the migration program, and the Secret with the key that it signs with. Pure.
import { basename } from "node:path";
import { LABEL, MANAGED_BY } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { recordOf, recordsOf, textOf, textsOf } from "../aws/model/read.js";

/** Pods of Jobs of Tenfold: kwok leaves them alone (programs-stage.yaml). */
export const PROGRAM_PODS = `${LABEL.managedBy}=${MANAGED_BY},batch.kubernetes.io/job-name`;
/** The one command that belongs to no move: nothing that it says is signed. */
export const BOOTSTRAP = "bootstrap";

export type Program = {
  readonly command: string;
  /** What the pod says itself; values from Secrets are left out. */
  readonly env: Readonly<Record<string, string>>;
  readonly namespace: string;
  /** The WebService that it works for. */
  readonly service: string;
  readonly signing: { readonly secret: string; readonly key: string };
};

export function programOf({ metadata, ...pod }: KubeObject): Program {
  const spec = recordOf(pod, "spec");
  const [container = {}] = recordsOf(spec, "containers");
  const entries = recordsOf(container, "env").map((entry) => [textOf(entry, "name") ?? "", textOf(entry, "value") ?? ""]);
  const env = Object.fromEntries(entries) as Readonly<Record<string, string>>;
  const volume = recordsOf(spec, "volumes").find(({ name }) => name === "signing") ?? {};
  return {
    command: textsOf(container, "args")[0] ?? "",
    env,
    namespace: metadata.namespace ?? "",
    service: metadata.labels?.[LABEL.service] ?? "",
    signing: {
      secret: textOf(recordOf(volume, "secret"), "secretName") ?? "",
      key: basename(env["SIGNING_KEY_FILE"] ?? ""),
    },
  };
}

export type Standing = "waits" | "runs" | "is over";

export function standingOf({ metadata, ...pod }: KubeObject): Standing {
  const phase = textOf(recordOf(pod, "status"), "phase");
  if (metadata.deletionTimestamp !== undefined || phase === "Succeeded" || phase === "Failed") return "is over";
  return phase === "Running" ? "runs" : "waits";
}

export type Left = { readonly exitCode: number; readonly message: string };
type Span = { readonly from: string; readonly to: string };

/** The status of the pod whose program has ended, as the kubelet writes it. */
export function endedStatus(pod: KubeObject, { exitCode, message }: Left, span: Span): unknown {
  const isDone = exitCode === 0;
  const terminated = {
    ...{ exitCode, reason: isDone ? "Completed" : "Error", message },
    ...{ startedAt: span.from, finishedAt: span.to },
  };
  const containers = recordsOf(recordOf(pod, "spec"), "containers");
  return {
    phase: isDone ? "Succeeded" : "Failed",
    containerStatuses: containers.map(({ name, image }) => ({
      ...{ name, image, ready: false, started: false, restartCount: 0 },
      state: { terminated },
    })),
  };
}
