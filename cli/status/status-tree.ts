// A service on a cluster as a tree: parts, their children, their pods; on top what it is, at the end what it waits for. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { ChangeReport, Part, WebServiceStatus } from "../../domain/api/status.js";
import { PARTS } from "../../domain/api/status.js";
import { childId } from "../../domain/observed/record.js";
import { conditionOf, textAt } from "../../domain/observed/reading.js";
import { WITH_PODS } from "../../domain/observed/troubles.js";
import { LABEL } from "../../domain/api/keys.js";
import { awsIdentity } from "./aws-identity.js";
import { oneLine } from "./fit.js";
import type { PartCosts } from "./part-costs.js";
import { partCosts } from "./part-costs.js";
import type { PodGroup } from "./pod-groups.js";
import { podGroups } from "./pod-groups.js";
import type { Summary } from "./service-state.js";
import { approveCommand, conditionIn, planToApprove, summaryOf, tierInWords } from "./service-state.js";
import type { Wait } from "./waits.js";
import { waitsOf } from "./waits.js";

export type StatusData = {
  readonly service: WebService;
  /** Undefined: not known; then nothing is said of the parts' cost. */
  readonly serviceClass?: WebServiceClass;
  /** Those that could be read, as the API server has them. */
  readonly children: readonly KubeObject[];
  /** Pods of the service. Undefined: not known. */
  readonly pods?: readonly KubeObject[];
  /** What could not be seen: `you may not list pods …`. */
  readonly unseen: readonly string[];
};

/** Stable: what `-o json` prints. Times are RFC 3339, amounts are US dollars a month. */
export type StatusTree = {
  readonly name: string;
  readonly namespace: string;
  /** `1k`, or `1k → 10k`. */
  readonly tier: string;
  readonly summary: Summary;
  readonly createdAt?: string;
  readonly className?: string;
  readonly operatorVersion?: string;
  readonly url?: string;
  readonly hosts: readonly string[];
  readonly replicas?: number;
  readonly monthlyUSD?: number;
  readonly unpriced: readonly string[];
  readonly plan?: PlanNode;
  readonly move?: NonNullable<WebServiceStatus["move"]>;
  readonly parts: readonly PartNode[];
  readonly retained: NonNullable<WebServiceStatus["retained"]>;
  readonly backup?: NonNullable<WebServiceStatus["backup"]>;
  readonly problems: NonNullable<WebServiceStatus["problems"]>;
  readonly waits: readonly Wait[];
  readonly unseen: readonly string[];
};

export type PlanNode = {
  readonly id: string;
  readonly changes: readonly ChangeReport[];
  /** The command that approves it, where that is waited for. */
  readonly approve?: string;
};

export type PartNode = {
  readonly part: Part | "Other";
  readonly ready: boolean;
  readonly message: string;
  /** When it last became ready, or stopped being so. */
  readonly since?: string;
  readonly monthlyUSD?: number;
  readonly children: readonly ChildNode[];
};

export type ChildNode = {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly ready: boolean;
  /** What it waits for, in full. */
  readonly message?: string;
  /** Since when it is not ready, as far as anything tells. */
  readonly since?: string;
  readonly createdAt?: string;
  /** ARN, id, address or host name in AWS. */
  readonly aws?: string;
  readonly pods: readonly PodGroup[];
};

export function statusTree(data: StatusData): StatusTree {
  const { service } = data;
  const { metadata, status = {} } = service;
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    tier: tierInWords(service),
    summary: summaryOf(service),
    createdAt: metadata.creationTimestamp,
    ...facts(service),
    plan: planNode(service),
    move: status.move,
    parts: parts(data),
    retained: status.retained ?? [],
    backup: status.backup,
    problems: (status.problems ?? []).map(({ reason, message }) => ({ reason, message: oneLine(message) })),
    waits: waitsOf(service),
    unseen: data.unseen,
  };
}

type Facts = Pick<StatusTree, "className" | "operatorVersion" | "url" | "hosts" | "replicas" | "monthlyUSD" | "unpriced">;

