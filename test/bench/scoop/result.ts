// What was seen second by second, and the figures that follow from it. Pure.
import { pricesFor } from "../../../domain/cost/prices.js";
import type { Counts } from "./load.js";
import { capacity, FLEETS, needed } from "./load.js";

/** Of the pods of a fleet: ordered from the API server, given to a node, ready to serve. */
export type Stages = { readonly ordered: Counts; readonly placed: Counts; readonly ready: Counts };

export type Sample = Stages & {
  /** Seconds since the step; negative before it. */
  readonly at: number;
  /** Requests a second. */
  readonly load: number;
  /** By instance type. */
  readonly nodes: Readonly<Record<string, number>>;
};

/** One point of the picture: as little as it needs, since it is kept with the sources. */
export type Point = {
  readonly at: number;
  readonly load: number;
  readonly capacity: number;
  readonly pods: number;
  readonly nodes: number;
};

export type CaseResult = {
  readonly name: string;
  readonly targetCPUPercent: number;
  readonly maxReplicas: number;
  /** Seconds from the step until the last pod that the load needs was ordered, given to a node, ready. Left out: not within the time of watching. */
  readonly orderedAfter?: number;
  readonly placedAfter?: number;
  readonly carriedAfter?: number;
  /** Requests that found no capacity, of so many that came. */
  readonly lost: number;
  readonly came: number;
  readonly pods: Change;
  readonly nodes: Change;
  /** US dollars for nodes: an ordinary hour, and the hour that begins with the step. */
  readonly hourUSD: Change;
  readonly points: readonly Point[];
};

export type Change = { readonly before: number; readonly after: number };

export type ScoopResult = {
  readonly day: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly ordinary: number;
  readonly step: number;
  readonly watchedSeconds: number;
  readonly podStartSeconds: readonly [number, number];
  readonly nodeStartSeconds: number;
  readonly prices: { readonly region: string; readonly collected: string };
  readonly cases: readonly CaseResult[];
};

/** Name, CPUs and GiB of memory of what Karpenter may choose from. */
export const INSTANCE_TYPES = [
  ["m7g.large", 2, 8],
  ["m7g.xlarge", 4, 16],
  ["m7g.2xlarge", 8, 32],
  ["m7g.4xlarge", 16, 64],
] as const;
export const REGION = "us-east-1";

/** US dollars an hour. */
export function priceOf(type: string): number {
  const [, cpus, gib] = INSTANCE_TYPES.find(([name]) => name === type) ?? [];
  const prices = pricesFor(REGION);
  const [cpu, memory] = [prices?.of("pod.vcpu")?.value, prices?.of("pod.gib")?.value];
  if (cpus === undefined || cpu === undefined || memory === undefined) throw new Error(`no price for ${type}`);
  return cpus * cpu + gib * memory;
}

const HOUR = 3600;
const POINT_EVERY = 5;
/** Seconds of the picture before the step. */
const LEAD = 60;

type Figures = Omit<CaseResult, "name" | "targetCPUPercent" | "maxReplicas">;

export function figures(samples: readonly Sample[]): Figures {
  const before = samples.findLast(({ at }) => at < 0);
  const since = samples.filter(({ at }) => at >= 0);
  const last = since.at(-1);
  if (before === undefined || last === undefined) throw new Error("nothing was seen on both sides of the step");
  const wanted = needed(last.load);
  const reached = (stage: keyof Stages) => {
    const sample = since.find((one) => FLEETS.every((fleet) => one[stage][fleet] >= wanted[fleet]));
    return sample === since[0] ? 0 : sample?.at; // what the first look finds was there before
  };
  return {
    orderedAfter: rounded(reached("ordered")),
    placedAfter: rounded(reached("placed")),
    carriedAfter: rounded(reached("ready")),
    lost: Math.round(integral(since, ({ load, ready }) => Math.max(0, load - capacity(ready)))),
    came: Math.round(integral(since, ({ load }) => load)),
    pods: { before: before.ready.web, after: last.ready.web },
    nodes: { before: nodesOf(before), after: nodesOf(last) },
    hourUSD: { before: cents(costAnHour(before)), after: cents(hourOf(since)) },
    points: points(samples),
  };
}

/** Each sample counts until the next one. */
function integral(samples: readonly Sample[], value: (sample: Sample) => number): number {
  return samples.reduce((sum, sample, index) => sum + value(sample) * ((samples[index + 1]?.at ?? sample.at) - sample.at), 0);
}

/** What was watched, and the last of it for the rest of the hour. */
function hourOf(since: readonly Sample[]): number {
  const last = since.at(-1);
  const rest = last === undefined ? 0 : (HOUR - last.at) * costAnHour(last);
  return (integral(since, costAnHour) + rest) / HOUR;
}

function costAnHour({ nodes }: Sample): number {
  return Object.entries(nodes).reduce((sum, [type, count]) => sum + count * priceOf(type), 0);
}

function nodesOf({ nodes }: Sample): number {
  return Object.values(nodes).reduce((sum, count) => sum + count, 0);
}

/** The first sample of every five seconds. */
function points(samples: readonly Sample[]): readonly Point[] {
  const shown = new Map<number, Sample>();
  for (const sample of samples) {
    const at = Math.floor(sample.at / POINT_EVERY) * POINT_EVERY;
    if (at >= -LEAD && !shown.has(at)) shown.set(at, sample);
  }
  return [...shown].map(([at, sample]) => ({
    at,
    load: Math.round(sample.load),
    capacity: Math.round(capacity(sample.ready)),
    pods: sample.ordered.web,
    nodes: nodesOf(sample),
  }));
}

const cents = (usd: number): number => Math.round(usd * 100) / 100;
const rounded = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : Math.round(seconds));

/** A point is a line, so that what another run has changed can be read. */
export function asText(result: ScoopResult): string {
  return `${JSON.stringify(result, undefined, 1).replace(/\{\s*"at"[^}]*\}/g, (point) => point.replace(/\s+/g, " "))}\n`;
}
