// All pure steps of one reconcile: decide what may exist now, render it, and see which pods that would replace.
// Every program that plans calls this.
import type { RenderOptions } from "../domain/blueprint/children.js";
import { lateValues } from "../domain/observed/late-values.js";
import { childKey } from "../domain/observed/record.js";
import type { Decided, Question as Grounds } from "../domain/plan/decide.js";
import { decide } from "../domain/plan/decide.js";
import { earliest, isRunning } from "../domain/plan/decision.js";
import { rollouts } from "../domain/plan/rollouts.js";
import type { Prepared, Rendering } from "./prepare.js";
import { prepareAgain } from "./prepare.js";

export type Question = Omit<Grounds, "renderer"> & {
  readonly render: RenderOptions;
  /** An approval given before an upgrade does not cover what the upgrade makes of the plan. */
  readonly operatorVersion: string;
};
export type Desire = Decided & {
  readonly prepared: Prepared;
  /** Ids of children that stay as they are. */
  readonly frozen: ReadonlySet<string>;
  /** To be given back the next time: equal inputs are not rendered again. */
  readonly rendering: Rendering;
};

export function desire(question: Question, last?: Rendering): Desire {
  const { render, children, operatorVersion } = question;
  const decided = decide({ ...question, renderer: `${operatorVersion} ${render.postgresRepository}` });
  const { gated, permission } = decided;
  const late = lateValues(children, { database: gated.next.database, service: question.service });
  const { prepared, rendering } = prepareAgain({ blueprint: gated.next, late, options: render }, last);
  const replaced = rollouts(decided, prepared.templates, gated.decisions);
  const decisions = [...replaced.decisions, ...gated.decisions];
  return {
    ...decided,
    gated: { ...gated, decisions },
    prepared,
    frozen: new Set(
      prepared.children.filter(({ kind, role }) => replaced.frozen.has(childKey({ kind: kind.kind, role }))).map(({ id }) => id),
    ),
    rendering,
    wakeAt: earliest([decided.wakeAt, replaced.decisions.every(isRunning) ? undefined : permission.windowTurnsAt]),
  };
}
