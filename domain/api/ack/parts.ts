// Pieces that all ACK kinds share, with their names on the wire.
import { z } from "zod";

export const tag = z.object({ key: z.string(), value: z.string() });
export const tags = z.array(tag);
export const tagMap = z.record(z.string(), z.string());

/** `xRef`: another ACK object of the same namespace; ACK waits until it is synced. Never set beside `x`. */
export const reference = z.object({ from: z.object({ name: z.string(), namespace: z.string().optional() }) });

/** A key of an Opaque Secret. ACK never notices a changed value: rotate by another name or key. */
export const secretReference = z
  .object({ name: z.string(), namespace: z.string().optional(), key: z.string() })
  .meta({ "x-kubernetes-map-type": "atomic" });

/** As the real CRDs have it: the API server refuses another value. */
export function immutable<S extends z.ZodType>(schema: S): S {
  return schema.meta({ "x-kubernetes-validations": [{ rule: "self == oldSelf", message: "Value is immutable once set" }] });
}

export const ackCondition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
});
export type AckCondition = z.infer<typeof ackCondition>;

const ackResourceMetadata = z.object({
  arn: z.string().optional(),
  ownerAccountID: z.string(),
  partition: z.string().optional(),
  region: z.string(),
});

/** The part of a status that every ACK kind has. */
export const ackStatus = z.object({
  ackResourceMetadata: ackResourceMetadata.optional(),
  conditions: z.array(ackCondition).optional(),
});
export type AckStatus = z.infer<typeof ackStatus>;
