// Small schema pieces that the API types share. Limits here become limits in the CRD.
import { Cron } from "croner";
import { z } from "zod";
import { cpuMillicores, MAX_CPU_CORES, MAX_MEMORY_TI, memoryMiB } from "./quantity.js";
import { matches, ruled, type Rule } from "./rules.js";

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
  atMost(`${MAX_CPU_CORES}`, {
    holds: (value) => (cpuMillicores(value) ?? 0) <= MAX_CPU_CORES * 1000,
    message: "is more CPU than any node has",
    remedy: `write at most ${MAX_CPU_CORES} cores, for example 500m or 2`,
  }),
);
export const memoryQuantity = ruled(
  z.string().min(1).max(32),
  matches(
    /^([1-9][0-9]*(\.[0-9]+)?|0\.[0-9]*[1-9][0-9]*)(k|M|G|T|Ki|Mi|Gi|Ti)?$/,
    "is not an amount of memory above zero",
    "write it like 512Mi or 2Gi",
  ),
  atMost(`${MAX_MEMORY_TI}Ti`, {
    holds: (value) => (memoryMiB(value) ?? 0) <= MAX_MEMORY_TI * 2 ** 20,
    message: "is more memory than any node has",
    remedy: `write at most ${MAX_MEMORY_TI}Ti, for example 512Mi or 2Gi`,
  }),
);

/** What is no quantity at all is another rule's to refuse. */
function atMost(limit: string, rule: Omit<Rule<string>, "cel">): Rule<string> {
  return { ...rule, cel: `!isQuantity(self) || quantity(self).compareTo(quantity('${limit}')) <= 0` };
}

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
  // The function fails for a zone that the server does not know, and its failure is reported with our message. It also knows offsets and
  // the server's own zone, which are none.
  cel: "self.matches('^[A-Za-z]') && self != 'Local' && timestamp('2026-01-01T00:00:00Z').getHours(self) >= 0",
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

const ALNUM = "[a-zA-Z0-9]";
const HOST_PART = `${ALNUM}(?:[a-zA-Z0-9-]*${ALNUM})?`;
const REGISTRY = `(?:${HOST_PART}(?:\\.${HOST_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?/`;
const PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const TAG = ":[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}";
const DIGEST = "@[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-fA-F0-9]{32,128}";

/** An image reference as container runtimes read it: registry, path, tag and digest, none of them empty. */
export const image = ruled(
  z.string().min(1).max(512),
  matches(
    new RegExp(`^(?:${REGISTRY})?${PATH_PART}(?:/${PATH_PART})*(?:${TAG})?(?:${DIGEST})?$`),
    "is not an image reference",
    "write registry/path:tag without spaces, http:// or empty parts, the path in lower case, for example registry.example.com/shop:1.4.2",
  ),
);

/** Cc is all control characters. NEL, next line, is one of the line breaks. */
const CONTROL = /[^\P{Cc}\t\n\r\x85]/u;
/** The same for schemas, whose readers know no classes. */
const TEXT_PATTERN = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f]*$";
const isText: Rule<string> = {
  holds: (value) => !CONTROL.test(value),
  message: "contains a control character",
  remedy: "remove it (tabs and line breaks may stay); what is not text belongs into a Secret",
};

/** What programs are given as text. Control characters mean nothing there, and with some of them no container starts. */
export function text(max: number): z.ZodString {
  return ruled(z.string().max(max), { ...isText, cel: `!self.matches(r'${CONTROL.source}')` }, wellFormed);
}

/** The same in lists of lists, where the API server has no budget for such a rule: it refuses by the pattern, in its own words. */
export function textByPattern(max: number): z.ZodString {
  return ruled(z.string().max(max), isText, wellFormed).meta({ pattern: TEXT_PATTERN });
}

export function oneLine(max: number): z.ZodString {
  const rule = matches(/^\P{Cc}*$/u, "contains a control character", "remove it");
  return ruled(z.string().max(max), rule, wellFormed);
}

/** No server passes half a character on; other programs that plan read files. */
const wellFormed: Rule<string> = {
  holds: (value) => value.isWellFormed(),
  message: "contains half of a character",
  remedy: "write it as UTF-8",
};

export const commandPart = text(4096);
export const commandPartOfMany = textByPattern(4096);

export const host = ruled(
  z.string().min(1).max(253),
  matches(
    /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    "is not a host name",
    "write it in full and in lower case, without wildcard, port or path, for example shop.example.com",
  ),
);
/** An address with the length of its prefix; whether the bits behind it are zero is not asked. */
export const ipv4Range = ruled(
  z.string().min(1).max(43),
  matches(
    /^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\/(3[0-2]|[12]?[0-9])$/,
    "is not an IPv4 address range",
    "write it in CIDR notation, for example 10.0.0.0/16",
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
