// How it ends when everything that waits is approved, time passes and programs end well. Pure.
import { isDeepStrictEqual } from "node:util";
import type { SettledState, SettleQuestion } from "../../cdk8s/settle.js";
import { settle } from "../../cdk8s/settle.js";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { ProgramEnd } from "../../domain/observed/program-ends.js";

/** More than the longest way has: from PostgreSQL in the cluster to Aurora, with a rehearsal and an observed time for each move. */
const MOST_LEGS = 60;

/** Undefined: nothing waits, so it ends as it rests. */
export function afterwards(question: SettleQuestion, rest: SettledState): SettledState | undefined {
  if (!waits(rest)) return undefined;
  let leg: SettleQuestion = { ...question, present: undefined, programs: endingWell };
  let end = rest;
  for (let count = 0; count < MOST_LEGS; count += 1) {
    const before = end;
    leg = nextLeg(leg, before);
    end = settle(leg);
    if (isOver(before, end)) return end;
  }
  return end;
}

function waits({ last }: SettledState): boolean {
  return last.gated.decisions.some(({ state }) => state === "Waiting");
}

function nextLeg(leg: SettleQuestion, { last, objects }: SettledState): SettleQuestion {
  const { wakeAt } = last.gated;
  const annotations = { ...leg.service.metadata.annotations, [ANNOTATION.approve]: last.plan.id };
  return {
    ...leg,
    standing: [...objects.values()],
    service: { ...leg.service, metadata: { ...leg.service.metadata, annotations } },
    now: wakeAt === undefined ? leg.now : Math.max(wakeAt, leg.now + 1),
  };
}

/** The approval was given and time has passed, and nothing came of it. */
function isOver(before: SettledState, end: SettledState): boolean {
  if (end.last.gated.wakeAt === undefined && !waits(end)) return true;
  return before.last.plan.id === end.last.plan.id && isDeepStrictEqual(before.objects, end.objects);
}

/** What was measured shows nowhere but in the binding. */
function endingWell(role: string): ProgramEnd {
  const measured = { seconds: 60, bytes: 1, tables: 1, rows: 1, lagSeconds: 0, verifySeconds: 1 };
  return { kind: "record", record: { command: role.split("-")[1] ?? "", outcome: "done", ...measured } };
}
