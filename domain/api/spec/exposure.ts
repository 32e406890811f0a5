// Who reaches a service: everybody, or the VPC alone. Of the class for all its services, of a service for itself.
import { z } from "zod";
import type { WebServiceClass } from "../service.js";
import type { WebServiceSpec } from "../web-service.js";

export const EXPOSURES = ["Public", "Internal"] as const;
export const exposure = z.enum(EXPOSURES);
export type Exposure = z.infer<typeof exposure>;

/** An internal class has no public services: one that asks for it is refused by `validateAgainstClass`. */
export function exposureOf(spec: Pick<WebServiceSpec, "exposure">, serviceClass: WebServiceClass): Exposure {
  return serviceClass.spec.exposure === "Internal" ? "Internal" : (spec.exposure ?? "Public");
}
