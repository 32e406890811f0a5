// All pure steps of one reconcile: decide what may exist now, render it, and see which pods that would replace.
// Every program that plans calls this.
import { BUILT_IN } from "../domain/api/kinds.js";
import type { RenderOptions } from "../domain/blueprint/children.js";
import { lateValues } from "../domain/observed/late-values.js";
import type { ById } from "../domain/observed/observe.js";
import { childId, childKey } from "../domain/observed/record.js";
import type { Decided, Question as Grounds } from "../domain/plan/decide.js";
import { decide } from "../domain/plan/decide.js";
import { earliest, isRunning } from "../domain/plan/decision.js";
import type { Orphans } from "../domain/plan/orphans.js";
import { orphans } from "../domain/plan/orphans.js";
import type { PodsBehind } from "../domain/plan/pods-behind.js";
import { hasPodsBehind, podsBehind } from "../domain/plan/pods-behind.js";
import { rollouts } from "../domain/plan/rollouts.js";
import type { Prepared, Rendering } from "./prepare.js";
import { prepareAgain } from "./prepare.js";
import { stillGranted } from "./still-granted.js";

export type Question = Omit<Grounds, "renderer"> & {
  readonly render: RenderOptions;
  /** An approval given before an upgrade does not cover what the upgrade makes of the plan. */
  readonly operatorVersion: string;
  /** KEDA is installed. Default: it is. */
  readonly servesScaledObjects?: boolean;
};
export type Desire = Decided & {
  readonly prepared: Prepared;
  readonly servesScaledObjects: boolean;
  /** Ids of children that stay as they are. */
  readonly frozen: ReadonlySet<string>;
  /** Pods that may still be as they were made before; what they use stays. */
  readonly behind: PodsBehind;
  /** To be given back the next time: equal inputs are not rendered again. */
  readonly rendering: Rendering;
};

export function desire(question: Question, last?: Rendering): Desire {
  const { render, children, operatorVersion, servesScaledObjects = true } = question;
  const decided = decide({ ...question, renderer: `${operatorVersion} ${render.postgresRepository}` });
  const { gated, permission } = decided;
  const found = lateValues(children, { database: gated.next.database, service: question.service });
  const late = servesScaledObjects ? found : { ...found, servesScaledObjects };
  const { prepared, rendering } = prepareAgain({ blueprint: gated.next, late, options: render }, last);
  const replaced = rollouts({ ...decided, now: question.now }, prepared.templates, gated.decisions);
  const decisions = [...replaced.decisions, ...gated.decisions];
  const behind = behindOf(prepared, children);
  return {
    ...decided,
    servesScaledObjects,
    gated: { ...gated, decisions },
    prepared: hasPodsBehind(behind) ? { ...prepared, children: stillGranted(prepared.children, children) } : prepared,
    behind,
    frozen: new Set(
      prepared.children.filter(({ kind, role }) => replaced.frozen.has(childKey({ kind: kind.kind, role }))).map(({ id }) => id),
    ),
    rendering,
    wakeAt: earliest([
      decided.wakeAt,
      replaced.wakeAt,
      replaced.decisions.every(isRunning) ? undefined : permission.windowTurnsAt,
    ]),
  };
}

/** Children that the blueprint does not name. */
export function orphansOf(observed: ById, { prepared, behind }: Pick<Desire, "prepared" | "behind">): Orphans {
  const named = new Set([
    ...prepared.children.map((child) => child.id),
    ...prepared.children.flatMap(takenOver),
    ...prepared.waiting.map((child) => childId({ kind: child.kind.kind, name: child.name })),
  ]);
  return orphans([...observed.values()], named, behind);
}

/** The autoscaler that KEDA takes over goes on until it has: it then has no label of ours any more. Both have one name, since they have one role. */
function takenOver({ kind, name }: Prepared["children"][number]): readonly string[] {
  return kind === BUILT_IN.scaledObject ? [childId({ kind: BUILT_IN.horizontalPodAutoscaler.kind, name })] : [];
}

function behindOf({ children: rendered, waiting }: Prepared, standing: Question["children"]): PodsBehind {
  const deployments = rendered.filter(({ kind }) => kind === BUILT_IN.deployment);
  const wanted = [...deployments, ...waiting.filter(({ kind }) => kind === BUILT_IN.deployment)];
  return podsBehind(standing, deployments, new Set(wanted.map(({ role }) => role)));
}
