// What each change of a plan makes a month dearer or cheaper, by list price: what there is now against the same with that change alone.
import type { Blueprint, Database } from "../blueprint/types.js";
import { estimateCost } from "../cost/estimate.js";
import type { Standing } from "../observed/standing.js";
import type { Change } from "../plan/change.js";

/** What may exist now, what stands of it, and what is aimed at. */
export type Ends = {
  readonly next: Blueprint;
  readonly standing: Pick<Standing, "database" | "cache">;
  readonly target: Blueprint;
};

/** US dollars a month, whole. Undefined: a price is not known, or the change has none. */
export function costDeltaUSD(change: Change, { next, standing, target }: Ends): number | undefined {
  // What is under way already is part of what may exist, and not of what it is compared with.
  const before = { ...next, database: standing.database ?? next.database, cache: standing.cache ?? next.cache };
  const pair = beforeAndAfter(change, before, target);
  if (pair === undefined) return undefined;
  const [now, then] = pair.map((blueprint) => estimateCost(blueprint));
  if (now === undefined || then === undefined || now.unpriced.length + then.unpriced.length > 0) return undefined;
  return Math.round(then.monthlyUSD - now.monthlyUSD);
}

type Pair = readonly [before: Blueprint, after: Blueprint];

function beforeAndAfter({ detail }: Change, next: Blueprint, target: Blueprint): Pair | undefined {
  switch (detail.kind) {
    case "database-move":
      return target.database === undefined ? undefined : [without(next, detail.to), moved(next, target.database)];
    case "cache":
      return [next, { ...next, cache: target.cache }];
    case "front":
      return [atFront(next, detail.from), { ...next, fronts: target.fronts, cdn: target.cdn, entry: target.entry }];
    default:
      return withDatabase(next, changed(next.database, target.database, detail.kind));
  }
}

/** The target of a move that was made already is part of what the move costs. */
function without(next: Blueprint, kind: Database["kind"]): Blueprint {
  return { ...next, otherDatabases: next.otherDatabases.filter((other) => other.kind !== kind) };
}

/** A source in the cluster ends as a volume; one in AWS is billed until somebody deletes it. */
function moved(next: Blueprint, to: Database): Blueprint {
  const source = next.database === undefined || next.database.kind === "in-cluster" ? [] : [next.database];
  return { ...without(next, to.kind), database: to, otherDatabases: [...without(next, to.kind).otherDatabases, ...source] };
}

function atFront(next: Blueprint, from: Blueprint["entry"]): Blueprint {
  if (from === "cdn") return next;
  return { ...next, fronts: next.fronts.filter(({ kind }) => kind === from), cdn: undefined, entry: from };
}

function withDatabase(next: Blueprint, database: Database | undefined): Pair | undefined {
  return database === undefined ? undefined : [next, { ...next, database }];
}

function changed(from: Database | undefined, to: Database | undefined, kind: Change["detail"]["kind"]): Database | undefined {
  if (from === undefined || to === undefined) return undefined;
  if (from.kind === "in-cluster" && to.kind === "in-cluster") {
    if (kind === "database-storage") return { ...from, storageGiB: to.storageGiB };
    return kind === "database-pod" ? { ...from, size: to.size } : undefined;
  }
  if (kind === "database-class" && from.kind !== "in-cluster" && to.kind !== "in-cluster")
    return { ...from, instanceClass: to.instanceClass, members: undefined };
  if (from.kind !== "rds" || to.kind !== "rds") return undefined;
  if (kind === "database-storage") return { ...from, storageGiB: to.storageGiB };
  if (kind === "database-multi-az") return { ...from, multiAZ: to.multiAZ };
  return undefined;
}
