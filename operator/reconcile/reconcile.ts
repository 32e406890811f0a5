// The story of one reconcile: observe, blueprint, plan, gate, render, apply, prune, status, next action.
import { isHeld, withOurs } from "../../domain/api/finalizer.js";
import type { WebService } from "../../domain/api/service.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { isShutOut } from "../../domain/observed/move-phases.js";
import { earliest } from "../../domain/plan/decision.js";
import { admit } from "../../domain/admit/admit.js";
import { announce } from "./tell/announce.js";
import { costOf } from "../../domain/admit/budget.js";
import { applyChildren } from "./act/apply-children.js";
import type { Applied } from "./act/apply-children.js";
import { withCloudFacts } from "./act/ask-cloud.js";
import { askEnds } from "./act/ask-ends.js";
import { askMoveCloud } from "./act/ask-move-cloud.js";
import { askProgress } from "./act/ask-progress.js";
import { askTargets } from "./act/ask-targets.js";
import { withTroubles } from "./act/ask-troubles.js";
import { desire } from "../../cdk8s/desire.js";
import { finalize } from "./act/finalize.js";
import { findInAws } from "./act/find-in-aws.js";
import { lookOutside } from "./act/look-outside.js";
import { findMissing } from "./act/find-missing.js";
import { remarks } from "../../cdk8s/remarks.js";
import { letIn } from "./act/let-in.js";
import { onlyLook } from "./act/only-look.js";
import { question } from "./decide/question.js";
import type { Grounds } from "./decide/question.js";
import { observe } from "../../domain/observed/observe.js";
import type { Observed } from "../../domain/observed/observe.js";
import type { Problem } from "../../domain/admit/problem.js";
import { pruneOrphans } from "./act/prune-orphans.js";
import type { Report, Work } from "./tell/findings.js";
import { summarize } from "./tell/report.js";
import type { Action, World } from "./world.js";
import type { ServiceKey } from "../../domain/api/service.js";
import { awaitChange, requeueAfter, soonest } from "./world.js";
import { serviceKey } from "../../domain/api/service.js";
import { takeSnapshots } from "./act/take-snapshots.js";
import { withOwnStatus, writeStatus } from "./tell/write-status.js";

/** A problem that only somebody else can end is looked at again this often, in milliseconds, and up to a quarter later. */
const LOOK_AGAIN_MS = 60_000;
/** While data is being deleted, in milliseconds. */
const LOOK_AT_AWS_MS = 10_000;

/** What was approved begins when it is finished, and its window may close. */
const LOOK_AT_SNAPSHOT_MS = 15_000;

/** How a program ended could not be asked. */
const ASK_AGAIN_MS = 5000;

/** Something failed that is worth trying soon; the runner backs off and comes back. */
export class TryAgain extends Error {
  constructor(
    message: string,
    /** Seconds that the server asked us to wait. */
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

export async function reconcile(world: World, key: ServiceKey): Promise<Action> {
  const service = world.services.get(key);
  if (service === undefined) return awaitChange;
  if (service.metadata.deletionTimestamp !== undefined) return remove(world, service);
  const there = await findMissing(world, service, observe(world.children.of(key), service, world.memory(key)));
  const seen = await lookOutside(world, service, await findInAws(world, service, there));
  if (service.spec.suspend === true) return finish(world, await halted(world, onlyLook(world, service, seen), seen));
  const admission = admit(world, service, seen);
  if (!admission.ok)
    return finish(world, await halted(world, { service, suspended: false, problems: [admission.problem] }, seen));
  const known = await withCloudFacts(world, seen, admission.serviceClass.spec.region ?? "");
  const observed = await withTroubles(world, service, known);
  const held = await holdFinalizer(world, service);
  const work = await carryOut(world, held, { observed, serviceClass: admission.serviceClass });
  return finish(world, { service: held, suspended: false, problems: [...admission.notes, ...problemsOf(held, work)], work });
}

/** Nothing is done for it but what must not wait. */
async function halted(world: World, report: Report, observed: Observed): Promise<Report> {
  const doing = await letIn(world, report.service, observed);
  return doing === undefined ? report : { ...report, problems: [doing, ...report.problems] };
}

async function carryOut(world: World, service: WebService, { observed, serviceClass }: Grounds): Promise<Work> {
  const key = serviceKey(service.metadata);
  const memory = world.memory(key);
  const inputs = question(world, service, { observed, serviceClass });
  const first = world.trace.span("render", {}, () => desire(inputs, memory.rendered));
  const targets = await askTargets(world, service, { asks: first.gated.asks, children: observed.byRole });
  const ends = await askEnds(world, service, { roles: first.gated.asksEnds, children: observed.byRole });
  const cloud = await askMoveCloud(world, service, {
    question: first.gated.asksCloud,
    children: observed.byRole,
    region: serviceClass.spec.region ?? "",
  });
  const isTold = targets !== undefined || ends !== undefined || cloud !== undefined;
  const wanted = isTold ? desire({ ...inputs, targets, ends, cloud }, first.rendering) : first;
  memory.rendered = wanted.rendering;
  const { prepared } = wanted;
  const task = {
    key,
    uid: service.metadata.uid,
    generation: service.metadata.generation,
    children: prepared.children,
    observed: observed.byId,
    memory,
    changesDatabase: wanted.gated.decisions.some(({ change, state }) => change.subject === "database" && state === "Running"),
    frozen: wanted.frozen,
  };
  const applied = await world.trace.span("apply", { children: prepared.children.length }, () => applyChildren(world, task));
  const pruned = await world.trace.span("prune", {}, () => pruneOrphans(world, { observed, wanted, applied }));
  const isEnding = memory.endingFor === service.metadata.uid;
  const trouble = isEnding ? [] : await takeSnapshots(world, { key, wanted, observed: observed.byId });
  const move = { role: wanted.gated.next.move?.job?.role, children: observed.byRole };
  const progress = await askProgress(world, service, move);
  const { name: className } = serviceClass.metadata;
  const of = wanted.rendering.base;
  if (memory.cost?.of !== of) memory.cost = { of, estimate: costOf(wanted.gated.next) };
  return { desire: wanted, className, observed, applied, pruned, trouble, progress, cost: memory.cost.estimate };
}

/** On the service before its first child, so that no deletion can leave children behind unseen. */
async function holdFinalizer(world: World, service: WebService): Promise<WebService> {
  if (isHeld(service.metadata)) return service;
  const { namespace, name, resourceVersion } = service.metadata;
  const finalizers = withOurs(service.metadata);
  const written = await world.cluster.setFinalizers({ kind: WEB_SERVICE, namespace, name }, finalizers, resourceVersion);
  world.wrote({
    key: serviceKey(service.metadata),
    apiVersion: service.apiVersion,
    kind: service.kind,
    name,
    resourceVersion: written.resourceVersion,
  });
  return { ...service, metadata: { ...service.metadata, resourceVersion: written.resourceVersion, finalizers } };
}

/** Each problem once: a missing controller concerns many children. */
function problemsOf(service: WebService, { applied, pruned, trouble = [], desire: wanted }: Work): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const outcome of applied.values()) {
    if (outcome.kind === "failed") found.set(outcome.problem.message, outcome.problem);
  }
  for (const remark of [...trouble, ...remarks(service, wanted, pruned.inUse)]) found.set(remark.message, remark);
  return [...found.values()].sort((a, b) => (a.message < b.message ? -1 : 1));
}

