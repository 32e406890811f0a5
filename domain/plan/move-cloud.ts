// What a move to a replica asks AWS, and what is answered. One question at a time: each look asks the one that the next step hangs on.
import type { AuroraDatabase, RdsDatabase } from "../blueprint/types.js";

export type ReplicaQuestion =
  /** Whether a replica of the kind can be made of the source: what is in the way, in words. */
  | { readonly about: "replica"; readonly source: RdsDatabase; readonly wanted: AuroraDatabase }
  /** That a snapshot is there, and finished. Asking has it made. */
  | { readonly about: "snapshot"; readonly source: RdsDatabase; readonly suffix: string }
  /** Whether the target follows its source still. `promotes`: asking has it promoted. */
  | { readonly about: "promotion"; readonly target: AuroraDatabase; readonly promotes: boolean };

export type ReplicaAnswer =
  | { readonly about: "replica"; readonly obstacles: readonly string[] }
  | { readonly about: "snapshot"; readonly name: string; readonly isFinished: boolean }
  | { readonly about: "promotion"; readonly state: "replica" | "promoting" | "promoted" | "gone" }
  /** AWS could not be asked, or did not do it: why, and what to do. */
  | { readonly about: "nothing"; readonly why: string };

/** Undefined: it was not asked yet. An answer to something else is none. */
export function answerTo<About extends ReplicaQuestion["about"]>(
  about: About,
  answer: ReplicaAnswer | undefined,
): Extract<ReplicaAnswer, { readonly about: About | "nothing" }> | undefined {
  const isOfIt = answer?.about === about || answer?.about === "nothing";
  return isOfIt ? (answer as Extract<ReplicaAnswer, { readonly about: About | "nothing" }>) : undefined;
}
