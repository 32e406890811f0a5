// The answer of `tenfold plan -o json`: stable. Fields are added within a version of the schema, never renamed or given another meaning. Pure.
import type { Basis, Outlook } from "./types.js";

export const PLAN_SCHEMA = "tenfold.dev/plan/v1";

export type PlanDocument = {
  readonly schema: typeof PLAN_SCHEMA;
  /** Something would be written, changed or removed: the exit code is 2. Of a refused service nothing is known. */
  readonly changes: boolean;
  /** Of a service that the operator would not begin: exit code 1. */
  readonly refused: boolean;
  readonly plans: readonly PlanOfService[];
  /** US dollars a month of all services together; left out as soon as one of them is not known. */
  readonly total: { readonly beforeUSD?: number; readonly afterUSD?: number; readonly deltaUSD?: number };
};

export type PlanOfService = Outlook & {
  readonly basis: Basis;
  /** What could not be known, and what was assumed in its place. */
  readonly notes: readonly string[];
};

export function planDocument(plans: readonly PlanOfService[]): PlanDocument {
  return {
    schema: PLAN_SCHEMA,
    changes: plans.some((plan) => plan.ok && hasChanges(plan)),
    refused: plans.some(({ ok }) => !ok),
    plans,
    total: totalOf(plans),
  };
}

/** What is held and data that stays are no changes. A Secret that may be there is none either: whether it is, nobody here can know. */
export function hasChanges({ changes, objects }: Extract<Outlook, { readonly ok: true }>): boolean {
  return (
    changes.some(({ state }) => state !== "Held") ||
    objects.some(({ action, unlessThere }) => action !== "retain" && unlessThere !== true)
  );
}

function totalOf(plans: readonly PlanOfService[]): PlanDocument["total"] {
  const costs = plans.map((plan) => (plan.ok ? plan.cost : undefined));
  const sum = (field: "beforeUSD" | "afterUSD") => {
    const known = costs.map((cost) => cost?.[field]).filter((usd) => usd !== undefined);
    return known.length < costs.length ? undefined : cents(known.reduce((all, usd) => all + usd, 0));
  };
  const [beforeUSD, afterUSD] = [sum("beforeUSD"), sum("afterUSD")];
  return {
    ...(beforeUSD === undefined ? {} : { beforeUSD }),
    ...(afterUSD === undefined ? {} : { afterUSD }),
    ...(beforeUSD === undefined || afterUSD === undefined ? {} : { deltaUSD: cents(afterUSD - beforeUSD) }),
  };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
