// Services that go from one tier to another on a real API server, many side by side under one operator. Each is met by a fresh service at the second
// tier; between operator and API server stands a proxy that writes every request down and lets no deletion of data through.
import { setTimeout as sleep } from "node:timers/promises";
import { ANNOTATION } from "../../domain/api/keys.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { Tier } from "../../domain/api/tier.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { waitsForApproval } from "../../domain/plan/decision.js";
import { TIER_TABLE } from "../../domain/tiers/table.js";
import { keptDatabase, TIER_PAIRS, type TierPair } from "../fixtures/tier-pairs.js";
import { apply, eventually, freshNamespace, isReadyNow, type LiveService, mergePatch } from "./harness/api.js";
import { startOperator } from "./harness/operator-process.js";
import { isWriteRequest, type Recorded, startRecorder, textOf } from "./harness/recording-proxy.js";
import { judgeDeletion } from "./kept-data.js";
import type { Whole } from "./likeness.js";
import { liveServices, type LiveServices } from "./live-services.js";
import { unlike } from "./pair-likeness.js";
import { webService } from "./services.js";

const QUIET_MS = 60_000;
/** Until what is not needed any more has gone. */
const REMOVED_MS = 60_000;
/** Seconds, where users get minutes. */
const FLAGS = ["--observe-move-seconds", "3", "--rehearse-again-seconds", "10"];

export type Trial = {
  readonly pair: TierPair;
  /** From the edit until it was Ready at the second tier and like a fresh one. */
  readonly seconds: number;
  readonly requests: number;
  readonly writes: number;
  /** Empty: it ended as it should. */
  readonly faults: readonly string[];
};

export type Trials = {
  readonly trials: readonly Trial[];
  /** What the operator wrote in the minute after the last of them had ended. */
  readonly unrest: readonly string[];
  /** Deletions of data that it asked for. */
  readonly refused: readonly string[];
  /** Of everything else. */
  readonly deletions: number;
};

export type Pace = {
  /** For each step of a pair. */
  readonly patienceMs: number;
  /** With how many web pods a tier begins at the most. Undefined: with as many as it has, which are 120 at 10M. */
  readonly mostPods?: number;
  readonly say?: (line: string) => void;
};

type Around = {
  readonly namespace: string;
  readonly live: LiveServices;
  readonly requests: readonly Recorded[];
  readonly pace: Pace;
  /** By the text of a pair. */
  readonly fresh: ReadonlyMap<string, string>;
};

export async function tryPairs(pairs: readonly TierPair[], pace: Pace): Promise<Trials> {
  const namespace = await freshNamespace("pairs");
  const recorder = await startRecorder(namespace, judgeDeletion);
  const operator = await startOperator({ namespaces: [namespace], kubeconfig: recorder.kubeconfig, flags: FLAGS });
  try {
    const { requests, refused } = recorder;
    const [live, fresh] = [liveServices(namespace, pace.patienceMs), await makeFresh(pairs, namespace, pace)];
    const around = { namespace, live, requests, pace, fresh };
    const trials = await Promise.all(pairs.map((pair) => tryPair(pair, around)));
    const unrest = trials.every(({ faults }) => faults.length === 0)
      ? await writtenInAMinute(requests)
      : ["not looked at: some are not at rest"];
    return { trials, unrest, refused, deletions: requests.filter(({ method }) => method === "DELETE").length - refused.length };
  } finally {
    await operator.stop();
    recorder.close();
  }
}

async function writtenInAMinute(requests: readonly Recorded[]): Promise<readonly string[]> {
  const from = Date.now();
  await sleep(QUIET_MS);
  return requests.filter((request) => request.at >= from && isWriteRequest(request)).map(textOf);
}

export const pairText = ({ from, to }: TierPair): string => `${from}>${to}`;

/** As `10>100k,1>10M`. Undefined: all. */
export function chosenPairs(text: string | undefined): readonly TierPair[] {
  if (text === undefined || text === "") return TIER_PAIRS;
  return text.split(",").map((word) => {
    const found = TIER_PAIRS.find((pair) => pairText(pair) === word.trim());
    if (found === undefined) throw new Error(`PAIRS: "${word}" is no way from one tier to another; write it as 10>100k`);
    return found;
  });
}

/** Names of one length, so that those that are cut are cut alike. */
const slugOf = (tier: Tier): string => tier.toLowerCase().padEnd(4, "x");
const nameOf = ({ from, to }: TierPair): string => `moved-${slugOf(from)}-${slugOf(to)}`;

