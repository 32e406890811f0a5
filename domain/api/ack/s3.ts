// S3: Bucket. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, immutable, tag } from "./parts.js";

const filter = z.object({ key: z.object({ filterRules: z.array(z.object({ name: z.string(), value: z.string() })) }) });

export const bucketSpec = z.object({
  name: immutable(z.string()),
  createBucketConfiguration: z.object({ locationConstraint: z.string() }).optional(),
  encryption: z
    .object({
      rules: z.array(
        z.object({
          applyServerSideEncryptionByDefault: z.object({ sseAlgorithm: z.string() }),
          bucketKeyEnabled: z.boolean(),
        }),
      ),
    })
    .optional(),
  versioning: z.object({ status: z.string() }).optional(),
  ownershipControls: z.object({ rules: z.array(z.object({ objectOwnership: z.string() })) }).optional(),
  publicAccessBlock: z
    .object({
      blockPublicACLs: z.boolean(),
      blockPublicPolicy: z.boolean(),
      ignorePublicACLs: z.boolean(),
      restrictPublicBuckets: z.boolean(),
    })
    .optional(),
  notification: z
    .object({
      queueConfigurations: z.array(
        z.object({ id: z.string(), queueARN: z.string(), events: z.array(z.string()), filter: filter.optional() }),
      ),
    })
    .optional(),
  policy: z.string().optional(),
  tagging: z.object({ tagSet: z.array(tag) }).optional(),
});
export type BucketSpec = z.infer<typeof bucketSpec>;

export const bucketStatus = ackStatus.extend({ location: z.string().optional() });
export type BucketStatus = z.infer<typeof bucketStatus>;
