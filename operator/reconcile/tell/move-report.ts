// The move of a service as its status tells it.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { plannedMove } from "../../../domain/plan/change.js";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import type { DatabaseKind } from "../../../domain/blueprint/types.js";
import type { BoundMove } from "../../../domain/observed/bound-move.js";
import { readBoundMove } from "../../../domain/observed/bound-move.js";
import { phasesDone, phaseStates } from "../../../domain/observed/move-phases.js";
import { progressInWords, timeLeft } from "../../../domain/observed/move-progress.js";
import type { Desire } from "../../../cdk8s/desire.js";
import type { Work } from "./findings.js";

type MoveReport = NonNullable<WebServiceStatus["move"]>;

/** Undefined: nothing is moved, and nothing was. What is being written counts as written. */
export function moveReport(
  desire: Pick<Desire, "gated" | "standing" | "plan">,
  progress?: Work["progress"],
): MoveReport | undefined {
  const { gated, standing } = desire;
  const move = readBoundMove(gated.next.move?.record) ?? standing.move;
  const ends = endsOf(desire, move);
  if (ends === undefined) return undefined;
  const known = move?.from.kind === ends.from && move.to.kind === ends.to ? move : undefined;
  const isReady = standing.restingOthers.has(databaseRoles(known?.to ?? ends.to).main) || known?.rehearsal !== undefined;
  return {
    ...ends,
    phases: [...phaseStates(phasesDone(known, isReady))],
    ...(known === undefined ? PREPARING : told(known)),
    ...(progress === undefined ? {} : { progress: progressReport(progress, known) }),
  };
}

const PREPARING = { state: "preparing" } as const;

type Ends = { readonly from: DatabaseKind; readonly to: DatabaseKind };

/** Of the move in the plan, else of the last one. */
function endsOf({ plan }: Pick<Desire, "plan">, last: BoundMove | undefined): Ends | undefined {
  const planned = plannedMove(plan)?.detail;
  if (planned !== undefined) return { from: planned.from, to: planned.to };
  return last && { from: last.from.kind, to: last.to.kind };
}

function progressReport({ said, atMs }: NonNullable<Work["progress"]>, move: BoundMove | undefined): MoveReport["progress"] {
  const left = timeLeft(said, move, atMs);
  return {
    ...said,
    secondsLeft: left?.seconds,
    leftBy: left?.by,
    text: progressInWords(said, left),
    readAt: new Date(atMs).toISOString(),
  };
}

function told({ id, state, since, attempt, rehearsal, freeze, failure }: BoundMove) {
  const measured = freeze ?? rehearsal;
  return {
    ...{ id, state, since, attempt, failure },
    expectedSeconds: rehearsal?.seconds,
    bytes: measured?.bytes,
    rows: measured?.rows,
    frozenSeconds: freeze?.seconds,
  };
}
