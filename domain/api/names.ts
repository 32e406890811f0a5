// The one function that makes names: legal for every service's limits, readable first, unique by hash.
import { hash } from "node:crypto";

const HASH_LENGTH = 12; // 60 bits: among a million names the chance of one collision is 4e-7
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** Longest name, in characters, that each consumer accepts. */
export const NAME_LIMIT = {
  /** Kubernetes objects: the DNS label limit, kept for all kinds since some end up in labels or host names. */
  kubernetes: 63,
  /** StatefulSet and CronJob: their pods and jobs get a suffix. */
  statefulSet: 52,
  rdsInstance: 63,
  rdsCluster: 52,
  rdsSnapshot: 255,
  elastiCache: 40,
  loadBalancer: 32,
  s3Bucket: 63,
  sqsQueue: 80,
  iamRole: 64,
  dynamoTable: 255,
  lambdaFunction: 64,
  securityGroup: 255,
} as const;
export type NameLimit = keyof typeof NAME_LIMIT;

export type NameSeed = {
  /** Readable stem, usually the service's name. */
  readonly stem: string;
  /** What it is for: "web", "db", "cache" … */
  readonly role: string;
  /** What makes it unique: the namespace and the UID of the service (for data: of its first owner). */
  readonly namespace: string;
  readonly uid: string;
};

/**
 * `<stem>-<role>-<hash>`: lower-case letters, digits and single dashes, a letter first and no dash last.
 * The readable part is cut to fit; the hash covers the whole seed, so cutting never makes two names equal.
 */
export function nameFor(seed: NameSeed, limit: NameLimit = "kubernetes"): string {
  const suffix = base32Hash([seed.namespace, seed.uid, seed.stem, seed.role].join("/"));
  const room = NAME_LIMIT[limit] - HASH_LENGTH - 1;
  const role = readable(seed.role).slice(0, Math.floor(room / 2));
  const stem = readable(seed.stem).slice(0, room - role.length - 1);
  const text = trimDashes(role === "" ? stem : `${trimDashes(stem)}-${role}`);
  return `${/^[a-z]/.test(text) ? text : trimDashes(`x${text}`.slice(0, room))}-${suffix}`;
}

function readable(text: string): string {
  return trimDashes(text.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
}

function trimDashes(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}

function base32Hash(text: string): string {
  const digest = hash("sha256", text, "buffer");
  let out = "";
  for (let index = 0; index < HASH_LENGTH; index += 1) out += BASE32[(digest[index] ?? 0) & 31] ?? "";
  return out;
}
