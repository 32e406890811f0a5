// What a page shows of one service, from what was read of it. Pure.
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { parseTier } from "../../domain/api/tier.js";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import type { Outlook } from "../planning/outlook.js";
import { eventLines } from "./event-lines.js";
import type { CostPart, CostView, Head, PlanView, ServiceView } from "./model.js";
import { moveView } from "./move-view.js";
import { pictureOf } from "./picture.js";
import { conditionOf, isCurrent, sentence } from "./service-line.js";
import { treeOf } from "./tree.js";

/** What was read beside the service itself. Undefined: not read, or not yet; `unread` says why. */
export type Read = {
  readonly serviceClass?: WebServiceClass;
  readonly pods?: readonly KubeObject[];
  readonly events?: readonly KubeObject[];
  /** Computed where the operator has not planned yet. */
  readonly forecast?: Outlook;
  readonly unread: readonly string[];
};

export function serviceView(service: WebService, read: Read): ServiceView {
  const target = targetOf(service, read.serviceClass);
  const plan = planOf(service, read.forecast);
  const { status } = service;
  return {
    head: headOf(service, plan),
    picture: target === undefined ? null : pictureOf(target, service),
    plan,
    move: moveView(service),
    tree: treeOf(service, read.pods ?? []),
    cost: target === undefined ? null : costOf(target, status?.cost?.monthlyUSD),
    problems: problemsOf(service, read.forecast),
    retained: (status?.retained ?? []).map(({ kind, name, reason, monthlyUSD }) => ({
      kind,
      name,
      reason,
      monthlyUSD: monthlyUSD ?? null,
    })),
    history: [...(status?.history ?? [])].sort((a, b) => b.time.localeCompare(a.time)),
    events: read.events === undefined ? null : eventLines(service, read.events),
    unread: read.unread,
  };
}

function headOf(service: WebService, plan: PlanView | null): Head {
  const { metadata, spec, status } = service;
  return {
    uid: metadata.uid,
    // The operator's sentence has the whole plan in it, which is shown below.
    message: plan?.approval.is === "needed" ? "The plan below waits for an approval." : sentence(service),
    url: status?.endpoints?.url ?? null,
    readyPods: status?.replicas ?? null,
    className: status?.className ?? spec.className ?? null,
    operator: status?.operator?.version ?? null,
    created: metadata.creationTimestamp ?? null,
    suspended: spec.suspend === true,
  };
}

/** As the spec says; undefined where the spec or the class does not. */
function targetOf(service: WebService, serviceClass: WebServiceClass | undefined): Blueprint | undefined {
  if (serviceClass === undefined || parseTier(service.spec.userTier) === undefined) return undefined;
  return blueprint(service, serviceClass);
}

function planOf(service: WebService, forecast: Outlook | undefined): PlanView | null {
  const { status, metadata } = service;
  if (!isCurrent(service)) {
    const because = "The operator has not looked at the present spec yet: its own plan comes in a moment.";
    if (forecast === undefined || !forecast.ok) return null;
    return { id: forecast.plan, from: "forecast", changes: forecast.changes, approval: { is: "impossible", because } };
  }
  const plan = status?.plan;
  if (plan === undefined || plan.changes.length === 0) return null;
  const isGiven = metadata.annotations?.[ANNOTATION.approve] === plan.id;
  return { id: plan.id, from: "operator", changes: plan.changes, approval: approvalOf(service, isGiven) };
}

function approvalOf(service: WebService, isGiven: boolean): PlanView["approval"] {
  const pending = conditionOf(service, "PlanPending");
  if (isGiven) return { is: "given" };
  if (service.spec.suspend === true) return { is: "impossible", because: "The service is suspended: resume it first." };
  if (pending?.status !== "True") return { is: "none" };
  switch (pending.reason) {
    case "ApprovalNeeded":
    case "WindowClosed":
      return { is: "needed" };
    case "ChangeHeld":
      return { is: "impossible", because: "This version cannot make the change: it says itself what to do instead." };
    default:
      return { is: "none" };
  }
}

function problemsOf(service: WebService, forecast: Outlook | undefined): ServiceView["problems"] {
  const told = service.status?.problems ?? [];
  const stalled = conditionOf(service, "Stalled");
  const isTold = told.some(({ message }) => message === stalled?.message);
  return [
    ...(stalled?.status === "True" && !isTold ? [{ reason: stalled.reason, message: stalled.message, stalls: true }] : []),
    ...told.map(({ reason, message }) => ({ reason, message, stalls: stalled?.status === "True" && stalled.reason === reason })),
    ...(forecast?.ok === false ? [{ reason: forecast.problem.reason, message: forecast.problem.message, stalls: true }] : []),
  ];
}

/** Of the target, at list prices: the sum and its lines are from one and the same table. */
function costOf(target: Blueprint, nowUSD: number | undefined): CostView | null {
  const estimate = estimateCost(target);
  if (estimate === undefined) return null;
  const parts = new Map<string, CostPart>();
  for (const { part, what, monthlyUSD } of estimate.items) {
    const before = parts.get(part) ?? { part, monthlyUSD: 0, lines: [] };
    const sum = Math.round((before.monthlyUSD + monthlyUSD) * 100) / 100;
    parts.set(part, { part, monthlyUSD: sum, lines: [...before.lines, { what, monthlyUSD }] });
  }
  return {
    monthlyUSD: estimate.monthlyUSD,
    nowUSD: nowUSD ?? null,
    pricesOf: estimate.pricesOf,
    parts: [...parts.values()].sort((a, b) => b.monthlyUSD - a.monthlyUSD),
    unpriced: estimate.unpriced,
    assumptions: estimate.assumptions,
  };
}
