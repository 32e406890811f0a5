// Name of each child. The object and the thing in AWS have the same name, so the tighter limit of the two counts.
import type { KindRef } from "../domain/api/objects.js";
import type { NameLimit } from "../domain/api/names.js";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import { childName, dataName } from "../domain/blueprint/roles.js";
import type { Identity } from "../domain/blueprint/types.js";

/** Kinds with a tighter limit than the 63 characters of Kubernetes. */
const LIMIT: Readonly<Record<string, NameLimit>> = {
  [BUILT_IN.statefulSet.kind]: "statefulSet",
  [ACK.dbCluster.ref.kind]: "rdsCluster",
  [ACK.replicationGroup.ref.kind]: "elastiCache",
};

export type Named = {
  readonly kind: KindRef;
  readonly role: string;
  readonly holdsData?: boolean;
  readonly generation?: string;
};

/** Each name is asked for by everything that refers to it: of one blueprint's identity each is made once. */
const names = new WeakMap<Identity, Map<string, string>>();

export function childNameOf(identity: Identity, { kind, role, holdsData = false, generation }: Named): string {
  const known = names.get(identity) ?? new Map<string, string>();
  names.set(identity, known);
  const full = generation === undefined ? role : `${role}-${generation}`;
  const limit = LIMIT[kind.kind] ?? "kubernetes";
  const key = `${limit}/${String(holdsData)}/${full}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const name = holdsData ? dataName(identity, full, limit) : childName(identity, full, limit);
  known.set(key, name);
  return name;
}
