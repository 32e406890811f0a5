// Many services as a table, and below it what waits for a person. Pure.
import type { WebService } from "../../domain/api/service.js";
import { table } from "../terminal/table.js";
import { age, dollars, plural } from "../terminal/words.js";
import { fitted } from "./fit.js";
import { summaryOf, tierInWords } from "./service-state.js";
import type { Summary } from "./service-state.js";
import type { Surface } from "./tree-text.js";
import type { Wait } from "./waits.js";
import { waitsOf } from "./waits.js";

/** Stable: what `-o json` prints for each service. Times are RFC 3339, amounts are US dollars a month. */
export type ServiceRow = {
  readonly name: string;
  readonly namespace: string;
  readonly tier: string;
  readonly summary: Summary;
  readonly replicas?: number;
  readonly url?: string;
  readonly monthlyUSD?: number;
  readonly createdAt?: string;
  readonly waits: readonly Wait[];
};

/** By namespace and name. */
export function serviceRows(services: readonly WebService[]): readonly ServiceRow[] {
  return services
    .map((service) => ({
      name: service.metadata.name,
      namespace: service.metadata.namespace,
      tier: tierInWords(service),
      summary: summaryOf(service),
      replicas: service.status?.replicas,
      url: service.status?.endpoints?.url,
      monthlyUSD: service.status?.cost?.monthlyUSD,
      createdAt: service.metadata.creationTimestamp,
      waits: waitsOf(service),
    }))
    .sort((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
}

/** Lines. `namespaces`: services of several may be among them. */
export function tableLines(rows: readonly ServiceRow[], surface: Surface, namespaces: boolean): readonly string[] {
  const { paint, width, height = Infinity } = surface;
  const titles = [...(namespaces ? ["NAMESPACE"] : []), "NAME", "TIER", "READY", "STATUS", "REPLICAS", "URL", "$/MO", "AGE"];
  const right = namespaces ? [5, 7] : [4, 6];
  const cells = rows.map((row) => [...(namespaces ? [row.namespace] : []), ...cellsOf(row, surface)]);
  const lines = table([titles.map((title) => paint.dim(title)), ...cells], right).split("\n");
  const all = [...lines, ...sumLines(rows), ...waitingLines(rows, surface)];
  const fit = all.length <= height ? all : [...all.slice(0, height - 1), paint.dim(`… ${all.length - height + 1} more lines`)];
  return width === undefined ? fit : fit.map((line) => fitted(line, width));
}

function cellsOf(
  { name, tier, summary, replicas, url, monthlyUSD, createdAt }: ServiceRow,
  { paint, now }: Surface,
): readonly string[] {
  const { state, ready, reason } = summary;
  const colour = ready ? paint.green : state === "Stalled" || state === "Deleting" ? paint.red : paint.yellow;
  return [
    paint.bold(name),
    tier,
    colour(ready ? "True" : "False"),
    colour(ready && state === "Ready" ? "Ready" : statusOf(state, reason)),
    replicas === undefined ? "" : String(replicas),
    url ?? "",
    monthlyUSD === undefined ? "" : dollars(monthlyUSD),
    createdAt === undefined ? "" : age(now - Date.parse(createdAt)),
  ];
}

/** The reason as kubectl shows it, unless the state says more. */
function statusOf(state: Summary["state"], reason: string): string {
  if (state === "Progressing" || state === "Waiting" || state === "Stalled") return reason;
  return state;
}

function sumLines(rows: readonly ServiceRow[]): readonly string[] {
  const priced = rows.flatMap(({ monthlyUSD }) => monthlyUSD ?? []);
  if (rows.length < 2 || priced.length === 0) return [];
  const sum = dollars(priced.reduce((total, usd) => total + usd, 0));
  const unpriced = rows.length - priced.length;
  return [
    "",
    `${plural(rows.length, "service")}, about ${sum} a month at list prices${unpriced === 0 ? "" : `, without ${unpriced} of which no cost is known`}`,
  ];
}

function waitingLines(rows: readonly ServiceRow[], { paint, now }: Surface): readonly string[] {
  const lines = rows.flatMap(({ name, namespace, waits }) =>
    waits
      .filter(({ needsSomebody }) => needsSomebody)
      .flatMap(({ what, since, command, toDo }) => [
        `  ${paint.red("!")} ${paint.bold(`${namespace}/${name}`)}: ${what}${since === undefined ? "" : ` (for ${age(now - Date.parse(since))})`}`,
        `    ${command === undefined ? toDo : paint.bold(command)}`,
      ]),
  );
  return lines.length === 0 ? [] : ["", "Waits for a person:", ...lines];
}
