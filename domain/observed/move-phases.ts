// The phases of a move, for people: which are behind it, which one it is in. Derived from what the binding says and what stands.
import type { BoundMove } from "./bound-move.js";

export const MOVE_PHASES = ["TargetReady", "Rehearsed", "Approved", "Copied", "Switched", "SourceRetained"] as const;
export type MovePhase = (typeof MOVE_PHASES)[number];
export type PhaseState = "Done" | "UnderWay" | "Waiting";

/** How many of them are done. */
export function phasesDone(move: BoundMove | undefined, isTargetReady: boolean): number {
  if (move === undefined || move.state === "undone") return isTargetReady ? 1 : 0;
  switch (move.state) {
    case "rehearsed":
      return move.rehearsal?.passed === true ? 2 : 1;
    case "freezing":
      return 3;
    case "promoting":
    case "verifying":
      return 4;
    case "undoing":
      return 2;
    case "switched":
      return 5;
    case "kept":
      return MOVE_PHASES.length;
  }
}

export function phaseStates(done: number): readonly { readonly name: MovePhase; readonly state: PhaseState }[] {
  return MOVE_PHASES.map((name, index) => ({ name, state: index < done ? "Done" : index === done ? "UnderWay" : "Waiting" }));
}

/** The application is shut out of its database, or may be. */
export function isShutOut(state: string | undefined): boolean {
  return state === "freezing" || state === "promoting" || state === "verifying" || state === "undoing";
}
