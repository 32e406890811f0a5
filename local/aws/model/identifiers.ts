// Identifiers in AWS's forms, as the stand-in asks for them. What plans without AWS make up as well has its one place in domain/api.
import { regionalARN } from "../../../domain/api/arn.js";
import { hex } from "../../../domain/api/aws-identifiers.js";
import type { Place } from "./resource.js";

export { address, alphanumeric, digits, hex, uuid } from "../../../domain/api/aws-identifiers.js";

export function zoneOf(place: Place, seed: string): string {
  return `${place.region}${"abc"[Number.parseInt(hex(seed, 4), 16) % 3] ?? "a"}`;
}

/** `arn:<partition>:<service>:<region>:<account>:<resource>`. */
export function regionalArn(service: string, place: Place, resource: string): string {
  return regionalARN(place, service, resource);
}
