// The move of a service as its status tells it.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import { readBoundMove } from "../../../domain/observed/bound-move.js";
import { phasesDone, phaseStates } from "../../../domain/observed/move-phases.js";
import type { Desire } from "../../../cdk8s/desire.js";

type MoveReport = NonNullable<WebServiceStatus["move"]>;

/** Undefined: nothing is moved, and nothing was. What is being written counts as written. */
export function moveReport({ gated, standing, plan }: Pick<Desire, "gated" | "standing" | "plan">): MoveReport | undefined {
  const { next } = gated;
  const move = readBoundMove(next.move?.record) ?? standing.move;
  const change = plan.changes.find(({ detail, impossible }) => detail.kind === "database-move" && impossible === undefined);
  const ends = change?.detail.kind === "database-move" ? change.detail : undefined;
  const from = ends?.from ?? move?.from.kind;
  const to = ends?.to ?? move?.to.kind;
  if (from === undefined || to === undefined) return undefined;
  const isOfThis = move?.from.kind === from && move.to.kind === to;
  const known = isOfThis ? move : undefined;
  const role = databaseRoles(known?.to ?? to).main;
  const done = phasesDone(known, standing.restingOthers.has(role) || known?.rehearsal !== undefined);
  return {
    ...{ from, to, phases: [...phaseStates(done)] },
    state: known?.state ?? "preparing",
    id: known?.id,
    since: known?.since,
    attempt: known?.attempt,
    expectedSeconds: known?.rehearsal?.seconds,
    bytes: known?.freeze?.bytes ?? known?.rehearsal?.bytes,
    rows: known?.freeze?.rows ?? known?.rehearsal?.rows,
    frozenSeconds: known?.freeze?.seconds,
    failure: known?.failure,
  };
}
