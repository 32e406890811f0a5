// Identifiers in AWS's forms. They follow from a seed, so that the same objects get the same ones after a restart.
import { createHash } from "node:crypto";
import type { Place } from "./resource.js";

const BASE36 = "abcdefghijklmnopqrstuvwxyz0123456789";

export function hex(seed: string, length: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

/** Lower-case letters and digits. */
export function alphanumeric(seed: string, length: number): string {
  const bytes = createHash("sha256").update(seed).digest();
  return Array.from({ length }, (_, index) => BASE36[(bytes[index % bytes.length] ?? 0) % BASE36.length]).join("");
}

export function digits(seed: string, length: number): string {
  const bytes = createHash("sha256").update(seed).digest();
  return Array.from({ length }, (_, index) => String((bytes[index % bytes.length] ?? 0) % 10)).join("");
}

export function uuid(seed: string): string {
  const text = hex(seed, 32);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/** A public address out of 198.18.0.0/15, the range set aside for tests of networks. */
export function address(seed: string): string {
  const bytes = createHash("sha256").update(seed).digest();
  return ["198", String(18 + ((bytes[0] ?? 0) % 2)), String(bytes[1]), String(bytes[2])].join(".");
}

export function zoneOf(place: Place, seed: string): string {
  return `${place.region}${"abc"[Number.parseInt(hex(seed, 4), 16) % 3] ?? "a"}`;
}

/** `arn:aws:<service>:<region>:<account>:<resource>`. */
export function regionalArn(service: string, place: Place, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.accountID}:${resource}`;
}

/** The part of host names that AWS gives to an account in a region. */
export function accountHash(place: Place): string {
  return `c${alphanumeric(`${place.accountID}/${place.region}`, 11)}`;
}

/** us-east-1 → use1, ap-northeast-1 → apne1: as in ElastiCache's host names. */
export function shortRegion(region: string): string {
  const directions = ["north", "south", "east", "west", "central"];
  const short = (part: string): string =>
    directions.reduce((text, direction) => text.replace(direction, direction.slice(0, 1)), part);
  return region.split("-").map(short).join("");
}
