// Port: what a move to a replica, or an upgrade, needs of RDS and ACK has no word for: whether it can be made, a snapshot before it, and the
// promotion.

/** `instance` is to be the source. The replica is to be encrypted, of this class, and of the same major version. */
export type ReplicaWish = { readonly region: string; readonly instance: string; readonly instanceClass: string };
export type UpgradeWish = {
  readonly region: string;
  readonly kind: "DBInstance" | "DBCluster";
  readonly name: string;
  /** The major version. */
  readonly to: string;
};
/** `stands`: the version that runs, in full. `isAtRest`: AWS is not working on it. */
export type UpgradeOffer = { readonly stands: string; readonly isAtRest: boolean; readonly obstacles: readonly string[] };

export type SnapshotWish = Pick<UpgradeWish, "region" | "kind"> & {
  readonly of: string;
  readonly name: string;
  /** Milliseconds since the epoch: an older one does not do, and another is taken with a number behind the name. */
  readonly notBefore?: number;
};
export type SnapshotState = { readonly name: string; readonly isFinished: boolean };

export type ReplicaState = "replica" | "promoting" | "promoted" | "gone";

export type CloudReplicas = {
  /** False: nothing may be asked or done, and everything is rejected with a `CloudRefusal`. */
  readonly asks: boolean;
  /** What AWS would refuse, each with what to do. */
  obstacles(wish: ReplicaWish): Promise<readonly string[]>;
  state(region: string, cluster: string): Promise<ReplicaState>;
  /** Done is done: a cluster that is promoted, or is being promoted, is left as it is. */
  promote(region: string, cluster: string): Promise<void>;
  upgrade(wish: UpgradeWish): Promise<UpgradeOffer>;
  /** Takes it unless it is there. */
  snapshot(wish: SnapshotWish): Promise<SnapshotState>;
};

/** AWS could not be asked: why, in words, and what to do. */
export class CloudRefusal extends Error {}
