// What is remembered of one service between reconciles. Only savings: losing it costs time, never correctness.
import type { ReplicaAnswer } from "../../domain/plan/move-cloud.js";
import type { AdoptionAnswer } from "../../domain/observed/adoption.js";
import type { CloudAnswer } from "../../domain/observed/cloud-answer.js";
import type { FrontTargets } from "../../domain/observed/front-targets.js";
import type { SaidProgress } from "../../domain/observed/move-progress.js";
import type { ProgramEnd } from "../../domain/observed/program-ends.js";
import type { SpecWrite } from "../../domain/observed/observe.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { Cost } from "../../domain/admit/budget.js";
import type { Rendering } from "../../cdk8s/prepare.js";
import { isAtLeast } from "../runtime/store.js";
import type { Told } from "./tell/status-pace.js";

export type Memory = {
  /** Child UID → the fields that our last apply owned, as the server answered, where they are not those that were expected. */
  acknowledged: ReadonlyMap<string, string>;
  /**
   * UID of an ACK object → our last write that changed its spec: when by the server's clock (milliseconds), and the version it made. Until
   * its controller has looked since.
   */
  specWrites: ReadonlyMap<string, SpecWrite>;
  /** Data that a live read has found although the store does not have it, by kind and name: somebody took our labels off. */
  foundLive: ReadonlyMap<string, ChildRecord>;
  /** Sealed databases that AWS does not have any more: resource id by kind and name. */
  lostInAws: ReadonlyMap<string, string>;
  /** What AWS said when it was asked for data that this service is to take over, and when (milliseconds). */
  inCloud: CloudAnswer | undefined;
  askedCloudAt: number;
  /** What came of looking at the database that this service is to adopt, and when it was looked at (milliseconds). */
  outside: AdoptionAnswer | undefined;
  askedOutsideAt: number;
  /** Generation of the service for which the StorageClass refused to expand the volume; another one tries again. */
  cannotGrow: number | undefined;
  /** Names of Secrets that this process has seen to exist. */
  secrets: ReadonlySet<string>;
  rendered: Rendering | undefined;
  /** What the blueprint of that rendering costs. */
  cost: { readonly of: string; readonly estimate: Cost | undefined } | undefined;
  /** What is known of children that do not become ready. Undefined: all are. */
  inquiry: Inquiry | undefined;
  /** What is known of a load balancer that traffic is to move to. Undefined: none is. */
  sight: Sight | undefined;
  /** How far the program of a move is. Undefined: none was at work. */
  glimpse: Glimpse | undefined;
  /** Job UID → how it ended: its pod can go before that is written down. */
  ends: ReadonlyMap<string, ProgramEnd>;
  /** What AWS offers for a replica, and until when that is believed (milliseconds). */
  offers: { readonly question: string; readonly answer: ReplicaAnswer; readonly until: number } | undefined;
  status: ToldStatus | undefined;
  /** UID of the service whose namespace is being deleted: it never comes back from that. */
  endingFor: string | undefined;
  announced: Announced | undefined;
  /** Events of a deletion of data that were sent. */
  told: ReadonlySet<string>;
  /** It was let go: what the store still shows of it is on its way out. */
  finalized: boolean;
};

/** The last status that was written, of which service, and when (milliseconds). As JSON has it; once the store shows the same, it is the store's. */
export type ToldStatus = Told & {
  readonly uid: string;
  readonly at: number;
  /** How often in a row it had to be written again because somebody else wrote, and when last (milliseconds). */
  readonly putBack: { readonly times: number; readonly at: number };
};

/** What events were already sent for: conditions as `type/status/reason`, and whether it was Ready, for which generation of the spec. */
export type Announced = {
  readonly keys: readonly string[];
  readonly ready: boolean;
  readonly generation: number | undefined;
};

/** `nextAt`: not before this time is anything asked again (milliseconds). */
export type Sight = { readonly targets: FrontTargets | undefined; readonly nextAt: number };

