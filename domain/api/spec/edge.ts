// spec.cdn: the content delivery network and the firewall in front of it.
import { z } from "zod";
import { defaulted, described } from "../rules.js";
import { enabled } from "../schema-parts.js";

/** Twenty requests a second from one address, over five minutes: more than a household, less than a flood. */
export const DEFAULT_REQUESTS_PER_ADDRESS = 6000;

/** Ten is the least that WAF takes. */
const MIN_REQUESTS_PER_ADDRESS = 10;
const MAX_REQUESTS_PER_ADDRESS = 2_000_000_000;

const firewall = z.object({
  requestsPerAddress: defaulted(
    z.int().min(MIN_REQUESTS_PER_ADDRESS).max(MAX_REQUESTS_PER_ADDRESS),
    DEFAULT_REQUESTS_PER_ADDRESS,
    "Requests in five minutes from one address above which the firewall blocks it. Raise it where many users share an address: offices, mobile networks, tests of load.",
  ),
  largeBodies: defaulted(
    z.enum(["Allow", "Block"]),
    "Allow",
    "Whether requests with a body of more than 8 KiB pass. Block suits services that never take uploads or long texts. What is allowed is still counted, under the metric of AWS's common rule set.",
  ),
});

export const cdn = z.object({
  enabled,
  firewall: described(
    firewall.optional(),
    "Firewall of the distribution (WAF). From 100k users on, where all requests take the CDN.",
  ),
});
