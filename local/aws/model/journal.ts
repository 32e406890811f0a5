// What happened to the resources: for tests, which assert on acts as well as on the state, and for the log.
import type { DeleteRequest } from "./resource.js";

export type Modification = {
  readonly arn: string;
  readonly type: string;
  readonly name: string;
  readonly fields: readonly string[];
  readonly at: number;
  /** Why a real controller would repeat this call for ever. Objects of ours must cause none. */
  readonly wasted?: string;
};

export type Deletion = {
  readonly arn: string;
  readonly type: string;
  readonly name: string;
  readonly at: number;
  readonly request: DeleteRequest;
};

/** Keeps the newest; a demonstration that runs for weeks must not grow without end. */
export function remember<T>(list: T[], item: T, limit = 20_000): void {
  list.push(item);
  if (list.length > limit) list.splice(0, list.length - limit);
}
