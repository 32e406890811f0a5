// Takes out of a report what is nobody else's business. The same value always gets the same placeholder, so that what belongs together is
// still seen to. Pure.
import { isIPv6 } from "node:net";
import { z } from "zod";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import { webServiceStatus } from "../../domain/api/status.js";
import { webServiceClassSpec } from "../../domain/api/web-service-class.js";
import { webServiceSpec } from "../../domain/api/web-service.js";
import { quotable } from "../../domain/credentials/redact.js";
import { fieldPaths } from "../check/field-paths.js";

export type Sort = "account" | "host" | "ip" | "value" | "email" | "zone" | "cluster";

/** Shorter ones are taken out where they stand, and not looked for elsewhere: `1` is everywhere. */
const SHORTEST = 5;
const KINDS: ReadonlySet<string> = new Set([
  "WebService",
  "WebServiceClass",
  "Pod",
  "Event",
  ...CHILD_KINDS.map(({ kind }) => kind),
]);
const HARMLESS: ReadonlySet<string> = new Set(["true", "false", "default", ...KINDS]);

export class Redactor {
  readonly #placeholders = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #known = new Set<string>();

  /** `harmless`: what is shown although it may be somebody's value, as the service's own name. */
  constructor(private readonly harmless: ReadonlySet<string> = new Set()) {}

  /** Takes a value out wherever it stands, from now on. */
  learn(sort: Sort, value: string): void {
    if (value.length >= SHORTEST && !HARMLESS.has(value) && !this.harmless.has(value)) this.#known.add(value);
    this.placeholder(sort, value);
  }

  placeholder(sort: string, value: string): string {
    const found = this.#placeholders.get(value);
    if (found !== undefined) return found;
    const count = (this.#counts.get(sort) ?? 0) + 1;
    this.#counts.set(sort, count);
    const made = `${sort}-${count}`;
    this.#placeholders.set(value, made);
    return made;
  }

  text(text: string): string {
    return this.#patterns(this.#withoutKnown(text));
  }

  /** Line by line: secrets of any form are looked for as well. */
  words(text: string): string {
    return this.text(
      text
        .split("\n")
        .map((line) => quotable(line, Infinity))
        .join("\n"),
    );
  }

  #withoutKnown(text: string): string {
    const longestFirst = [...this.#known].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((rest, value) => rest.replaceAll(value, this.#placeholders.get(value) ?? "removed"), text);
  }

  #patterns(text: string): string {
    return text
      .replace(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g, "[certificate or key]")
      .replace(/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, "[token]")
      .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, (found) => this.placeholder("email", found))
      .replace(/(?<!\d)\d{12}(?!\d)/g, (found) => this.placeholder("account", found))
      .replace(/\b(vpc|subnet|sg|eipalloc|eni|igw|rtb|nat|vpce|eipassoc)-[0-9a-f]{8,17}\b/g, (found, sort: string) =>
        this.placeholder(sort, found),
      )
      .replace(/(?<!\w)[0-9a-f:]*:[0-9a-f:]*:[0-9a-f]*(?!\w)/gi, (found) => this.#address(found))
      .replace(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g, (found) => this.placeholder("ip", found))
      .replace(HOST, (found) => this.#host(found));
  }

  /** Of IPv6. A colon behind it may belong to the sentence. */
  #address(found: string): string {
    const [bare, rest] = isIPv6(found) ? [found, ""] : [found.replace(/:$/, ""), ":"];
    return isIPv6(bare) && bare !== "::" ? `${this.placeholder("ip", bare)}${rest}` : found;
  }

  #host(found: string): string {
    if (isHarmless(found)) return found;
    const ofAws =
      /((?:\.[a-z]{2}(?:-[a-z]+)+-\d)?(?:\.[a-z-]+)?\.amazonaws\.com(?:\.cn)?|\.cloudfront\.net)$/i.exec(found)?.[1] ?? "";
    return `${this.placeholder("host", found.toLowerCase())}${ofAws}`;
  }
}

const HOST = /(?<![\w@-])(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?![\w-])/gi;

/** Groups of APIs, names within the cluster, services of AWS by themselves. */
const OF_KUBERNETES =
  /(^|\.)(k8s\.io|kubernetes\.io|k8s\.aws|tenfold\.dev|argoproj\.io|fluxcd\.io|helm\.sh|svc|svc\.cluster\.local|kwok\.io)$/i;
const OF_AWS = /^[a-z0-9-]+\.amazonaws\.com$/;
/** `spec.hosts`, `status.plan.changes`: fields and not hosts, if the API has such a field. */
const FIELD = /^(?:(?:ws|wsc|class|self)\.)?(?:spec|status)\.([A-Za-z]+)/;
const FIELDS: ReadonlySet<string> = new Set(
  [webServiceSpec, webServiceStatus, webServiceClassSpec].flatMap((schema) =>
    fieldPaths(z.toJSONSchema(schema, { io: "input" })),
  ),
);
const FILE = /\.(js|ts|mjs|cjs|go|json|yaml|yml|log|sql|pem|crt)$/i;
/** Of two words with a dot between them only those that end like a domain are one. */
const ENDINGS =
  /\.(com|net|org|io|dev|app|cloud|ai|co|eu|de|uk|fr|nl|ch|at|us|jp|kr|cn|in|info|biz|internal|local|lan|corp|intra|home|test|example|invalid|localhost)$/i;

function isHarmless(name: string): boolean {
  if (OF_KUBERNETES.test(name) || OF_AWS.test(name) || isField(name)) return true;
  return name.split(".").length === 2 ? !ENDINGS.test(name) : FILE.test(name);
}

function isField(name: string): boolean {
  return FIELDS.has(FIELD.exec(name)?.[1] ?? "") && !ENDINGS.test(name);
}
