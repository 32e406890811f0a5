// What a move to a replica and an upgrade ask AWS, and what is answered. One question at a time: each look asks the one that the next step hangs on.
import type { AuroraDatabase, RdsDatabase } from "../blueprint/types.js";

export type ReplicaQuestion =
  /** Whether a replica of the kind can be made of the source: what is in the way, in words. */
  | { readonly about: "replica"; readonly source: RdsDatabase; readonly wanted: AuroraDatabase }
  /** That a snapshot is there, and finished. Asking has it made. */
  | { readonly about: "snapshot"; readonly source: RdsDatabase; readonly suffix: string }
  /** Whether the target follows its source still. `promotes`: asking has it promoted. */
  | { readonly about: "promotion"; readonly target: AuroraDatabase; readonly promotes: boolean }
  /** Whether it can have another major version. With a suffix a snapshot is made as well, unless something is in the way. */
  | {
      readonly about: "upgrade";
      readonly database: RdsDatabase | AuroraDatabase;
      readonly to: string;
      readonly suffix?: string;
    };

export type ReplicaAnswer =
  | { readonly about: "replica"; readonly obstacles: readonly string[] }
  | { readonly about: "snapshot"; readonly name: string; readonly isFinished: boolean }
  | { readonly about: "promotion"; readonly state: "replica" | "promoting" | "promoted" | "gone" }
  | {
      readonly about: "upgrade";
      /** The version that runs, in full. */
      readonly stands: string;
      readonly isAtRest: boolean;
      readonly obstacles: readonly string[];
      readonly snapshot?: { readonly name: string; readonly isFinished: boolean };
    }
  /** AWS could not be asked, or did not do it: why, and what to do. `isOff`: whoever runs the operator has decided so. */
  | { readonly about: "nothing"; readonly why: string; readonly isOff?: true };

/** Undefined: it was not asked yet. An answer to something else is none. */
export function answerTo<About extends ReplicaQuestion["about"]>(
  about: About,
  answer: ReplicaAnswer | undefined,
): Extract<ReplicaAnswer, { readonly about: About | "nothing" }> | undefined {
  const isOfIt = answer?.about === about || answer?.about === "nothing";
  return isOfIt ? (answer as Extract<ReplicaAnswer, { readonly about: About | "nothing" }>) : undefined;
}
