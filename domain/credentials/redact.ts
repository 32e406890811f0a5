// What looks like a secret inside of a text, taken out: for logs, and for what other programs say and we repeat.

/** User info of a URL, a bearer token, a SCRAM verifier. */
const SECRET_TEXTS = [
  [/:\/\/[^\s/@"]*:[^\s/@"]*@/g, "://[redacted]@"],
  [/\bBearer [\w.~+/-]+=*/gi, "Bearer [redacted]"],
  [/SCRAM-SHA-256\$[^\s"]+/g, "[redacted]"],
] as const;

/** `password=…`, `"apiKey": "…"`, keys of AWS: what an application prints when it ends, or an image puller when it is refused. */
const SECRET_VALUES = [
  [
    /\b([\w-]*(?:password|passwd|pwd|token|secret|credential|api[-_]?key)[\w-]*["']?[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&]+)/gi,
    "$1[redacted]",
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, "[redacted]"],
] as const;

export function redacted(text: string): string {
  return SECRET_TEXTS.reduce<string>((rest, [secret, instead]) => rest.replace(secret, instead), text);
}

/** Of a character that needs two: the first, when the second was cut off. */
const HALF = /[\uD800-\uDBFF]$/;

/** One line of somebody else's words, fit for a status: no line breaks, no secrets, not longer than `length`. */
export function quotable(text: string, length: number): string {
  const line = redacted(text.replace(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim());
  const clean = SECRET_VALUES.reduce<string>((rest, [secret, instead]) => rest.replace(secret, instead), line);
  return clean.length <= length
    ? clean
    : `${clean
        .slice(0, length - 1)
        .replace(HALF, "")
        .trimEnd()}…`;
}
