// A move of data as a page shows it: its phases, and how far the program at work is. Pure.
import type { WebService } from "../../domain/api/service.js";
import type { MoveView } from "./model.js";

const STATES = { Done: "ready", UnderWay: "working", Waiting: "planned" } as const;
/** The application has its data and its database; only what was left is kept. */
const OVER = ["kept", "undone"];

/** Null: none is under way. */
export function moveView({ status }: WebService): MoveView | null {
  const move = status?.move;
  if (move === undefined || OVER.includes(move.state)) return null;
  const expected = move.expectedSeconds;
  const rehearsed = expected === undefined ? null : `the rehearsal says: about ${Math.ceil(expected)} s without the database`;
  return {
    title: `Data moves from ${NAMES[move.from] ?? move.from} to ${NAMES[move.to] ?? move.to}`,
    phases: move.phases.map(({ name, state }) => ({ name, state: STATES[state] })),
    says: move.progress?.text ?? rehearsed,
    failure: move.failure ?? null,
  };
}

const NAMES: Readonly<Record<string, string>> = { "in-cluster": "PostgreSQL in the cluster", rds: "RDS", aurora: "Aurora" };
