// VolumeSnapshot for the local control plane: only the fields that Tenfold sets or reads.
import { z } from "zod";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KindDefinition } from "./custom-resource-definition.js";

const spec = z.object({
  source: z.object({ persistentVolumeClaimName: z.string().optional() }),
  volumeSnapshotClassName: z.string().min(1).optional(),
});

const status = z.object({
  boundVolumeSnapshotContentName: z.string().optional(),
  creationTime: z.string().meta({ format: "date-time" }).optional(),
  readyToUse: z.boolean().optional(),
  restoreSize: z.union([z.int(), z.string()]).meta({ "x-kubernetes-int-or-string": true }).optional(),
  error: z.object({ time: z.string().meta({ format: "date-time" }).optional(), message: z.string().optional() }).optional(),
});

export const SNAPSHOT_KINDS: readonly KindDefinition[] = [
  {
    ref: BUILT_IN.volumeSnapshot,
    // The API server takes definitions of this group only with a word about it.
    annotations: { "api-approved.kubernetes.io": "unapproved, cut down for local use" },
    singular: "volumesnapshot",
    shortNames: ["vs"],
    description:
      "VolumeSnapshot, cut down to what Tenfold uses, for the local control plane. The real definition comes with the CSI snapshot controller.",
    spec,
    status,
    columns: [
      { name: "ReadyToUse", type: "string", jsonPath: ".status.readyToUse", description: "Whether it can be restored from." },
      {
        name: "SourcePVC",
        type: "string",
        jsonPath: ".spec.source.persistentVolumeClaimName",
        description: "Claim whose volume was copied.",
      },
      { name: "RestoreSize", type: "string", jsonPath: ".status.restoreSize", description: "Smallest volume made from it." },
      { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp", description: "Time since it was created." },
    ],
  },
];