async function remove(world: World, service: WebService): Promise<Action> {
  if (!isHeld(service.metadata)) return awaitChange;
  const memory = world.memory(serviceKey(service.metadata));
  // The watch shows the end of the last children before that of the service: nothing is written for it any more.
  if (memory.finalized) return awaitChange;
  const finalized = await finalize(world, service);
  memory.finalized = finalized.done;
  if (finalized.done) return awaitChange;
  return finish(world, { service, suspended: false, problems: [], leaving: finalized.leaving });
}

/** The one place that writes status, sends events and chooses the next action, on every way out. */
async function finish(world: World, report: Report): Promise<Action> {
  const { render, operatorVersion } = world.options;
  const writer = { now: new Date(world.clock.now()).toISOString(), operator: { version: operatorVersion, ...render } };
  const status = summarize(withOwnStatus(world, report), writer);
  const later = await writeStatus(world, report.service, status);
  announce(world, report.service, status);
  const applied = report.work?.applied;
  if (applied !== undefined && needsRetry(applied))
    throw new TryAgain(report.problems.map((problem) => problem.message).join("; "), secondsAsked(applied));
  return soonest([later, ...wake(world, report)]);
}

function needsRetry(applied: Applied): boolean {
  return [...applied.values()].some((outcome) => outcome.kind === "failed" && outcome.again);
}

function secondsAsked(applied: Applied): number {
  return Math.max(
    0,
    ...[...applied.values()].map((outcome) => (outcome.kind === "failed" ? (outcome.retryAfterSeconds ?? 0) : 0)),
  );
}

function wake({ clock, memory }: World, { service, work, problems, leaving }: Report): readonly Action[] {
  // AWS tells nothing by itself, nor does a right that is granted.
  if (leaving?.kind === "data") return [requeueAfter(LOOK_AT_AWS_MS)];
  if (leaving?.kind === "held") return [requeueAfter(LOOK_AGAIN_MS)];
  const { inquiry, sight, glimpse } = memory(serviceKey(service.metadata));
  const askAgainAt = work === undefined ? undefined : asksAgainAt(work, clock.now());
  const at =
    work === undefined ? undefined : earliest([work.desire.wakeAt, inquiry?.lookAt, sight?.nextAt, glimpse?.nextAt, askAgainAt]);
  const look = problems.some((problem) => LOOKED_AT.has(problem.reason))
    ? [requeueAfter(LOOK_AGAIN_MS * (1 + clock.random() / 4))]
    : [];
  return at === undefined ? look : [...look, requeueAfter(at - clock.now())];
}
/** No watch tells how a program ended, or what AWS does. While the application is shut out it is asked soon. */
function asksAgainAt({ desire: { gated, standing } }: Work, now: number): number | undefined {
  if (gated.asksEnds.length > 0) return now + ASK_AGAIN_MS;
  if (gated.asksCloud === undefined) return undefined;
  if (isShutOut(standing.move?.state)) return now + ASK_AGAIN_MS;
  return now + (gated.asksCloud.about === "snapshot" ? LOOK_AT_SNAPSHOT_MS : LOOK_AGAIN_MS);
}

/** Problems whose end no watch of ours reports. */
const LOOKED_AT = new Set<Problem["reason"]>([
  ...(["NameConflict", "WriteRefused", "HostTaken", "DataNotFound", "BackupFailed"] as const),
  ...(["AdoptionRefused", "AdoptionUnknown"] as const),
]);
