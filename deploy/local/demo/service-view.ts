// What the demo shows of a WebService, read from its status. Pure.
import { parseTier, TIERS } from "../../../operator/api/tier.js";
import type { Condition, WebServiceStatus } from "../../../operator/api/status.js";

/** As the API server gives it; the status is absent until the operator has seen it. */
export type ListedService = {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation: number };
  readonly spec: { readonly userTier: unknown };
  readonly status?: WebServiceStatus;
};

export type ServiceView = {
  readonly name: string;
  readonly tier: string;
  readonly isReady: boolean;
  readonly childrenReady: number;
  readonly children: number;
  /** Counts by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly pods: number;
  /** Where to open it, or what it waits for. */
  readonly note: string;
  readonly problems: readonly string[];
};

export function serviceView({ metadata, spec, status = {} }: ListedService): ServiceView {
  const { conditions = [], resources = [], problems = [], endpoints, replicas } = status;
  const ready = conditions.find(({ type }) => type === "Ready");
  // A condition of an older spec says nothing about this one.
  const isReady = ready?.status === "True" && ready.observedGeneration === metadata.generation;
  return {
    name: metadata.name,
    tier: parseTier(spec.userTier) ?? String(spec.userTier),
    isReady,
    childrenReady: resources.filter((child) => child.ready).length,
    children: resources.length,
    kinds: countBy(resources.map(({ kind }) => kind)),
    pods: replicas ?? 0,
    note: isReady ? (endpoints?.url ?? "") : waitNote(ready),
    problems: problems.map(({ message }) => message),
  };
}

/** Smallest tier first. */
export function inLadderOrder(views: readonly ServiceView[]): readonly ServiceView[] {
  const rank = ({ tier }: ServiceView): number => TIERS.findIndex((known) => known === tier);
  return [...views].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function waitNote(ready: Condition | undefined): string {
  return ready === undefined ? "not seen by the operator yet" : (ready.message.split("\n")[0] ?? "");
}

function countBy(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
