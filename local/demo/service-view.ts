// What the demo shows of a WebService, read from its status. Pure.
import { parseTier, TIERS } from "../../domain/api/tier.js";
import type { Condition, Reason, WebServiceStatus } from "../../domain/api/status.js";

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
  /** It stands still until somebody decides, as its note says. */
  readonly waitsForUser: boolean;
  readonly childrenReady: number;
  readonly children: number;
  /** Counts by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly pods: number;
  /** Where to open it, or what it waits for. */
  readonly note: string;
  readonly problems: readonly string[];
};

const DECISIONS: readonly Reason[] = [
  "ApprovalNeeded",
  "ChangeHeld",
  "WindowClosed",
  "BudgetExceeded",
  "SuspendRequested",
  "RetainedDataFound",
];

export function serviceView({ metadata, spec, status = {} }: ListedService): ServiceView {
  const { resources = [], problems = [] } = status;
  return {
    name: metadata.name,
    tier: parseTier(spec.userTier) ?? String(spec.userTier),
    ...standing(metadata.generation, status),
    childrenReady: resources.filter((child) => child.ready).length,
    children: resources.length,
    kinds: countBy(resources.map(({ kind }) => kind)),
    pods: status.replicas ?? 0,
    problems: problems.map(({ message }) => message),
  };
}

function standing(generation: number, status: WebServiceStatus): Pick<ServiceView, "isReady" | "waitsForUser" | "note"> {
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  if (ready === undefined) return { isReady: false, waitsForUser: false, note: "not seen by the operator yet" };
  // A condition of an older spec says nothing about this one.
  const isCurrent = ready.observedGeneration === generation;
  const isReady = isCurrent && ready.status === "True";
  return {
    isReady,
    waitsForUser: isCurrent && !isReady && DECISIONS.includes(ready.reason),
    note: isReady ? (status.endpoints?.url ?? "") : waitNote(ready),
  };
}

/** Smallest tier first. */
export function inLadderOrder(views: readonly ServiceView[]): readonly ServiceView[] {
  const rank = ({ tier }: ServiceView): number => TIERS.findIndex((known) => known === tier);
  return [...views].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** Without the counts, which stand in a column of their own. */
function waitNote({ message }: Condition): string {
  return message.replace(/^\d+ of \d+ children are ready\. /, "").split("\n")[0] ?? "";
}

function countBy(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
