// Who reaches a service: everybody, or the VPC alone. Of the class for all its services, of a service for itself.
import { z } from "zod";

export const EXPOSURES = ["Public", "Internal"] as const;
export const exposure = z.enum(EXPOSURES);
export type Exposure = z.infer<typeof exposure>;

type Exposed = { readonly exposure?: Exposure };

/** An internal class has no public services: one that asks for it is refused by `validateAgainstClass`. */
export function exposureOf(spec: Exposed, ofClass: Exposed): Exposure {
  return ofClass.exposure === "Internal" ? "Internal" : (spec.exposure ?? "Public");
}
