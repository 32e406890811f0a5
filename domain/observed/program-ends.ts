// How the programs of a move have ended: by the role of their Job. Only what was signed with the key of that Job is believed.
import { isMoveRole } from "../blueprint/roles.js";
import type { Children } from "./late-values.js";
import type { ProgramRecord } from "./program-record.js";

export type ProgramEnd =
  | { readonly kind: "record"; readonly record: ProgramRecord }
  /** It has ended and left nothing that can be believed. */
  | { readonly kind: "silent"; readonly why: string };
export type ProgramEnds = ReadonlyMap<string, ProgramEnd>;

/** `ended`: its pod has left a record, or is gone. `message`: what the Job says of itself. */
export type StandingJob = { readonly name: string; readonly ended: boolean; readonly message: string };

/** By role: the Jobs of moves that exist. */
export function moveJobs(children: Children): ReadonlyMap<string, StandingJob> {
  const found = new Map<string, StandingJob>();
  for (const { kind, role, name, health, deleting } of children.values()) {
    if (kind !== "Job" || !isMoveRole(role) || deleting) continue;
    const message = health.state === "ready" ? "" : health.message;
    found.set(role, { name, ended: health.state !== "progressing", message });
  }
  return found;
}