function facts({ spec, status = {} }: WebService): Facts {
  const { className = spec.className, operator, endpoints = {}, replicas, cost } = status;
  return {
    className,
    operatorVersion: operator?.version,
    url: endpoints.url,
    hosts: endpoints.hosts ?? spec.hosts ?? [],
    replicas,
    monthlyUSD: cost?.monthlyUSD,
    unpriced: cost?.unpriced ?? [],
  };
}

function planNode(service: WebService): PlanNode | undefined {
  const { plan } = service.status ?? {};
  if (plan === undefined) return undefined;
  const approve = planToApprove(service) === undefined ? undefined : approveCommand(service, plan.id);
  return { ...plan, ...(approve === undefined ? {} : { approve }) };
}

type Resource = NonNullable<WebServiceStatus["resources"]>[number];

/** In the order of the API, and what belongs to no part that we know last. */
function parts(data: StatusData): readonly PartNode[] {
  const { service, serviceClass, children } = data;
  const resources = service.status?.resources ?? [];
  const found: Found = {
    byId: new Map(children.map((child) => [childId({ kind: child.kind, name: child.metadata.name }), child])),
    costs: partCosts(service, serviceClass, children),
    ...data,
  };
  const known = PARTS.flatMap((part) => {
    const own = resources.filter((resource) => resource.part === part);
    return own.length === 0 && found.costs.get(part) === undefined ? [] : [partNode(part, own, found)];
  });
  const others = resources.filter(({ part }) => !(PARTS as readonly string[]).includes(part));
  return others.length === 0 ? known : [...known, partNode("Other", others, found)];
}

type Found = StatusData & { readonly byId: ReadonlyMap<string, KubeObject>; readonly costs: PartCosts };

function partNode(part: Part | "Other", resources: readonly Resource[], found: Found): PartNode {
  const condition = part === "Other" ? undefined : conditionIn(found.service, `${part}Ready`);
  const monthlyUSD = part === "Other" ? undefined : found.costs.get(part);
  const unready = resources.filter(({ ready }) => !ready).length;
  const ready = condition === undefined ? unready === 0 : condition.status === "True";
  const since = condition?.lastTransitionTime;
  return {
    part,
    ready,
    message: oneLine(condition?.message ?? `${resources.length - unready} of ${resources.length} ready`),
    ...(since === undefined ? {} : { since }),
    ...(monthlyUSD === undefined ? {} : { monthlyUSD: Math.round(monthlyUSD * 100) / 100 }),
    children: resources.map((resource) => childNode(resource, ready ? undefined : since, found)),
  };
}

function childNode(resource: Resource, partSince: string | undefined, { byId, pods = [] }: Found): ChildNode {
  const { kind, apiVersion, name, ready, message } = resource;
  const object = byId.get(childId(resource));
  const aws = object && awsIdentity(object);
  const since = ready ? undefined : sinceOf(object, partSince);
  return {
    kind,
    apiVersion,
    name,
    ready,
    ...(message === undefined ? {} : { message: oneLine(message) }),
    ...(since === undefined ? {} : { since }),
    ...(object?.metadata.creationTimestamp === undefined ? {} : { createdAt: object.metadata.creationTimestamp }),
    ...(aws === undefined ? {} : { aws }),
    pods: object === undefined ? [] : podGroups(pods.filter((pod) => isOf(pod, object))),
  };
}

/** A Deployment says it itself. Others wait for no longer than they are there, and than their part is not ready. */
function sinceOf(object: KubeObject | undefined, partSince: string | undefined): string | undefined {
  const available = conditionOf(object, "Available");
  const own = available?.status === "False" && available.at !== undefined ? new Date(available.at).toISOString() : undefined;
  const [latest] = [object?.metadata.creationTimestamp, partSince]
    .flatMap((time) => time ?? [])
    .sort()
    .reverse();
  return own ?? latest;
}

function isOf(pod: KubeObject, { kind, metadata }: KubeObject): boolean {
  if (!WITH_PODS.has(kind)) return false;
  const { labels = {} } = pod.metadata;
  const job = labels["batch.kubernetes.io/job-name"];
  if (kind === "Job" || job !== undefined) return kind === "Job" && job === metadata.name;
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true)?.name;
  const isOwned = owner === undefined || owner === metadata.name || owner.startsWith(`${metadata.name}-`);
  return labels[LABEL.component] === textAt(metadata.labels, LABEL.component) && isOwned;
}
