// One short text for the part of a blueprint that the web pods are made from: equal texts, no rollout.
import { createHash } from "node:crypto";
import type { Web } from "./types.js";

/** Leaves out the number of pods, which replaces none, and the place beside the database, which moves with the database. */
export function webFingerprint({ image, port, command, args, env, healthPath, size, rollout, zones }: Web): string {
  const pod = { image, port, command, args, env, healthPath, size, rollout, zones };
  return createHash("sha256").update(JSON.stringify(pod)).digest("hex").slice(0, 16);
}
