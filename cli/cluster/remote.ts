// Port: what commands ask of an API server, as the user of the kubeconfig.
import type { KindRef, KubeObject, ObjectRef } from "../../domain/api/objects.js";

export type Selection = {
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
};

export type Asked = { readonly verb: string; readonly group: string; readonly resource: string; readonly namespace?: string };

/** Everything throws a CommandError that says what is missing: the server, the kind, or the right, by verb, resource and namespace. */
export type Remote = {
  /** Name of the context. */
  readonly context: string;
  /** From -n, else from the context, else `default`. */
  readonly namespace: string;
  /** URL of the API server. */
  readonly server: string;
  /** Undefined: not found. */
  read(ref: ObjectRef): Promise<KubeObject | undefined>;
  /** All of them, page after page. A kind that the cluster does not know has none. */
  list(kind: KindRef, selection: Selection): Promise<readonly KubeObject[]>;
  /** Merge patch by the field manager `tenfold-cli`; with `resourceVersion` in its metadata only over that version. */
  patch(ref: ObjectRef, patch: unknown): Promise<KubeObject>;
  /** Ends when the signal is aborted. Calls back for each change, and once when all that is there has been told (`synced`). */
  follow(kind: KindRef, selection: Selection, heard: Heard): Promise<void>;
  /** Whether the user may do it, as the server says. */
  mayI(asked: Asked): Promise<boolean>;
  /** GET of any path; undefined: 404. */
  get(path: string): Promise<unknown>;
  close(): Promise<void>;
};

export type Heard = {
  readonly signal: AbortSignal;
  /** Everything is told from the beginning, for the first time or again: what was known is to be forgotten once `synced` comes. */
  readonly began: () => void;
  readonly changed: (object: KubeObject, isGone: boolean) => void;
  readonly synced: () => void;
};
