// What would become of a service, as people and programs are told: changes, objects, cost, problems. From the operator's own steps. Pure.
import type { OfflineAnswer } from "../../cdk8s/desire-offline.js";
import { desireOffline } from "../../cdk8s/desire-offline.js";
import type { Desire } from "../../cdk8s/desire.js";
import { orphansOf } from "../../cdk8s/desire.js";
import { differs } from "../../cdk8s/differs.js";
import { planEntry } from "../../cdk8s/plan-entry.js";
import { remarks } from "../../cdk8s/remarks.js";
import { lookAt } from "../../cdk8s/settle.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { WebService } from "../../domain/api/service.js";
import type { ChangeReport, Part, WebServiceStatus } from "../../domain/api/status.js";
import type { Problem } from "../../domain/admit/problem.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import type { ById } from "../../domain/observed/observe.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { WrittenClass, WrittenService } from "../input/services.js";

export type Asked = {
  readonly service: WrittenService;
  readonly serviceClass: WrittenClass;
  /** What is there already, as a cluster has it. Default: nothing. */
  readonly standing?: readonly KubeObject[];
  /** Of the operator that will do it, as a status names it. Default: this release with its own images. */
  readonly operator?: WebServiceStatus["operator"];
  /** Milliseconds since the epoch. */
  readonly now: number;
};

export type ObjectAction =
  /** Written at once. `update`: another than what was written last, or something of it drifted. */
  | "create"
  | "update"
  /** Written when what it needs is known: `waitsFor` says what. */
  | "create-later"
  | "update-later"
  /** Stays as it is until the plan is approved. */
  | "frozen"
  /** No longer named, and computes: goes when no pod uses it. */
  | "remove"
  /** No longer named, and holds data: stays, and is billed. */
  | "retain";

export type ObjectChange = {
  readonly action: ObjectAction;
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly part: Part | undefined;
  readonly waitsFor?: string;
};

/** US dollars a month at list prices. Undefined: the region has no prices. */
export type CostOutlook = {
  readonly beforeUSD: number | undefined;
  readonly afterUSD: number | undefined;
  readonly unpriced: readonly string[];
};

export type Outlook =
  | { readonly ok: false; readonly service: string; readonly namespace: string; readonly problem: Problem }
  | {
      readonly ok: true;
      readonly service: string;
      readonly namespace: string;
      readonly tier: string;
      readonly className: string;
      /** As the operator names it: approving means naming this. */
      readonly plan: string;
      readonly changes: readonly ChangeReport[];
      readonly objects: readonly ObjectChange[];
      /** How many objects are as they should be. */
      readonly unchanged: number;
      readonly cost: CostOutlook;
      /** What cannot be done, and what is worth knowing. */
      readonly problems: readonly Problem[];
    };

/** Also what the outlook was made from, for whoever shows objects. */
export type Planned = { readonly outlook: Outlook; readonly answer: OfflineAnswer; readonly observed: ById };

export function outlookOf(asked: Asked): Planned {
  const { operator, standing = [], ...rest } = asked;
  const { version: operatorVersion, ...render } = operator ?? { version: VERSION, ...DEFAULT_IMAGES };
  const answer = desireOffline({ ...rest, standing, render, operatorVersion });
  const { name, namespace = "default" } = asked.service.metadata;
  if (!answer.ok)
    return { answer, observed: new Map(), outlook: { ok: false, service: name, namespace, problem: answer.problem } };
  const observed = lookAt({
    ...rest,
    service: answer.service,
    serviceClass: storedClass(asked),
    standing,
    render,
    operatorVersion,
  });
  return { answer, observed: observed.byId, outlook: inFull(answer, observed.byId) };
}

/** Looking at what stands needs nothing of the class. */
function storedClass({ serviceClass }: Asked) {
  const { uid = "", resourceVersion = "", generation = 1 } = serviceClass.metadata;
  return { ...serviceClass, metadata: { ...serviceClass.metadata, uid, resourceVersion, generation } };
}

type Answered = Extract<OfflineAnswer, { readonly ok: true }>;

