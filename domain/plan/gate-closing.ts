// Whether the load balancer may be shut to everybody but CloudFront: as soon as nobody else comes in by it, and not before.
import type { Blueprint } from "../blueprint/types.js";
import type { GateInput } from "./decision.js";
import { hasDns, recordsOf } from "./plan.js";

export type Closing = {
  readonly isFrontClosed: boolean;
  /** Milliseconds since the epoch at which it may be. */
  readonly wakeAt?: number;
};

const OPEN: Closing = { isFrontClosed: false };
const CLOSED: Closing = { isFrontClosed: true };

/** `next`: what the gate of the way in allows. */
export function closing({ standing, target, now, drainSeconds }: GateInput, next: Blueprint): Closing {
  if (target.place.cdnPrefixListID === undefined) return OPEN;
  const front = standing.fronts.find(({ kind }) => kind === "alb");
  // On its way out: until then it stays as it is.
  if (target.entry !== "cdn" && target.entry !== "alb") return front?.isClosed === true ? CLOSED : OPEN;
  const isAimedAt = target.entry === "cdn" && next.entry === "cdn" && next.heldHosts === undefined;
  if (!isAimedAt) return OPEN;
  if (front === undefined || front.isClosed === true) return CLOSED;
  // Records that somebody else keeps may lead to the load balancer for as long as they like.
  if (target.hosts.length > 0 && !hasDns(target)) return OPEN;
  const records = recordsOf(standing, target);
  if (!records.every(({ entry, ready }) => entry === "cdn" && ready)) return OPEN;
  const leftAt = Math.max(0, ...records.map(({ since }) => since)) + drainSeconds * 1000;
  return now >= leftAt ? CLOSED : { ...OPEN, wakeAt: leftAt };
}