export type Glimpse = {
  /** UID of the Job at work. Undefined: none is. */
  readonly job?: string;
  /** What its program said, and when that was read (milliseconds). */
  readonly seen?: { readonly said: SaidProgress; readonly atMs: number };
  /** Not before this time is anything asked again (milliseconds). Undefined: nothing is to be asked. */
  readonly nextAt?: number;
  /** It was said that logs may not be read. */
  readonly isRefusalSaid: boolean;
};

export type Inquiry = {
  /** Child, by kind and name → since when it is known not to be ready (milliseconds). */
  readonly since: ReadonlyMap<string, number>;
  /** Child → what was found out. */
  texts: ReadonlyMap<string, string>;
  /** Not before this time is anything asked again. */
  nextAt: number;
  /** When to come back to it. */
  lookAt: number;
};

/** Most services remember nothing most of the time, and of ten thousand each has its memory: nothing is one and the same. */
const NONE: ReadonlyMap<string, never> = new Map<string, never>();
const NOBODY: ReadonlySet<string> = new Set();

export function withEntry<V>(known: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  return new Map([...known, [key, value]]);
}

export function withoutEntry<V>(known: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  return known.has(key) ? onlyThose(known, (one) => one !== key) : known;
}

function onlyThose<V>(known: ReadonlyMap<string, V>, isOne: (key: string, value: V) => boolean): ReadonlyMap<string, V> {
  const left = [...known].filter(([key, value]) => isOne(key, value));
  if (left.length === known.size) return known;
  return left.length === 0 ? NONE : new Map(left);
}

type Present = Pick<ChildRecord, "uid" | "resourceVersion" | "syncedAt">;

/** Children come and go; what was written of those that are gone is of no use. All that was written has been seen before. */
export function forgetGone(memory: Memory, present: readonly Present[]): void {
  const { acknowledged, specWrites, ends } = memory;
  if (acknowledged.size + specWrites.size + ends.size === 0) return;
  const byUid = new Map(present.map((record) => [record.uid, record]));
  memory.acknowledged = onlyThose(acknowledged, (uid) => byUid.has(uid));
  memory.ends = onlyThose(ends, (uid) => byUid.has(uid));
  memory.specWrites = onlyThose(specWrites, (uid, write) => {
    const record = byUid.get(uid);
    return record !== undefined && !isTakenUp(record, write);
  });
}

/** As domain/observed/observe.ts doubts it: from then on it says nothing any more. */
function isTakenUp({ resourceVersion, syncedAt }: Present, write: SpecWrite): boolean {
  const isLater = resourceVersion !== write.resourceVersion && isAtLeast(resourceVersion, write.resourceVersion);
  return isLater && (syncedAt === undefined || syncedAt >= write.at);
}

export type Memories = {
  /** What is remembered of the service of this UID; of its predecessors under the same name nothing is. */
  of(key: string, uid: string | undefined): Memory;
  forget(key: string): void;
  count(): number;
};

export function createMemories(): Memories {
  const memories = new Map<string, { readonly uid: string; readonly memory: Memory }>();
  return {
    of: (key, uid) => {
      const known = memories.get(key);
      if (known !== undefined && known.uid === uid) return known.memory;
      const memory = emptyMemory();
      // Of a service that is gone nothing is kept, whoever still works on it.
      if (uid !== undefined) memories.set(key, { uid, memory });
      return memory;
    },
    forget: (key) => void memories.delete(key),
    count: () => memories.size,
  };
}

export function emptyMemory(): Memory {
  return {
    acknowledged: NONE,
    specWrites: NONE,
    foundLive: NONE,
    lostInAws: NONE,
    inCloud: undefined,
    askedCloudAt: 0,
    outside: undefined,
    askedOutsideAt: 0,
    cannotGrow: undefined,
    secrets: NOBODY,
    rendered: undefined,
    cost: undefined,
    status: undefined,
    inquiry: undefined,
    sight: undefined,
    glimpse: undefined,
    ends: NONE,
    offers: undefined,
    endingFor: undefined,
    announced: undefined,
    told: NOBODY,
    finalized: false,
  };
}
