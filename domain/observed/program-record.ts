// What one of our own programs has left in its pod when it ended: one JSON record as the termination message. The way out of a pod that has
// no token and no access to the cluster; read from pods that are listed by label, a right that the operator has for nothing more.
import type { KubeObject } from "../api/objects.js";
import { at, isRecord, jsonIn, listAt, textAt } from "./reading.js";

export type ProgramRecord = Readonly<Record<string, unknown>> & {
  readonly command: string;
  readonly outcome: "done" | "failed";
};

/** Of the pod of a Job that ended last. Undefined: none has left a record that can be read. */
export function programRecord(pods: readonly KubeObject[], job: string): ProgramRecord | undefined {
  const ended = pods
    .filter(({ metadata }) => metadata.labels?.["batch.kubernetes.io/job-name"] === job)
    .flatMap((pod) => listAt(pod, "status", "containerStatuses").map((status) => at(status, "state", "terminated")))
    .filter(isRecord)
    .sort((a, b) => (finishedAt(a) < finishedAt(b) ? 1 : -1));
  for (const state of ended) {
    const record = recordIn(textAt(state, "message"));
    if (record !== undefined) return record;
  }
  return undefined;
}

function finishedAt(state: unknown): string {
  return textAt(state, "finishedAt") ?? "";
}

/** Other programs write what they like: only an object with our two fields is one. */
export function recordIn(message: string | undefined): ProgramRecord | undefined {
  const parsed = message?.startsWith("{") === true ? jsonIn(message) : undefined;
  if (!isRecord(parsed) || typeof parsed["command"] !== "string") return undefined;
  const { outcome } = parsed;
  return outcome === "done" || outcome === "failed" ? { ...parsed, command: parsed["command"], outcome } : undefined;
}

/** For people: what happened, and what to do. */
export function recordInWords({ message, remedy, code }: ProgramRecord): string | undefined {
  const words = [message, remedy].filter((part) => typeof part === "string" && part !== "");
  if (words.length > 0) return words.join(". ");
  return typeof code === "string" ? code : undefined;
}
