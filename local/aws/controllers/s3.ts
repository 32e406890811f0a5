// S3: buckets, which pass through Recoverable in their first moments.
import { ACK } from "../../../domain/api/kinds.js";
import { recordOf, recordsOf } from "../model/read.js";
import type { Attributes } from "../model/resource.js";
import { bucket } from "../model/types/s3.js";
import type { AckController, Waste } from "./ack-controller.js";

export const s3Controllers: readonly AckController[] = [
  {
    kind: ACK.bucket.ref,
    type: bucket,
    ignored: ["createBucketConfiguration"],
    clearable: ["policy", "versioning", "tagging", "notification", "encryption", "publicAccessBlock", "ownershipControls"],
    wastes,
    lagOf: () => "recoverable",
    statusOf: ({ facts }) => ({ location: facts["location"] }),
  },
];

function wastes(spec: Attributes): readonly Waste[] {
  const rules = recordsOf(recordOf(spec, "encryption"), "rules");
  return rules.some((rule) => rule["bucketKeyEnabled"] === undefined)
    ? [{ fields: ["encryption"], reason: "without bucketKeyEnabled the encryption is removed and set at every resync" }]
    : [];
}
