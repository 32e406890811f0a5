// The way from one spec to another, step by step, without a cluster: time passes, what asks for approval gets it, and programs end well.
import { ANNOTATION } from "../domain/api/keys.js";
import type { WebService } from "../domain/api/service.js";
import { waitsForApproval } from "../domain/plan/decision.js";
import type { ProgramEnd } from "../domain/observed/program-ends.js";
import type { Desire } from "./desire.js";
import type { SettledState, SettleQuestion } from "./settle.js";
import { settle } from "./settle.js";

export type WalkQuestion = SettleQuestion & {
  /** What the programs of a move are to have measured. */
  readonly measured: {
    readonly seconds: number;
    readonly bytes: number;
    readonly tables: number;
    readonly rows: number;
    /** Of a replica. */
    readonly lagSeconds?: number;
    readonly verifySeconds?: number;
  };
};

export type Walk = {
  /** All that was decided on the way. */
  readonly steps: readonly Desire[];
  readonly end: SettledState;
};

const MOST_LEGS = 50;

/** Deterministic. Ends where nothing goes on but by another spec. */
export function walk(question: WalkQuestion): Walk {
  const steps: Desire[] = [];
  let leg: SettleQuestion = { ...question, programs: question.programs ?? endingWell(question.measured) };
  for (let count = 0; count < MOST_LEGS; count += 1) {
    const end = settle(leg);
    steps.push(...end.rounds);
    const next = nextLeg(leg, end);
    if (next === undefined) return { steps, end };
    leg = next;
  }
  throw new Error(`${question.service.metadata.name} does not come to an end in ${MOST_LEGS} legs`);
}

function nextLeg(leg: SettleQuestion, { last, objects }: SettledState): SettleQuestion | undefined {
  const standing = [...objects.values()];
  const { decisions, wakeAt } = last.gated;
  const isApproved = leg.service.metadata.annotations?.[ANNOTATION.approve] === last.plan.id;
  if (decisions.some(waitsForApproval) && !isApproved) return { ...leg, standing, service: approved(leg.service, last.plan.id) };
  return wakeAt === undefined ? undefined : { ...leg, standing, now: Math.max(wakeAt, leg.now + 1) };
}

function approved(service: WebService, plan: string): WebService {
  const annotations = { ...service.metadata.annotations, [ANNOTATION.approve]: plan };
  return { ...service, metadata: { ...service.metadata, annotations } };
}

function endingWell(measured: WalkQuestion["measured"]): (role: string) => ProgramEnd {
  return (role) => ({ kind: "record", record: { command: role.split("-")[1] ?? "", outcome: "done", ...measured } });
}
