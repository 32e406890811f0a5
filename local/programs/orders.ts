// How a run of the migration program ends: well, unless an annotation of its WebService orders something else. Pure.
import type { KubeObject } from "../../domain/api/objects.js";

/**
 * `obstacle`, `fails`, `lets-in` leave a record that says so; the last one also that the application was let in again. `killed`: the pod is
 * deleted. `forged`: all is well, signed with another key. `hangs`: until the annotation is taken back.
 */
const OUTCOMES = ["done", "obstacle", "fails", "lets-in", "killed", "forged", "hangs"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** By command of the program. */
const ANNOTATIONS: Readonly<Record<string, string>> = {
  rehearse: "local.tenfold.dev/rehearse",
  move: "local.tenfold.dev/move",
  "catch-up": "local.tenfold.dev/catch-up",
  verify: "local.tenfold.dev/verify",
  undo: "local.tenfold.dev/undo",
};

export function orderedOutcome(service: KubeObject | undefined, command: string): Outcome {
  const order = service?.metadata.annotations?.[ANNOTATIONS[command] ?? ""];
  return OUTCOMES.find((outcome) => outcome === order) ?? "done";
}
