// Snapshot of the volume of a database in the cluster. Atomic, as one volume holds data and log: PostgreSQL recovers from it as from a
// loss of power. No child of the blueprint: it is made once, is written never again, and no service waits for it.
import { ANNOTATION, LABEL } from "../domain/api/keys.js";
import { BUILT_IN } from "../domain/api/kinds.js";
import type { KubeObject } from "../domain/api/objects.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import type { SnapshotOrder } from "../domain/plan/backups.js";
import { childNameOf } from "./child-names.js";
import { labels } from "./labels.js";
import { NOT_ARGOS } from "./scene.js";

export function volumeSnapshot({ identity, place }: Blueprint, { role, reason, claim, version }: SnapshotOrder): KubeObject {
  const kind = BUILT_IN.volumeSnapshot;
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: {
      name: childNameOf(identity, { kind, role, holdsData: true }),
      namespace: identity.namespace,
      labels: { ...labels(identity, role, true), [LABEL.snapshot]: reason },
      annotations: { ...NOT_ARGOS, [ANNOTATION.postgresVersion]: version },
    },
    spec: {
      volumeSnapshotClassName: place.volumeSnapshotClassName,
      source: { persistentVolumeClaimName: claim },
    },
  };
}
