// Cuts a status to the limits of its schema, so that the API server takes it whatever there is to say; and says what was left out.
import { z } from "zod";
import type { ChangeReport, WebServiceStatus } from "./status.js";
import { webServiceStatus } from "./status.js";
import { DISRUPTIONS } from "./web-service.js";

type Node = {
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
};
type Lists = Required<Pick<WebServiceStatus, "problems" | "resources" | "retained">>;
type Resource = Lists["resources"][number];
type Rest = readonly unknown[];

const SCHEMA = z.toJSONSchema(webServiceStatus, { io: "input" }) as Node;

/** The newest entries are kept, not the first. */
const NEWEST_LAST: ReadonlySet<string> = new Set(["history"]);

/** The last entry of a list that was cut, from what is left out. */
const LAST_ENTRIES: Readonly<Record<string, (rest: Rest) => unknown>> = {
  problems: (rest) => moreProblems(rest as Lists["problems"]),
  "plan.changes": (rest) => moreChanges(rest as readonly ChangeReport[]),
  resources: (rest) => moreResources(rest as readonly Resource[]),
  retained: (rest) => moreRetained(rest as Lists["retained"]),
  "endpoints.hosts": more,
};

/** The same one where nothing has to be cut, which is the usual case. */
export function bounded(status: WebServiceStatus): WebServiceStatus {
  return fits(SCHEMA, status) ? status : (bound(SCHEMA, status, "") as WebServiceStatus);
}

/** Asked of all that is said with each reconcile, so nothing is made for it. */
function fits({ maxLength = Infinity, maxItems = Infinity, items, properties }: Node, value: unknown): boolean {
  if (typeof value === "string") return value.length <= maxLength;
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value))
    return value.length <= maxItems && (items === undefined || (value as Rest).every((entry) => fits(items, entry)));
  for (const name in value) {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    const node = properties?.[name];
    if (field !== undefined && (node === undefined || !fits(node, field))) return false;
  }
  return true;
}

/** At most `length` long, with a sign that something is missing; no character is cut in two. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function bound(node: Node, value: unknown, path: string): unknown {
  if (typeof value === "string") return shortened(value, node.maxLength ?? Infinity);
  if (Array.isArray(value)) {
    const entries = boundList(value as Rest, node.maxItems ?? Infinity, path);
    return entries.map((entry) => bound(node.items ?? {}, entry, path));
  }
  if (typeof value !== "object" || value === null) return value;
  const { properties = {} } = node;
  const known = Object.entries(value).filter(([name, field]) => name in properties && field !== undefined);
  const inside = (name: string) => (path === "" ? name : `${path}.${name}`);
  return Object.fromEntries(known.map(([name, field]) => [name, bound(properties[name] ?? {}, field, inside(name))]));
}

function boundList(list: Rest, limit: number, path: string): Rest {
  if (list.length <= limit) return list;
  if (NEWEST_LAST.has(path)) return list.slice(-limit);
  const lastEntry = LAST_ENTRIES[path];
  if (lastEntry === undefined) return list.slice(0, limit);
  const kept = new Set(mostTelling(list).slice(0, limit - 1));
  return [...list.filter((_, index) => kept.has(index)), lastEntry(list.filter((_, index) => !kept.has(index)))];
}

/** Positions in the order of interest: what is not ready is why somebody looks. */
function mostTelling(list: Rest): readonly number[] {
  const isReady = (entry: unknown) => typeof entry === "object" && entry !== null && "ready" in entry && entry.ready === true;
  const positions = [...list.keys()];
  return [...positions.filter((index) => !isReady(list[index])), ...positions.filter((index) => isReady(list[index]))];
}

function more(rest: Rest): string {
  return `and ${rest.length} more`;
}

function moreProblems(rest: Lists["problems"]): Lists["problems"][number] {
  const reasons = [...new Set(rest.map(({ reason }) => reason))].sort();
  return { reason: reasons[0] ?? "", message: `${more(rest)}: ${reasons.join(", ")}. They are shown as those above are solved.` };
}

/** As bad as the worst of them, and waiting if one of them waits. */
function moreChanges(rest: readonly ChangeReport[]): ChangeReport {
  const states = (["Waiting", "Running", "Held"] as const).filter((state) => rest.some((change) => change.state === state));
  const worst = Math.max(...rest.map(({ disruption }) => DISRUPTIONS.indexOf(disruption)));
  return {
    id: "more",
    subject: "more",
    summary: `${more(rest)} changes`,
    disruption: DISRUPTIONS[worst] ?? "None",
    reason: "the list ends here; they are shown as those above are done",
    downtimeSeconds: rest.reduce((sum, { downtimeSeconds }) => sum + downtimeSeconds, 0),
    state: states[0] ?? "Waiting",
  };
}

function moreResources(rest: readonly Resource[]): Resource {
  const unready = rest.filter(({ ready }) => !ready).length;
  return {
    kind: "More",
    apiVersion: rest[0]?.apiVersion ?? "",
    name: more(rest),
    part: rest[0]?.part ?? "",
    ready: unready === 0,
    message: `${unready} of them are not ready; the list ends here`,
  };
}

function moreRetained(rest: Lists["retained"]): Lists["retained"][number] {
  const reason = "the list ends here; kubectl get -l tenfold.dev/data=true lists all, kind by kind";
  return { kind: "More", name: more(rest), reason };
}
