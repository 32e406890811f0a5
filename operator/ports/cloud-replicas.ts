// Port: what a move to a replica needs of RDS and ACK has no word for: whether one can be made, a snapshot before it, and its promotion.

/** `instance` is to be the source. The replica is to be encrypted, of this class, and of the same major version. */
export type ReplicaWish = { readonly region: string; readonly instance: string; readonly instanceClass: string };
export type ReplicaState = "replica" | "promoting" | "promoted" | "gone";

export type CloudReplicas = {
  /** False: nothing may be asked or done, and everything is rejected with a `CloudRefusal`. */
  readonly asks: boolean;
  /** What AWS would refuse, each with what to do. */
  obstacles(wish: ReplicaWish): Promise<readonly string[]>;
  state(region: string, cluster: string): Promise<ReplicaState>;
  /** Done is done: a cluster that is promoted, or is being promoted, is left as it is. */
  promote(region: string, cluster: string): Promise<void>;
  /** Takes it unless it is there. Whether it is finished. */
  snapshot(region: string, instance: string, name: string): Promise<boolean>;
};

/** AWS could not be asked: why, in words, and what to do. */
export class CloudRefusal extends Error {}
