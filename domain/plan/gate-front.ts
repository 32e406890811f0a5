// The gate for the way in: build the new one beside the old, switch DNS, keep the old until traffic has drained.
//
//   old serves ──► both exist ──► DNS points at new ──► TTL + drain over ──► only new
//                  (new not ready: DNS stays)
import type { Blueprint, Entry, Front } from "../blueprint/types.js";
import type { Standing } from "../observed/standing.js";
import type { Decision, GateInput } from "./decision.js";
import { permitted } from "./decision.js";
import type { Change } from "./change.js";
import { hasDns, standingEntry } from "./plan.js";

export type FrontGated = {
  readonly next: Blueprint;
  readonly decisions: readonly Decision[];
  readonly wakeAt: number | undefined;
};

export function gateFront(input: GateInput, next: Blueprint): FrontGated {
  const { standing, target } = input;
  const change = input.plan.changes.find((candidate) => candidate.detail.kind === "front");
  const from = standingEntry(standing, target);
  if (change === undefined || from === undefined) return afterSwitch(input, next);
  const held = permitted(change, input);
  const old = keepOld(standing, next, from);
  if (held.state !== "Running") return { next: old, decisions: [{ change, ...held }], wakeAt: undefined };
  if (!isReadyFor(next.entry, standing)) {
    const waitingFor = "the new way in to be ready; traffic stays on the old one";
    return { next: old, decisions: [{ change, state: "Running", waitingFor }], wakeAt: undefined };
  }
  if (hasDns(target))
    return { next: { ...old, entry: next.entry }, decisions: [{ change, state: "Running" }], wakeAt: undefined };
  return withoutDns(input, next, change);
}

/** Nothing can be switched for clients that know the load balancer by its own name: both stay until the drain time is over. */
function withoutDns({ standing, now, drainSeconds }: GateInput, next: Blueprint, change: Change): FrontGated {
  const since = standing.fronts.find((front) => next.fronts.some((wanted) => wanted.kind === front.kind))?.since ?? now;
  const goneAt = since + drainSeconds * 1000;
  if (now >= goneAt) return { next, decisions: [], wakeAt: undefined };
  const waitingFor = `${new Date(goneAt).toISOString()}: then the old way in is removed`;
  return { next: keepOld(standing, next, next.entry), decisions: [{ change, state: "Running", waitingFor }], wakeAt: goneAt };
}

/** DNS already points at the target: an old way in that still stands goes when the drain time is over. */
function afterSwitch({ standing, target, now, drainSeconds }: GateInput, next: Blueprint): FrontGated {
  const leftover =
    standing.fronts.some((front) => !next.fronts.some((wanted) => wanted.kind === front.kind)) || isCdnLeftover(standing, next);
  if (!leftover || !hasDns(target)) return { next, decisions: [], wakeAt: undefined };
  const old = keepOld(standing, next, next.entry);
  // Records that disagree or are not settled yet: traffic may still come the old way.
  if (standing.entry === undefined) return { next: old, decisions: [], wakeAt: undefined };
  const goneAt = standing.entry.since + drainSeconds * 1000;
  return now >= goneAt ? { next, decisions: [], wakeAt: undefined } : { next: old, decisions: [], wakeAt: goneAt };
}

function isCdnLeftover(standing: Standing, next: Blueprint): boolean {
  return standing.cdn?.paths === "all" && next.cdn?.paths !== "all";
}

function keepOld(standing: Standing, next: Blueprint, entry: Entry): Blueprint {
  const extra = standing.fronts
    .filter((front) => !next.fronts.some((wanted) => wanted.kind === front.kind))
    .map(({ kind }) => asFront(kind));
  const cdn = isCdnLeftover(standing, next) ? ({ paths: "all", waf: true } as const) : next.cdn;
  return { ...next, fronts: [...next.fronts, ...extra], cdn, entry };
}

function asFront(kind: Front["kind"]): Front {
  return kind === "nlb" ? { kind } : { kind, reservedCapacityUnits: 0 };
}

function isReadyFor(entry: Entry, { fronts, cdn }: Standing): boolean {
  if (entry === "cdn") return cdn !== undefined && cdn.ready && cdn.paths === "all";
  return fronts.some((front) => front.kind === entry && front.ready);
}
