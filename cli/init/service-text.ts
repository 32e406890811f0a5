// A WebService as somebody likes to find it: what each field means, and the usual next ones, commented out. Pure.
import { stringify } from "yaml";
import { API_VERSION } from "../../domain/api/keys.js";
import { parseTier } from "../../domain/api/tier.js";
import type { Schema } from "../validate/definitions.js";
import { DEFINITIONS } from "../validate/definitions.js";
import type { Answers } from "./answers.js";

const WIDTH = 96;

/** `namespace`: undefined: wherever it is applied. Lines that begin with `#` and no blank, or two, are YAML: take the `#` away to use them. */
export function serviceText({ name, tier, image, host, className }: Answers, namespace: string | undefined): string {
  const users = parseTier(tier) ?? tier;
  return [
    `# A web service for ${users === "1" ? "one user" : `${users} users`}, written by \`tenfold init\`. It is yours from here on.`,
    "# All fields: kubectl explain webservice.spec. What would come of a change: tenfold plan -f with this file.",
    `apiVersion: ${API_VERSION}`,
    "kind: WebService",
    "metadata:",
    `  name: ${scalar(name)}`,
    ...(namespace === undefined
      ? ["  # Default: the namespace that it is applied to.", "  #namespace: store"]
      : [`  namespace: ${scalar(namespace)}`]),
    "spec:",
    ...field("userTier", [`userTier: ${/^\d+$/.test(users) ? users : scalar(users)}`]),
    ...field("image", [`image: ${scalar(image)}`]),
    ...field("hosts", host === undefined ? off(`hosts: [${name}.example.com]`) : [`hosts: [${scalar(host)}]`]),
    ...field("className", className === undefined ? off("className: default") : [`className: ${scalar(className)}`]),
    "",
    "  # The usual next ones. Take the # away from what you need.",
    ...NEXT.flatMap(([of, lines]) => ["", ...field(of, off(...lines))]),
    "",
  ].join("\n");
}

const NEXT: readonly (readonly [field: string, lines: readonly string[]])[] = [
  ["port", ["port: 3000"]],
  ["health", ["health:", "  path: /healthz"]],
  ["env", ["env:", "  - name: LOG_LEVEL", "    value: info", "  - name: API_KEY", "    secretKeyRef: { name: api, key: key }"]],
  ["scaling", ["scaling:", "  minReplicas: 2", "  maxReplicas: 6"]],
  ["resources", ["resources:", "  cpu: 500m", "  memory: 1Gi"]],
  [
    "changes",
    [
      "changes:",
      "  automatic: Rolling",
      "  window:",
      "    schedule: 0 3 * * 0",
      "    timeZone: Europe/Berlin",
      "    minutes: 120",
    ],
  ],
  ["budget", ["budget:", "  monthlyUSD: 500", "  action: Warn"]],
];

function field(name: string, lines: readonly string[]): readonly string[] {
  return [...wrapped(descriptionOf(name), WIDTH).map((line) => `# ${line}`), ...lines].map((line) => `  ${line}`);
}

function off(...lines: readonly string[]): readonly string[] {
  return lines.map((line) => `#${line}`);
}

/** The API's own words: the first two sentences of them. */
function descriptionOf(name: string): string {
  const spec: Schema | undefined = DEFINITIONS.find(({ kind }) => kind === "WebService")?.schema.properties?.spec;
  return (spec?.properties?.[name]?.description ?? "")
    .split(/(?<=\.)\s/)
    .slice(0, 2)
    .join(" ");
}

function wrapped(text: string, width: number): readonly string[] {
  return text.split(" ").reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1);
    return last === undefined || last.length + word.length + 1 > width
      ? [...lines, word]
      : [...lines.slice(0, -1), `${last} ${word}`];
  }, []);
}

/** In quotes where YAML would take it for something else than text. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, compat: "yaml-1.1" }).trimEnd();
}
