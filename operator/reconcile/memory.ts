// What is remembered of one service between reconciles. Only savings: losing it costs time, never correctness.
import type { ChildRecord } from "../../domain/observed/record.js";
import type { Rendering } from "../../cdk8s/prepare.js";

export type Memory = {
  /** Child UID → the fields that our last apply owned, as the server answered. */
  readonly acknowledged: Map<string, string>;
  /** Child UID → our last write that changed its spec: when by the server's clock (milliseconds), and the version it made. */
  readonly specWrites: Map<string, SpecWrite>;
  /** Data that a live read has found although the store does not have it, by kind and name: somebody took our labels off. */
  readonly foundLive: Map<string, ChildRecord>;
  /** Sealed databases that AWS does not have any more: resource id by kind and name. */
  lostInAws: ReadonlyMap<string, string>;
  /** Generation of the service for which the StorageClass refused to expand the volume; another one tries again. */
  cannotGrow: number | undefined;
  /** Names of Secrets that this process has seen to exist. */
  readonly secrets: Set<string>;
  rendered: Rendering | undefined;
  status: ToldStatus | undefined;
  /** UID of the service whose namespace is being deleted: it never comes back from that. */
  endingFor: string | undefined;
  announced: Announced | undefined;
};

/** The last status that was written, as text, of which service, and when (milliseconds). */
export type ToldStatus = {
  readonly uid: string;
  readonly text: string;
  readonly at: number;
  /** How often in a row it had to be written again because somebody else wrote, and when last (milliseconds). */
  readonly putBack: { readonly times: number; readonly at: number };
};

/** What events were already sent for: conditions as `type/status/reason`, and whether it was Ready, for which generation of the spec. */
export type Announced = {
  readonly keys: ReadonlySet<string>;
  readonly ready: boolean;
  readonly generation: number | undefined;
};

export type SpecWrite = { readonly at: number; readonly resourceVersion: string };

export function emptyMemory(): Memory {
  return {
    acknowledged: new Map(),
    specWrites: new Map(),
    foundLive: new Map(),
    lostInAws: new Map(),
    cannotGrow: undefined,
    secrets: new Set(),
    rendered: undefined,
    status: undefined,
    endingFor: undefined,
    announced: undefined,
  };
}