/** Which fresh service each pair is compared with, by the pair's text: one for all that end alike. */
async function makeFresh(pairs: readonly TierPair[], namespace: string, pace: Pace): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const found = new Map<string, string>();
  for (const pair of pairs) {
    const database = keptDatabase(pair);
    const ending = JSON.stringify([pair.to, database]);
    const name = names.get(ending) ?? `fresh-${String(names.size).padStart(4, "0")}-${slugOf(pair.to)}`;
    if (!names.has(ending)) await surely(() => apply(webService(namespace, name, spec(name, sized(pair.to, pace), database))));
    names.set(ending, name);
    found.set(pairText(pair), name);
  }
  return found;
}

async function tryPair(pair: TierPair, around: Around): Promise<Trial> {
  const { namespace, live, requests, pace } = around;
  const moved = nameOf(pair);
  const faults: string[] = [];
  let [from, to] = [0, 0];
  try {
    await surely(() => apply(webService(namespace, moved, spec(moved, sized(pair.from, pace)))));
    const at = await live.until(moved, `Ready at ${pair.from}`, isReady);
    const before = { service: at, children: await live.children(moved) };
    from = Date.now();
    await surely(() => edit(namespace, moved, { spec: sized(pair.to, pace) }));
    await live.until(moved, `Ready at ${pair.to}`, (service) => hasArrived(service, pair));
    to = Date.now();
    faults.push(...(await compared(pair, before, around)));
  } catch (error) {
    faults.push(String(error));
  }
  const mine = requests.filter(({ name, at }) => at >= from && at <= to && (name === moved || name.startsWith(`${moved}-`)));
  const writes = mine.filter(isWriteRequest).length;
  pace.say?.(`${pairText(pair)}: ${faults.length === 0 ? "as it should" : faults.join("\n  ")}`);
  return { pair, seconds: (to - from) / 1000, requests: mine.length, writes, faults };
}

type Sized = { readonly userTier: Tier; readonly scaling: { readonly minReplicas: number } | null };

/** Null: as the tier says. */
function sized(userTier: Tier, { mostPods = Infinity }: Pace): Sized {
  return { userTier, scaling: TIER_TABLE[userTier].web.min > mostPods ? { minReplicas: mostPods } : null };
}

/** With everything that a tier builds only when it is named. */
function spec(name: string, { userTier, scaling }: Sized, database?: WebServiceSpec["database"]): Record<string, unknown> {
  return {
    ...{ userTier, ...(scaling === null ? {} : { scaling }), ...(database === undefined ? {} : { database }) },
    hosts: [`${name}.example.com`],
    workers: [{ name: "mail" }],
    services: [{ name: "search", image: "registry.example.com/search:1" }],
    functions: [{ name: "thumbs", image: "registry.example.com/thumbs:1", trigger: { uploadPrefix: "in/" } }],
  };
}

/** Writes that may be repeated, to a server that has much to do. */
const surely = (write: () => Promise<unknown>): Promise<boolean> => eventually("written", () => write().then(() => true));

async function edit(namespace: string, name: string, patch: object): Promise<void> {
  await mergePatch({ ...WEB_SERVICE, metadata: { namespace, name } }, patch);
}

/** Approves on the way whatever asks. At the end only data that must not move back is held. */
async function hasArrived(service: LiveService, pair: TierPair): Promise<boolean> {
  const { observedGeneration, plan, tier, move } = service.status ?? {};
  if (observedGeneration !== service.metadata.generation) return false;
  await approve(service);
  if (!isReadyNow(service) || tier?.current !== pair.to) return false;
  return (plan?.changes ?? []).every(({ state }) => state === "Held") && (move === undefined || move.state === "kept");
}

async function approve({ status, metadata }: LiveService): Promise<void> {
  const { namespace = "", name, annotations } = metadata;
  const { id, changes = [] } = status?.plan ?? {};
  if (annotations?.[ANNOTATION.approve] === id || !changes.some(waitsForApproval)) return;
  await edit(namespace, name, { metadata: { annotations: { [ANNOTATION.approve]: id } } });
}

const isReady = (service: LiveService): Promise<LiveService | false> => Promise.resolve(isReadyNow(service) && service);

/** What was needed on the way alone goes a little after the service is ready. */
async function compared(pair: TierPair, before: Whole, { live, fresh }: Around): Promise<readonly string[]> {
  let found: readonly string[] = [];
  const [one, other] = [nameOf(pair), fresh.get(pairText(pair)) ?? ""];
  await live.until(other, "Ready", isReady);
  const whole = async (name: string): Promise<Whole> => {
    const service = await live.until(name, "is there", (seen) => Promise.resolve(seen));
    return { service, children: await live.children(name) };
  };
  const deadline = Date.now() + REMOVED_MS;
  const look = async (): Promise<boolean> => {
    found = unlike(pair, { before, moved: await whole(one), fresh: await whole(other) });
    return found.length === 0 || Date.now() > deadline;
  };
  await live.until(one, "like a fresh one", look);
  return found;
}
