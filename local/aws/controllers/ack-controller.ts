// What the shared reconcile must know of one ACK kind: a row of a table, no behaviour of its own.
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import type { Attributes, Place, Resource, ResourceType, WorldView } from "../model/resource.js";

/** As in managedFields on real clusters: every ACK binary is called "controller", and so is that of the load balancers. */
export const MANAGER = "controller";

export type Reference = {
  /** `dbSubnetGroupRef`, or `policyRefs` when it is a list. */
  readonly field: string;
  /** The field that it stands for. Both together are refused. */
  readonly to: string;
  readonly kind: KindRef;
  readonly valueOf: (target: KubeObject) => string | undefined;
};

/** Why a real controller would write again and again, although nothing is to be changed. */
export type Waste = { readonly fields: readonly string[]; readonly reason: string };

/** What the first look at a finished resource misses on real controllers. */
export type Lag =
  /** Conditions come one loop after the status. */
  | "conditions"
  /** Ready comes one loop before the status. */
  | "status"
  /** Recoverable for one loop. */
  | "recoverable";

export type AckController = {
  readonly kind: KindRef;
  readonly type: ResourceType;
  readonly references?: readonly Reference[];
  /** Fields that name a key of a Secret. */
  readonly secrets?: readonly string[];
  /** Fields that are copied into spec from what AWS answered, when left out. */
  readonly lateInitialized?: readonly string[];
  /** Read at creation only. */
  readonly ignored?: readonly string[];
  /** AWS never changes them: a real controller tries for ever. */
  readonly immutable?: readonly string[];
  /** Removed in AWS when removed from spec. */
  readonly clearable?: readonly string[];
  /** Of these only one is changed at a time, in this order. */
  readonly oneAtATime?: readonly string[];
  readonly wastes?: (spec: Attributes, resource: Resource) => readonly Waste[];
  /** Never synced in this form, although it exists. */
  readonly neverSyncs?: (spec: Attributes) => boolean;
  readonly statusOf?: (resource: Resource, world: WorldView) => Attributes;
  /** False for the few kinds whose ARN no status shows. */
  readonly hasArn?: boolean;
  /** Its controller writes `ACK.ResourceSynced` itself: with a status, without time, reason and message. */
  readonly syncsItself?: boolean;
  /** Default: once the resource is there and at rest. */
  readonly isSynced?: (resource: Resource) => boolean;
  /** The message, when AWS says that nothing but people can help. */
  readonly brokenBy?: (resource: Resource) => string | undefined;
  readonly lagOf?: (resource: Resource) => Lag | undefined;
  /** The finalizer stays until AWS has finished; otherwise it goes when AWS has begun. */
  readonly waitsForDeletion?: boolean;
  /** A change while AWS is busy is reported as Recoverable with this message. */
  readonly busyMessage?: string;
  /** Kinds that are not found by name: the ARN of what the adoption-fields lead to. */
  readonly adoptedArn?: (fields: Attributes, place: Place) => string | undefined;
  /** Other resources whose status shows this one. */
  readonly shownBy?: (resource: Resource) => readonly string[];
};

export function finalizerOf({ kind }: AckController): string {
  return `finalizers.${kind.apiVersion.split("/")[0] ?? ""}/${kind.kind}`;
}

export function isAtRest(resource: Resource): boolean {
  return resource.phase === "ready";
}
