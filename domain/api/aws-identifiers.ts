// What AWS answers, in its own forms: identifiers, host names, addresses. For plans without AWS and for its stand-in. All follow from a
// seed, so that the same thing gets the same ones again.
import { createHash } from "node:crypto";
import type { AwsPlace } from "./arn.js";
import { globalARN, regionalARN } from "./arn.js";

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

/** The part of host names that AWS gives to an account in a region. */
export function accountHash(place: AwsPlace): string {
  return `c${alphanumeric(`${place.accountID}/${place.region}`, 11)}`;
}

/** us-east-1 → use1, ap-northeast-1 → apne1: as in ElastiCache's host names. */
function shortRegion(region: string): string {
  const directions = ["north", "south", "east", "west", "central"];
  const short = (part: string): string =>
    directions.reduce((text, direction) => text.replace(direction, direction.slice(0, 1)), part);
  return region.split("-").map(short).join("");
}

export function instanceHost(name: string, place: AwsPlace): string {
  return `${name}.${rdsDomain(place)}`;
}

export function clusterHosts(name: string, place: AwsPlace): { readonly writer: string; readonly reader: string } {
  return { writer: `${name}.cluster-${rdsDomain(place)}`, reader: `${name}.cluster-ro-${rdsDomain(place)}` };
}

function rdsDomain(place: AwsPlace): string {
  return `${accountHash(place)}.${place.region}.rds.amazonaws.com`;
}

/** The resource id that RDS gives to an instance (`db`) or a cluster: another one under the same name has another. */
export function databaseResourceID(kind: "db" | "cluster", seed: string): string {
  return `${kind}-${alphanumeric(seed, 26).toUpperCase()}`;
}

/** Of a replication group in cluster mode. */
export function cacheHost(name: string, place: AwsPlace): string {
  return `clustercfg.${name}.${accountHash(place).slice(1, 7)}.${shortRegion(place.region)}.cache.amazonaws.com`;
}

export function applicationBalancerHost(name: string, seed: string, { region }: AwsPlace): string {
  return `${name}-${digits(seed, 9)}.${region}.elb.amazonaws.com`;
}

/** As that of a public one, with a word in front. */
export function internalBalancerHost(name: string, seed: string, place: AwsPlace): string {
  return `internal-${applicationBalancerHost(name, seed, place)}`;
}

export function networkBalancerHost(name: string, seed: string, { region }: AwsPlace): string {
  return `${name}-${hex(seed, 16)}.elb.${region}.amazonaws.com`;
}

export function distributionID(seed: string): string {
  return `E${alphanumeric(`distribution/${seed}`, 13).toUpperCase()}`;
}

export function distributionARN(seed: string, place: AwsPlace): string {
  return globalARN(place, "cloudfront", `distribution/${distributionID(seed)}`);
}

export function distributionHost(seed: string): string {
  return `d${alphanumeric(`domain/${seed}`, 13)}.cloudfront.net`;
}

export function originAccessControlID(seed: string): string {
  return `E${alphanumeric(`control/${seed}`, 13).toUpperCase()}`;
}

export type WebACLName = { readonly name: string; readonly scope: string | undefined };

export function webACLARN({ name, scope }: WebACLName, seed: string, place: AwsPlace): string {
  return regionalARN(place, "wafv2", `${scope === "CLOUDFRONT" ? "global" : "regional"}/webacl/${name}/${uuid(seed)}`);
}

export function queueURL(name: string, { region, accountID }: AwsPlace): string {
  return `https://sqs.${region}.amazonaws.com/${accountID}/${name}`;
}

export function allocationID(seed: string): string {
  return `eipalloc-${hex(`address/${seed}`, 17)}`;
}

export function securityGroupID(seed: string): string {
  return `sg-${hex(`group/${seed}`, 17)}`;
}

export function podIdentityAssociationID(seed: string): string {
  return `a-${alphanumeric(seed, 17)}`;
}
