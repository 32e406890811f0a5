// Findings → status. Pure.
import { bounded } from "../../../domain/api/bound-status.js";
import type { WebServiceStatus } from "../../../domain/api/status.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { Applied } from "../act/apply-children.js";
import {
  partConditions,
  planCondition,
  readyConditions,
  retainedCondition,
  suspendedCondition,
  withTimes,
} from "./conditions.js";
import { backupCondition, lastBackup } from "./backup.js";
import type { Draft } from "./conditions.js";
import type { ChildView, Report, Work } from "./findings.js";
import { planEntry } from "../../../cdk8s/plan-entry.js";
import { endpoints } from "./endpoints.js";
import { moveReport } from "./move-report.js";
import { retainedData } from "./retained.js";

export type Writer = {
  /** RFC 3339 time; it only appears where something changed. */
  readonly now: string;
  readonly operator: NonNullable<WebServiceStatus["operator"]>;
};

export function summarize(report: Report, { now, operator }: Writer): WebServiceStatus {
  const { service, work } = report;
  const previous = service.status;
  const children = work === undefined ? [] : childViews(work);
  const drafts: Draft[] = [
    ...readyConditions(report, children),
    ...(work === undefined ? [] : partConditions(work, children)),
    ...backupCondition(report),
    planCondition(report),
    retainedCondition(work === undefined ? (previous?.retained ?? []) : retainedData(work)),
    suspendedCondition(report),
  ];
  const conditions = withTimes(drafts, { previous: previous?.conditions ?? [], generation: service.metadata.generation, now });
  const isReady = conditions.some((condition) => condition.type === "Ready" && condition.status === "True");
  const tier = tierOf(report, isReady);
  return bounded({
    observedGeneration: service.metadata.generation,
    operator,
    conditions,
    tier,
    ...(work === undefined ? kept(previous) : workStatus(work, children)),
    problems: report.problems.length === 0 ? undefined : report.problems.map(({ reason, message }) => ({ reason, message })),
    history: history(previous?.history ?? [], isReady ? tier?.current : undefined, now),
  });
}

/** While nothing can be planned, what was known stays visible. */
function kept(previous: WebServiceStatus | undefined): Partial<WebServiceStatus> {
  const { className, endpoints: ways, replicas, selector, resources, retained, backup, cost } = previous ?? {};
  return { className, endpoints: ways, replicas, selector, resources, retained, backup, cost };
}

function workStatus(work: Work, children: readonly ChildView[]): Partial<WebServiceStatus> {
  const { desire, observed, cost } = work;
  const web = observed.byRole.get("Deployment/web")?.facts;
  const decisions = desire.gated.decisions;
  const retained = retainedData(work);
  return {
    className: work.className,
    endpoints: endpoints(desire.gated.next, observed.byRole),
    replicas: web?.availableReplicas,
    selector: web?.selector,
    plan:
      decisions.length === 0
        ? undefined
        : { id: desire.plan.id, changes: decisions.map((decision) => planEntry(decision, desire)) },
    move: moveReport(desire, work.progress),
    resources: children.map(({ kind, apiVersion, name, part, ready, message }) => ({
      kind,
      apiVersion,
      name,
      part,
      ready,
      ...(message === undefined ? {} : { message }),
    })),
    retained: retained.length === 0 ? undefined : retained,
    backup: lastBackup(desire.backups),
    cost,
  };
}

function tierOf({ service, work }: Report, isReady: boolean): WebServiceStatus["tier"] {
  if (work === undefined) return service.status?.tier;
  const target = work.desire.target.tier;
  return { current: isReady ? target : service.status?.tier?.current, target };
}

function history(
  previous: NonNullable<WebServiceStatus["history"]>,
  tier: string | undefined,
  now: string,
): WebServiceStatus["history"] {
  if (tier === undefined || previous.at(-1)?.tier === tier) return previous.length === 0 ? undefined : previous;
  return [...previous, { time: now, tier }];
}

/** Every child that should exist now, in a fixed order, with what is known of it. */
export function childViews({ desire, observed, applied }: Work): readonly ChildView[] {
  const waiting = desire.prepared.waiting.map((child) => ({
    apiVersion: child.kind.apiVersion,
    kind: child.kind.kind,
    name: child.name,
    role: child.role,
    part: child.part,
    ...notReady(`waits for ${child.waitsFor}`),
  }));
  const written = desire.prepared.children.map((child) => {
    const { apiVersion, kind } = child.kind;
    const view = stateOf(applied.get(child.id), observed.byId.get(child.id), child.mode === "create-once");
    return { apiVersion, kind, name: child.name, role: child.role, part: child.part, ...view };
  });
  return [...written, ...waiting].sort(inOrder);
}

function inOrder(a: ChildView, b: ChildView): number {
  if (a.part !== b.part) return a.part < b.part ? -1 : 1;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

type State = Pick<ChildView, "ready" | "usable" | "failed" | "terminal" | "message">;

function notReady(message: string, rest: Partial<State> = {}): State {
  return { ready: false, usable: false, failed: false, terminal: false, ...rest, message };
}

const READY: State = { ready: true, usable: true, failed: false, terminal: false };

function stateOf(
  outcome: Applied extends ReadonlyMap<string, infer O> ? O | undefined : never,
  record: ChildRecord | undefined,
  blind: boolean,
): State {
  if (outcome?.kind === "failed")
    return notReady(outcome.problem.message, {
      failed: outcome.problem.reason !== "Progressing",
      terminal: outcome.problem.stalls,
    });
  if (outcome?.kind === "differs") return notReady(outcome.message, { usable: record?.health.state === "ready" });
  if (blind) return READY; // a Secret: it was created, or was there; nothing more can be known
  if (record === undefined || (outcome?.kind === "written" && outcome.changed))
    return notReady("was just written", { usable: record?.health.state === "ready" });
  const { health } = record;
  switch (health.state) {
    case "ready":
      return READY;
    case "progressing":
      return notReady(health.message, { usable: health.usable });
    case "failed":
      return notReady(health.message, { failed: true, terminal: health.terminal });
  }
}
