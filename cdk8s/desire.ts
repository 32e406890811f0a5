// All pure steps of one reconcile: decide what may exist now, then render it. Every program that plans calls this.
import type { RenderOptions } from "../domain/blueprint/children.js";
import { lateValues } from "../domain/observed/late-values.js";
import type { Decided, Question as Grounds } from "../domain/plan/decide.js";
import { decide } from "../domain/plan/decide.js";
import type { Prepared, Rendering } from "./prepare.js";
import { prepareAgain } from "./prepare.js";

export type Question = Grounds & { readonly render: RenderOptions };
export type Desire = Decided & {
  readonly prepared: Prepared;
  /** To be given back the next time: equal inputs are not rendered again. */
  readonly rendering: Rendering;
};

export function desire(question: Question, last?: Rendering): Desire {
  const decided = decide(question);
  const { next } = decided.gated;
  const late = lateValues(question.children, next.database);
  const rendering = prepareAgain({ blueprint: next, late, options: question.render }, last);
  return { ...decided, prepared: rendering.prepared, rendering };
}
