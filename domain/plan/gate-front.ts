// The gate for the way in: build the new one beside the old, switch DNS, keep the old until traffic has drained.
//
//   old serves ──► both exist ──► DNS points at new ──► TTL + drain over ──► only new
//                  (new does not serve yet: each record stays as it is)
import { dnsRole } from "../blueprint/roles.js";
import type { Blueprint, Entry, Front } from "../blueprint/types.js";
import type { FrontKind } from "../observed/front-targets.js";
import type { Standing } from "../observed/standing.js";
import type { Decision, GateInput } from "./decision.js";
import { permitted } from "./decision.js";
import type { Change } from "./change.js";
import type { Serving } from "./front-serving.js";
import { serving } from "./front-serving.js";
import { hasDns, recordsOf, standingEntry } from "./plan.js";

export type FrontGated = {
  readonly next: Blueprint;
  readonly decisions: readonly Decision[];
  readonly wakeAt: number | undefined;
  /** Ways in of which must be known whether they reach the pods. */
  readonly asks: readonly FrontKind[];
};

const NOTHING_ELSE = { decisions: [], wakeAt: undefined, asks: [] } as const;

export function gateFront(input: GateInput, next: Blueprint): FrontGated {
  const { standing, target } = input;
  const change = input.plan.changes.find((candidate) => candidate.detail.kind === "front");
  const from = standingEntry(standing, target);
  if (change === undefined || from === undefined) return pointsAtNothing(input, next) ?? afterSwitch(input, next);
  const held = permitted(change, input);
  const old = withHeld(keepOld(standing, next, from), standing);
  if (held.state !== "Running") return { ...NOTHING_ELSE, next: old, decisions: [{ change, ...held }] };
  const state = serving(input, next.entry);
  const { asks, wakeAt } = state;
  if (!state.serves) {
    const { waitingFor } = state;
    return { next: old, decisions: [{ change, state: "Running", waitingFor }], wakeAt, asks };
  }
  if (hasDns(target)) {
    const switched = { ...keepOld(standing, next, from), entry: next.entry };
    return { ...NOTHING_ELSE, next: switched, decisions: [{ change, state: "Running" }] };
  }
  return withoutDns(input, { next, change, state });
}

/**
 * Some record points at nothing that is known to stand, and none elsewhere than the target: it is mended once the target serves. Where no
 * other way in is left nothing is lost by not waiting.
 */
function pointsAtNothing(input: GateInput, next: Blueprint): FrontGated | undefined {
  const { standing, target } = input;
  if (!hasDns(target) || recordsOf(standing, target).every(({ entry }) => entry !== undefined)) return undefined;
  if (!hasLeftover(standing, next)) return undefined;
  const { asks, wakeAt, serves } = serving(input, next.entry);
  const old = keepOld(standing, next, next.entry);
  return { ...NOTHING_ELSE, next: serves ? old : withHeld(old, standing), wakeAt, asks };
}

type Moving = { readonly next: Blueprint; readonly change: Change; readonly state: Extract<Serving, { serves: true }> };

/** Nothing can be switched for clients that know the load balancer by its own name: both stay until the drain time is over. */
function withoutDns({ standing, now, drainSeconds }: GateInput, { next, change, state }: Moving): FrontGated {
  const goneAt = state.since + drainSeconds * 1000;
  if (now >= goneAt) return { ...NOTHING_ELSE, next };
  const waitingFor = `${new Date(goneAt).toISOString()}: then the old way in is removed`;
  const decisions: readonly Decision[] = [{ change, state: "Running", waitingFor }];
  return { next: keepOld(standing, next, next.entry), decisions, wakeAt: goneAt, asks: state.asks };
}

/** DNS already points at the target: an old way in that still stands goes when the drain time is over. */
function afterSwitch({ standing, target, now, drainSeconds }: GateInput, next: Blueprint): FrontGated {
  if (!hasLeftover(standing, next) || !hasDns(target)) return { ...NOTHING_ELSE, next };
  const old = keepOld(standing, next, next.entry);
  const records = recordsOf(standing, target);
  // Not settled yet, or not there: traffic may still come the old way.
  if (records.length === 0 || !records.every(({ ready }) => ready)) return { ...NOTHING_ELSE, next: old };
  const goneAt = Math.max(...records.map(({ since }) => since)) + drainSeconds * 1000;
  return now >= goneAt ? { ...NOTHING_ELSE, next } : { ...NOTHING_ELSE, next: old, wakeAt: goneAt };
}

function hasLeftover(standing: Standing, next: Blueprint): boolean {
  const isUnwanted = ({ kind }: Standing["fronts"][number]) => !next.fronts.some((wanted) => wanted.kind === kind);
  return standing.fronts.some(isUnwanted) || isCdnLeftover(standing, next);
}

function isCdnLeftover(standing: Standing, next: Blueprint): boolean {
  return standing.cdn?.paths === "all" && next.cdn?.paths !== "all";
}

function keepOld(standing: Standing, next: Blueprint, entry: Entry): Blueprint {
  const stands = standing.fronts.map(({ kind }) => kind);
  // A record that points at one which somebody has removed by hand: it is made again.
  const named = standing.records.map((record) => record.entry).filter((kind) => kind !== undefined && kind !== "cdn");
  const extra = [...new Set([...stands, ...named])].filter((kind) => !next.fronts.some((wanted) => wanted.kind === kind));
  const cdn = isCdnLeftover(standing, next) ? ({ paths: "all", waf: true } as const) : next.cdn;
  return { ...next, fronts: [...next.fronts, ...extra.map(asFront)], cdn, entry };
}

/** Each record says what it says now, whatever the others say. */
function withHeld(old: Blueprint, { records }: Standing): Blueprint {
  const held = old.hosts.flatMap((host) => {
    const record = records.find(({ role }) => role === dnsRole(host));
    return record === undefined || record.entry === old.entry ? [] : [[host, record.entry ?? "unchanged"] as const];
  });
  return held.length === 0 ? old : { ...old, heldHosts: Object.fromEntries(held) };
}

function asFront(kind: Front["kind"]): Front {
  return kind === "nlb" ? { kind } : { kind, reservedCapacityUnits: 0 };
}
