// The flat record of one child: everything that reconciling ever asks about it, and nothing more.
import type { StandingCache } from "../blueprint/children.js";
import type { AuroraDatabase, Cache, InClusterDatabase, RdsDatabase } from "../blueprint/types.js";
import type { Binding } from "./binding.js";
import type { Ending, Released } from "./ending.js";
import type { Grants } from "./grants.js";

export type Health =
  | { readonly state: "ready" }
  /** `usable`: it serves although something about it is still changing. */
  | { readonly state: "progressing"; readonly message: string; readonly usable: boolean }
  /** `terminal`: nothing will happen until somebody changes the spec. */
  | { readonly state: "failed"; readonly message: string; readonly terminal: boolean };

export type ChildRecord = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number | undefined;
  /** Labels: name and UID of the WebService, role. */
  readonly service: string;
  readonly serviceUid: string;
  readonly role: string;
  readonly holdsData: boolean;
  readonly retained: boolean;
  readonly hash: string | undefined;
  /** Canonical hash of the fields that our last apply owns; a foreign change of one of them changes it. */
  readonly ownedFields: string;
  /** Milliseconds since the epoch of our last effective apply; 0 when we never applied it. */
  readonly appliedAt: number;
  readonly deleting: boolean;
  /** ACK kinds: when the controller last looked at the object, in milliseconds since the epoch; undefined: unknown. */
  readonly syncedAt: number | undefined;
  readonly health: Health;
  /** Why it is short of ready, when somebody was asked; it is no part of what a watch tells. */
  readonly trouble?: string;
  readonly facts: ChildFacts;
  /** AWS has it, and no object of the cluster stands for it yet. */
  readonly isOnlyInCloud?: true;
};

/** Where PostgreSQL in the cluster runs, and how large. */
export type DatabasePod = Pick<InClusterDatabase, "size" | "node">;

/** Copy of the volume of a database. */
export type SnapshotFacts = {
  /** Its label: "nightly", "before-move-…", or what somebody wrote. */
  readonly reason: string;
  readonly claim: string;
  /** Milliseconds since the epoch: when the storage system took it, before it has when its object was made. */
  readonly takenAt: number;
  /** When its object was made. */
  readonly madeAt: number;
  readonly isReady: boolean;
  readonly error?: string;
  readonly sizeGiB?: number;
  /** Major version of PostgreSQL that wrote the volume. */
  readonly version?: string;
};

/** The few values of a child that something else is computed from. Each kind sets only its own. */
export type ChildFacts = {
  readonly host?: string;
  readonly port?: number;
  readonly readerHost?: string;
  readonly arn?: string;
  readonly id?: string;
  readonly url?: string;
  readonly address?: string;
  /** Deployment: pods that are available, and pods that are asked for. */
  readonly availableReplicas?: number;
  readonly replicas?: number;
  readonly selector?: string;
  /** Deployment: every pod that it still has is of the template that was last written, and none is on its way out. */
  readonly rolledOut?: boolean;
  /** Network policy, Service, IAM policy, bucket: what pods live by. */
  readonly grants?: Grants;
  /** Deployment, StatefulSet: fingerprint of the pod template that was last written; and the image, for the plan's words. */
  readonly fingerprint?: string;
  readonly image?: string;
  /** Deployment: host of the database that its pods are given. */
  readonly dials?: string;
  readonly binding?: Binding;
  /** Record set: where it points. */
  readonly dnsTarget?: string;
  /** Distribution: everything but the assets goes on to the load balancer. */
  readonly forwards?: boolean;
  /** StatefulSet of a database. `orderedPods`: made with OrderedReady, which cannot be changed. */
  readonly inCluster?: DatabasePod & { readonly version: string };
  readonly orderedPods?: boolean;
  /** Volume of a database: what it says of itself. */
  readonly volume?: {
    readonly version?: string;
    readonly pod?: DatabasePod;
    /** VolumeSnapshot that it was made from. */
    readonly restoredFrom?: string;
    /** The application was never moved to it. */
    readonly isBeingRestored: boolean;
  };
  readonly snapshot?: SnapshotFacts;
  readonly storageGiB?: number;
  /** The target of a move that the application does not use yet. */
  readonly isMoveTarget?: boolean;
  readonly rds?: Omit<RdsDatabase, "readReplicas" | "members">;
  /** Aurora cluster and members. */
  readonly aurora?: Pick<AuroraDatabase, "version" | "backupRetentionDays" | "bornOf" | "follows" | "adopted" | "application">;
  /** Database in AWS: its identifier, where it is not the name of the object. */
  readonly identifier?: string;
  /** Of a database that somebody else has made: its object says our tags, which is so only after its controller has filled in the rest. */
  readonly isTagged?: boolean;
  /** Security group: its id, once its controller says so. */
  readonly groupID?: string;
  /** Of an instance: the class that was asked for. */
  readonly instanceClass?: string;
  /** When we last wrote another class, and the class that AWS has taken up and not carried out. */
  readonly classChangedAt?: string;
  readonly pendingClass?: string;
  /** Aurora cluster: name of the member that takes writes, as its controller last saw it. */
  readonly writer?: string;
  readonly readers?: { readonly min: number; readonly max: number };
  readonly cache?: Cache;
  /** Ingress: its load balancer admits a prefix list alone. */
  readonly isClosed?: boolean;
  /** Cache. */
  readonly password?: StandingCache["password"];
  /** Cache: of its spec. */
  readonly engineVersion?: string;
  /** RDS calls the instance available: at rest, not only usable. */
  readonly available?: boolean;
  /** Identity of the data in AWS, as the controller reports it now; another one under the same name is other data. */
  readonly resourceID?: string;
  /** Region that its controller works in. */
  readonly region?: string;
  /** The one that it had when it was first ready. */
  readonly sealedID?: string;
  readonly released?: Released;
  /** The note of a deletion that gives data up. */
  readonly ending?: Ending;
  /** The one that AWS reported before its controller had taken it over. */
  readonly adopting?: string;
};

/** Identity of an object among the children of a service: kind and name. */
export function childId(child: { readonly kind: string; readonly name: string }): string {
  return `${child.kind}/${child.name}`;
}

/** Name in AWS of a database or one of its instances. */
export function nameInAws({ name, facts }: { readonly name: string; readonly facts: ChildFacts }): string {
  return facts.identifier ?? name;
}

/** What a child is for within its service: kind and role. */
export function childKey(child: { readonly kind: string; readonly role: string }): string {
  return `${child.kind}/${child.role}`;
}

export function isReady(record: ChildRecord | undefined): boolean {
  return record?.health.state === "ready";
}

/** It serves now, whatever else is going on. */
export function isUsable(record: ChildRecord | undefined): boolean {
  if (record === undefined || record.deleting) return false;
  return record.health.state === "ready" || (record.health.state === "progressing" && record.health.usable);
}
