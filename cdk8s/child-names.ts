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

export function childNameOf(identity: Identity, { kind, role, holdsData = false, generation }: Named): string {
  const name = holdsData ? dataName : childName;
  return name(identity, generation === undefined ? role : `${role}-${generation}`, LIMIT[kind.kind] ?? "kubernetes");
}
