// Port: what reconciling needs of an API server. Every write carries the precondition that makes it safe.
import type { KubeObject, ObjectMeta, ObjectRef } from "../../domain/api/objects.js";

/** Metadata after a write; enough to recognise our own echo and to detect drift later. */
export type Written = {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly managedFields: ObjectMeta["managedFields"];
};

export type ApplyOptions = {
  /** The object must not exist (true), or must have this UID and, where it is given, this version. Undefined: either. */
  readonly expect?: { readonly absent: true } | { readonly uid: string; readonly resourceVersion?: string };
  /** Only check: nothing is stored. */
  readonly dryRun?: boolean;
};

export type DeleteOptions = { readonly uid: string; readonly propagation: "Background" | "Foreground" | "Orphan" };

/** Ours: this operator, or one before it, made the Secret. */
export type SecretOrigin = "ours" | "foreign" | "absent";

export type Cluster = {
  /** Server-side apply, forced, by the field manager `tenfold`, with strict field validation. Throws {@link ClusterError}. */
  apply(ref: ObjectRef, object: KubeObject, options: ApplyOptions): Promise<Written>;
  /** POST. "exists" when an object of that name is there already, whoever made it. */
  createOnce(ref: ObjectRef, object: KubeObject): Promise<"created" | "exists">;
  /** Live read, past every cache. Undefined: not found. */
  read(ref: ObjectRef): Promise<KubeObject | undefined>;
  /** Undefined results mean it was gone already. A UID that does not match is a conflict. */
  remove(ref: ObjectRef, options: DeleteOptions): Promise<void>;
  /** Sets the finalizers of one object; fails as conflict unless resourceVersion still matches. */
  setFinalizers(ref: ObjectRef, finalizers: readonly string[], resourceVersion: string): Promise<Written>;
  /** Sets labels (null removes one) with the UID as precondition. */
  setLabels(ref: ObjectRef, labels: Readonly<Record<string, string | null>>, uid: string): Promise<Written>;
  /** Who made a Secret, told by who owns its data. No value of it is in any answer. */
  inspectSecret(ref: ObjectRef): Promise<SecretOrigin>;
  /** Annotations of a Secret if it is ours, past its values. Undefined: absent, or somebody else's. */
  secretAnnotations(ref: ObjectRef): Promise<Readonly<Record<string, string>> | undefined>;
  /** Sets labels of a Secret (null removes one) if it is ours, past its values. Says what was found; writes nothing that is so already. */
  labelSecret(ref: ObjectRef, labels: Readonly<Record<string, string | null>>): Promise<SecretOrigin>;
  /** Replaces the status of one object through the status subresource; fails as conflict unless the UID matches. */
  patchStatus(ref: ObjectRef, status: unknown, uid: string): Promise<Written>;
};

export type ClusterErrorKind =
  | "not-found"
  | "kind-missing"
  | "already-exists"
  | "conflict"
  | "invalid"
  | "forbidden"
  /** Nothing can be made in a namespace that is being deleted. */
  | "namespace-ending"
  | "throttled"
  | "unavailable";

/** The only error that a {@link Cluster} throws. `message` is the server's own, cut to 1 KiB. */
export class ClusterError extends Error {
  constructor(
    readonly kind: ClusterErrorKind,
    message: string,
    /** Seconds that the server asked us to wait, when it did. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ClusterError";
  }
}
