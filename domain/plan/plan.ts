// What stands against the target → the plan. Pure: the operator and the command line run exactly this.
import { createHash } from "node:crypto";
import type { Blueprint, Cache, Entry } from "../blueprint/types.js";
import { dnsRole } from "../blueprint/roles.js";
import type { Standing, StandingRecord } from "../observed/standing.js";
import type { Change, Plan } from "./change.js";
import { changeId } from "./change.js";
import { databaseChanges } from "./database-changes.js";

/** `renderer`: what else the pods are made from than the target; an approval does not outlive its change. */
export function makePlan(standing: Standing, target: Blueprint, renderer: string): Plan {
  return {
    id: targetId(target, renderer, undoneOf(standing.move)),
    changes: [
      ...frontChanges(standing, target),
      ...cacheChanges(standing, target),
      ...databaseChanges(standing, target.database),
    ],
  };
}

const ID_LENGTH = 12;

/** Ten thousand plans a second for a thousand years would not meet twice by chance. The number of pods replaces none. */
function targetId(target: Blueprint, renderer: string, undone: number): string {
  const pods = { ...target.web, replicas: undefined };
  const named = {
    ...target,
    web: pods,
    services: undefined,
    workers: undefined,
    alarms: undefined,
    renderer,
    ...(undone === 0 ? {} : { undone }),
  };
  return createHash("sha256").update(JSON.stringify(named)).digest("hex").slice(0, ID_LENGTH);
}

/** Attempts of a move that were taken back: whoever approved one of them has not approved another. */
function undoneOf(move: Standing["move"]): number {
  if (move === undefined) return 0;
  return move.state === "rehearsed" || move.state === "undone" ? move.attempt : Math.max(0, move.attempt - 1);
}

function frontChanges(standing: Standing, target: Blueprint): readonly Change[] {
  const from = standingEntry(standing, target);
  if (from === undefined || from === target.entry) return [];
  return [
    {
      id: changeId("front", from, target.entry),
      subject: "front",
      summary: `move the way in from ${ENTRY_WORDS[from]} to ${ENTRY_WORDS[target.entry]}`,
      disruption: "None",
      reason: "the target has another way in; the old one stays until traffic has moved",
      downtimeSeconds: 0,
      shrinks: false,
      detail: { kind: "front", from, to: target.entry },
    },
  ];
}

const ENTRY_WORDS: Readonly<Record<Entry, string>> = {
  nlb: "the network load balancer",
  alb: "the application load balancer",
  internal: "the internal load balancer",
  cdn: "CloudFront",
};

/**
 * Where traffic comes from that is to move: where DNS points, as long as one record points elsewhere than the target. Without DNS clients
 * know a load balancer by name: the one that the target no longer has, if any.
 */
export function standingEntry(standing: Standing, target: Blueprint): Entry | undefined {
  if (hasDns(target)) {
    const entries = recordsOf(standing, target).map(({ entry }) => entry);
    return entries.find((entry) => entry !== undefined && entry !== target.entry) ?? entries.find((entry) => entry !== undefined);
  }
  return standing.fronts.find((front) => !target.fronts.some((wanted) => wanted.kind === front.kind))?.kind;
}

/** The records of hosts that the target still has; those of others go. */
export function recordsOf({ records }: Standing, { hosts }: Blueprint): readonly StandingRecord[] {
  const roles = new Set(hosts.map(dnsRole));
  return records.filter(({ role }) => roles.has(role));
}

export function hasDns({ hosts, place }: Blueprint): boolean {
  return hosts.length > 0 && place.hostedZoneID !== undefined;
}

function cacheChanges({ cache }: Standing, target: Blueprint): readonly Change[] {
  if (cache === undefined || target.cache === undefined || cacheText(cache) === cacheText(target.cache)) return [];
  return [
    {
      id: changeId("cache", cacheText(cache), cacheText(target.cache)),
      subject: "cache",
      summary: `resize the cache: ${cacheText(cache)} → ${cacheText(target.cache)}`,
      disruption: "None",
      reason: "the target has another cache; it is resized online",
      downtimeSeconds: 0,
      shrinks: false,
      detail: { kind: "cache" },
    },
  ];
}

function cacheText(cache: Cache): string {
  return `${cache.nodeType} ${cache.shards}x${cache.replicasPerShard}`;
}
