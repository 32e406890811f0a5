// Small schema pieces that the API types share. Limits here become limits in the CRD.
import { Cron } from "croner";
import { z } from "zod";
import { matches, ruled } from "./rules.js";

export { described } from "./rules.js";

export const dnsLabel = ruled(
  z.string().min(1).max(63),
  matches(
    /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    "is not a legal name",
    "use lower-case letters, digits and dashes, a letter first and no dash last, for example mail-2",
  ),
);
/** Names within a service become part of longer names. */
export const partName = dnsLabel.max(30);

export const secretKey = ruled(
  z.string().min(1).max(253),
  matches(/^[-._a-zA-Z0-9]+$/, "is not a legal key", "use letters, digits, dashes, dots and underscores"),
);
export const objectName = ruled(
  z.string().min(1).max(253),
  matches(
    /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    "is not the name of a Kubernetes object",
    "use lower-case letters, digits, dashes and dots, with a letter or digit first and last",
  ),
);

export const cpuQuantity = ruled(
  z.string().min(1).max(32),
  matches(
    /^([1-9][0-9]*(\.[0-9]+)?|0\.[0-9]*[1-9][0-9]*)m?$/,
    "is not an amount of CPU above zero",
    "write millicores like 500m or cores like 2",
  ),
);
export const memoryQuantity = ruled(
  z.string().min(1).max(32),
  matches(
    /^([1-9][0-9]*(\.[0-9]+)?|0\.[0-9]*[1-9][0-9]*)(k|M|G|T|Ki|Mi|Gi|Ti)?$/,
    "is not an amount of memory above zero",
    "write it like 512Mi or 2Gi",
  ),
);

export const port = z.int().min(1).max(65535);

const FIVE_FIELDS = /^[0-9A-Za-z*\/,#?-]+( [0-9A-Za-z*\/,#?-]+){4}$/;
const CRON_REMEDY = 'write minute, hour, day of month, month and day of week, for example "0 8 * * 1-5"';
export const cron = ruled(
  z.string().min(9).max(100),
  matches(FIVE_FIELDS, "is not a cron expression of five fields", CRON_REMEDY),
  {
    holds: (value) => !FIVE_FIELDS.test(value) || isCron(value),
    message: "is a cron expression that cannot be read or never comes true",
    remedy: CRON_REMEDY,
  },
);

/** No callback and no timer: only read. */
function isCron(text: string): boolean {
  try {
    return new Cron(text, { paused: true, timezone: "UTC" }).nextRun(new Date(0)) !== null;
  } catch {
    return false;
  }
}

export const timeZone = ruled(z.string().min(1).max(64), {
  // The function fails for a zone that the server does not know, and its failure is reported with our message.
  cel: "timestamp('2026-01-01T00:00:00Z').getHours(self) >= 0",
  holds: isTimeZone,
  message: "is not a time zone",
  remedy: "use a name of the IANA database like Asia/Seoul, Europe/Berlin or UTC",
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** An image reference: registry, path, tag and digest without white space. */
export const image = ruled(
  z.string().min(1).max(512),
  matches(
    /^[a-z0-9][a-zA-Z0-9._:\/@-]*$/,
    "is not an image reference",
    "write registry/path:tag without spaces, for example registry.example.com/shop:1.4.2",
  ),
);
export const commandPart = z.string().max(4096);

export const host = ruled(
  z.string().min(1).max(253),
  matches(
    /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    "is not a host name",
    "write it in full and in lower case, without wildcard, port or path, for example shop.example.com",
  ),
);
export const httpPath = ruled(
  z.string().min(1).max(1024),
  matches(/^\/[!-~]*$/, "is not the path of a URL", "begin with / and use no spaces, for example /healthz"),
);
export const instanceClass = ruled(
  z.string().min(1).max(40),
  matches(/^db\.[a-z0-9-]+\.[a-z0-9-]+$/, "is not an RDS instance class", "write it like db.r7g.large"),
);
export const cacheNodeType = ruled(
  z.string().min(1).max(40),
  matches(/^cache\.[a-z0-9-]+\.[a-z0-9-]+$/, "is not an ElastiCache node type", "write it like cache.r7g.large"),
);

/** A part that the tier decides on, unless the user does. */
export const enabled = z.boolean().optional().meta({
  description:
    "true adds the part below the tier that brings it, false leaves it out. Default: as the tier says. What holds data is kept, not deleted, when it is switched off.",
});
