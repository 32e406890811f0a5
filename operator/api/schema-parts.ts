// Small schema pieces that the API types share. Limits here become limits in the CRD.
import { z } from "zod";

/** A CEL rule of the CRD. `message` names the field and the remedy. */
export type CelRule = { readonly rule: string; readonly message: string; readonly fieldPath?: string; readonly reason?: string };

/** Attaches CEL rules and a description to a schema; the CRD generator copies both. */
export function ruled<S extends z.ZodType>(schema: S, description: string, ...rules: readonly CelRule[]): S {
  return schema.meta({ description, ...(rules.length > 0 ? { "x-kubernetes-validations": rules } : {}) });
}

export function described<S extends z.ZodType>(schema: S, description: string): S {
  return schema.meta({ description });
}

export const dnsLabel = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
export const secretKey = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[-._a-zA-Z0-9]+$/);
export const objectName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
export const quantity = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/);
export const port = z.int().min(1).max(65535);
/** Five cron fields; the gate's own parser has the last word. */
export const cron = z
  .string()
  .min(9)
  .max(100)
  .regex(/^\S+ \S+ \S+ \S+ \S+$/);
export const timeZone = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9+_/-]+$/);
/** An image reference: registry, path, tag and digest without white space. */
export const image = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[a-z0-9][a-zA-Z0-9._:/@-]*$/);
export const commandPart = z.string().max(4096);
export const host = z
  .string()
  .min(4)
  .max(253)
  .regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
export const enabled = z
  .boolean()
  .optional()
  .meta({ description: "true or false overrides the tier; left out, the tier decides." });
