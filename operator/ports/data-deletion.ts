// Port: the only way by which data is ever given up. Whatever else deletes goes through the Cluster port, which refuses kinds of data.
import type { ObjectRef } from "../../domain/api/objects.js";
import type { SecretOrigin } from "./cluster.js";

export type Locks = {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
};

/** Every method throws ClusterError, "forbidden" among them: the right to it is bound by an administrator, or by nobody. */
export type DataDeletion = {
  /** Asks whether `remove` would be allowed: nothing is stored. */
  tryRemove(ref: ObjectRef, uid: string): Promise<void>;
  remove(ref: ObjectRef, uid: string): Promise<void>;
  /** Opens the locks of one object, or closes them: what is not named stays. The UID is the precondition. */
  setLocks(ref: ObjectRef, locks: Locks, uid: string): Promise<void>;
  /** Only a Secret that this operator, or one before it, has made; its values are in no answer. */
  removeSecret(ref: ObjectRef, options: { readonly dryRun: boolean }): Promise<SecretOrigin>;
};
