// The vocabulary of the model: what AWS holds, and what each type of resource must say about itself.
import type { Refusal } from "./refusal.js";

/** Field names as the ACK specs have them, references already resolved. */
export type Attributes = Readonly<Record<string, unknown>>;

export type Place = { readonly accountID: string; readonly region: string };

export type Phase = "creating" | "ready" | "modifying" | "optimizing" | "deleting" | "failed";

export type Resource = {
  /** `<service>/<Kind>`, as in the catalogue of types. */
  readonly type: string;
  /** Identity in the model. For the few types to which AWS gives no ARN: made up, never shown. */
  readonly arn: string;
  readonly name: string;
  readonly place: Place;
  /** Who had it made (the UID of the object): generated identifiers follow from it. */
  readonly token: string;
  readonly phase: Phase;
  /** AWS's own word for the phase: "available", "InProgress" … */
  readonly state: string;
  readonly attributes: Attributes;
  /** Attributes that a caller ever gave; the others are AWS's defaults. */
  readonly given: readonly string[];
  /** Asked for and not in effect yet. */
  readonly pending: Attributes;
  /** What AWS generated: identifiers, addresses, times. */
  readonly facts: Attributes;
  readonly createdAt: number;
  /** When the storage last changed: the next change waits six hours. */
  readonly storageChangedAt?: number;
  /** When a change last made it restart. */
  readonly restartedAt?: number;
  /** Overrides the delay of each of its transitions. */
  readonly delayMs?: number;
  /** Ordered by a test: stays in its phase until released. */
  readonly held?: boolean;
};

export type Birth = { readonly place: Place; readonly attributes: Attributes; readonly token: string; readonly at: number };

export type DeleteRequest = {
  /** RDS: default true, as for ACK. */
  readonly skipFinalSnapshot?: boolean;
  readonly finalSnapshotID?: string;
};

export type Change = {
  readonly resource: Resource;
  readonly changes: Attributes;
  /** The attributes as they would be. */
  readonly result: Attributes;
  readonly at: number;
};

/** What a type may ask about the rest of the world. */
export type WorldView = {
  readonly find: (arn: string) => Resource | undefined;
  readonly all: (type: string) => Iterable<Resource>;
  readonly named: (type: string, name: string, place: Place) => Resource | undefined;
  readonly hasSnapshot: (kind: "db" | "cluster", name: string, place: Place) => boolean;
};

export type StateWords = Readonly<Record<Exclude<Phase, "failed">, string>>;

/** slow: minutes in AWS. quick: seconds. instant: done when the call returns. */
export type Pace = "slow" | "quick" | "instant";

export type ResourceType = {
  readonly id: string;
  readonly pace: Pace;
  readonly words: StateWords;
  /** named: the ARN follows from the attributes. generated: from the token, so that two births never collide. */
  readonly identity: "named" | "generated";
  readonly nameOf: (attributes: Attributes) => string;
  readonly arnOf: (birth: Birth) => string;
  readonly defaults?: (birth: Birth, world: WorldView) => Attributes;
  readonly facts?: (birth: Birth) => Attributes;
  /** What AWS makes of the values that it is given: version 17 becomes 17.6. */
  readonly settle?: (attributes: Attributes) => Attributes;
  readonly refuseCreate?: (birth: Birth, world: WorldView) => Refusal | undefined;
  readonly refuseModify?: (change: Change, world: WorldView) => Refusal | undefined;
  readonly refuseDelete?: (resource: Resource, request: DeleteRequest, world: WorldView) => Refusal | undefined;
  /** In effect as soon as asked for, although the resource counts as being modified for a while. */
  readonly immediate?: readonly string[];
  /** Takes storage of which AWS goes on optimizing after the change, and changes it only every six hours. */
  readonly hasStorage?: boolean;
  /** A change of these makes it restart. */
  readonly restartedBy?: readonly string[];
  /** Leaves a snapshot behind unless told not to. */
  readonly snapshots?: "db" | "cluster";
};

export const plainWords: StateWords = {
  creating: "creating",
  ready: "available",
  modifying: "modifying",
  optimizing: "storage-optimization",
  deleting: "deleting",
};