function inFull({ first, last, service, notes }: Answered, observed: ById): Outlook {
  const objects = [...written(first, observed), ...later(first, last, observed), ...leaving(last, observed)];
  const { metadata, spec } = service;
  return {
    ok: true,
    service: metadata.name,
    namespace: metadata.namespace,
    tier: first.target.tier,
    className: spec.className ?? first.target.place.className,
    plan: first.plan.id,
    changes: first.gated.decisions.map((decision) => planEntry(decision, first)),
    objects: objects.sort(inOrder),
    unchanged: first.prepared.children.filter((child) => actionOn(child, first, observed) === undefined).length,
    cost: costOf(first, observed),
    problems: [...notes, ...problemsOf(service, first)],
  };
}

function problemsOf(service: WebService, first: Desire): readonly Problem[] {
  return remarks(service, first, []);
}

type Child = Desire["prepared"]["children"][number];

function actionOn(child: Child, { frozen }: Desire, observed: ById): ObjectAction | undefined {
  const record = observed.get(child.id);
  // A Secret is made once and never looked at again; it is there when anything is.
  if (child.mode === "create-once") return observed.size === 0 ? "create" : undefined;
  if (record === undefined) return "create";
  if (frozen.has(child.id)) return "frozen";
  return differs(child, record) ? "update" : undefined;
}

function written(first: Desire, observed: ById): readonly ObjectChange[] {
  return first.prepared.children.flatMap((child) => {
    const action = actionOn(child, first, observed);
    return action === undefined ? [] : [{ action, ...named(child) }];
  });
}

function named({ kind, name, part }: Child): Pick<ObjectChange, "kind" | "apiVersion" | "name" | "part"> {
  return { kind: kind.kind, apiVersion: kind.apiVersion, name, part };
}

/** What is written at the end and not at once: it waits for a value of AWS, or for a step of the plan before it. */
function later(first: Desire, last: Desire, observed: ById): readonly ObjectChange[] {
  const now = new Map(first.prepared.children.map((child) => [child.id, child]));
  const waits = new Map(first.prepared.waiting.map(({ kind, name, waitsFor }) => [`${kind.kind}/${name}`, waitsFor]));
  return last.prepared.children.flatMap((child): readonly ObjectChange[] => {
    const isSameAsNow = now.get(child.id)?.hash === child.hash;
    if (isSameAsNow || child.mode === "create-once") return [];
    const isThere = observed.has(child.id) || now.has(child.id);
    // What is written now and once more when AWS has answered counts once.
    if (now.has(child.id) && actionOn(now.get(child.id) as Child, first, observed) !== undefined) return [];
    const waitsFor = waits.get(child.id) ?? (isThere ? "steps before it" : "an earlier step of the plan");
    return [{ action: isThere ? "update-later" : "create-later", ...named(child), waitsFor }];
  });
}

/** What the end no longer names. */
function leaving(last: Desire, observed: ById): readonly ObjectChange[] {
  const { going, inUse, kept } = orphansOf(observed, last);
  return [...[...going, ...inUse].map(withAction("remove")), ...kept.map(withAction("retain"))];
}

function withAction(action: ObjectAction): (record: ChildRecord) => ObjectChange {
  return ({ kind, apiVersion, name }) => ({ action, kind, apiVersion, name, part: undefined });
}

function costOf(first: Desire, observed: ById): CostOutlook {
  const before = observed.size === 0 ? undefined : estimateCost(standingIn(first));
  const after = estimateCost(first.target);
  return {
    beforeUSD: observed.size === 0 ? 0 : before?.monthlyUSD,
    afterUSD: after?.monthlyUSD,
    unpriced: after?.unpriced ?? [],
  };
}

/** What may exist now, with database and cache as they stand. */
function standingIn({ gated, standing }: Desire): Blueprint {
  const { database = gated.next.database, cache = gated.next.cache } = standing;
  return { ...gated.next, database, cache };
}

const ORDER: readonly ObjectAction[] = ["create", "update", "frozen", "create-later", "update-later", "remove", "retain"];

function inOrder(a: ObjectChange, b: ObjectChange): number {
  const byAction = ORDER.indexOf(a.action) - ORDER.indexOf(b.action);
  if (byAction !== 0) return byAction;
  return `${a.part ?? ""}/${a.kind}/${a.name}` < `${b.part ?? ""}/${b.kind}/${b.name}` ? -1 : 1;
}
