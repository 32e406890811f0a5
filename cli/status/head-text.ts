// What stands above the tree: the service in a few lines. Pure.
import type { ChangeReport } from "../../domain/api/status.js";
import { table } from "../terminal/table.js";
import type { Paint } from "../terminal/terminal.js";
import { age, dollars, dollarsMore, downtime } from "../terminal/words.js";
import { oneLine } from "./fit.js";
import type { ServiceState, Summary } from "./service-state.js";
import type { StatusTree } from "./status-tree.js";

type Seen = { readonly paint: Paint; readonly now: number };

export function headText(tree: StatusTree, { paint, now }: Seen): readonly string[] {
  const { name, namespace, summary, url, hosts, className, operatorVersion } = tree;
  const title = `${paint.bold(`${namespace}/${name}`)}  ${stateInWords(summary, { paint, now })}`;
  const facts: readonly (readonly [string, string])[] = [
    ["tier", tree.tier],
    ...when("url", url),
    ...(hosts.length === 0 ? [] : [["hosts", hosts.join(", ")] as const]),
    ...when("pods", tree.replicas === undefined ? undefined : `${tree.replicas} of the web ready`),
    ...when("cost", costInWords(tree)),
    ...when("class", className === undefined ? undefined : className),
    ...when("operator", operatorVersion),
    ...when("created", tree.createdAt === undefined ? undefined : `${age(now - Date.parse(tree.createdAt))} ago`),
    ...when(
      "backup",
      tree.backup === undefined ? undefined : `${tree.backup.name}, ${age(now - Date.parse(tree.backup.time))} old`,
    ),
  ];
  const rows = facts.map(([label, value]) => [`  ${paint.dim(label)}`, value]);
  return [title, ...table(rows).split("\n"), ...planLines(tree, paint), ...moveLines(tree, { paint, now })];
}

function when(label: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[label, value]];
}

function costInWords({ monthlyUSD, unpriced }: StatusTree): string | undefined {
  if (monthlyUSD === undefined) return undefined;
  const without = unpriced.length === 0 ? "" : `, without ${unpriced.join(", ")}, of which no price is known`;
  return `about ${dollars(monthlyUSD)} a month at list prices${without}`;
}

const STATES: Readonly<Record<ServiceState, readonly [words: string, colour: "green" | "yellow" | "red" | "cyan"]>> = {
  Ready: ["Ready", "green"],
  Progressing: ["Progressing", "yellow"],
  Waiting: ["Waits for a decision", "yellow"],
  Stalled: ["Stalled", "red"],
  Suspended: ["Suspended", "cyan"],
  Deleting: ["Deleting", "red"],
  Outdated: ["Not looked at since the last edit", "yellow"],
  Unseen: ["Never looked at by an operator", "yellow"],
};

/** Of the others the reason says more. */
const SAYS_ALL: ReadonlySet<ServiceState> = new Set(["Ready", "Unseen", "Suspended", "Deleting", "Outdated"]);

export function stateInWords({ state, reason, ready, since }: Summary, { paint, now }: Seen): string {
  const [words, colour] = STATES[state];
  const detail = [
    ...(SAYS_ALL.has(state) || reason === "" ? [] : [reason]),
    ...(state === "Suspended" ? [ready ? "Ready" : "not Ready"] : []),
    ...(since === undefined ? [] : [`for ${age(now - Date.parse(since))}`]),
  ];
  return `${paint[colour](words)}${detail.length === 0 ? "" : ` (${detail.join(", ")})`}`;
}

function planLines({ plan }: StatusTree, paint: Paint): readonly string[] {
  if (plan === undefined) return [];
  return [
    "",
    `Plan ${paint.bold(plan.id)}`,
    ...plan.changes.flatMap((change, index) => [`  ${index + 1}. ${oneLine(change.summary)}`, `     ${changeInWords(change)}`]),
    ...(plan.approve === undefined ? [] : [`  To approve it: ${paint.bold(plan.approve)}`]),
  ];
}

function changeInWords({ disruption, downtimeSeconds, monthlyCostDeltaUSD, state, waitingFor }: ChangeReport): string {
  const wait = waitingFor === undefined ? "" : oneLine(waitingFor);
  const words = {
    Running: wait === "" ? "under way" : `under way, waits for ${wait}`,
    Waiting: `waits for ${wait === "" ? "an earlier step" : wait}`,
    Held: `held: ${wait}`,
  }[state];
  const delta = monthlyCostDeltaUSD === undefined ? [] : [`${dollarsMore(monthlyCostDeltaUSD)} a month`];
  return [disruption, `downtime ${downtime(downtimeSeconds)}`, ...delta, words].join(" · ");
}

const PHASE_SIGNS = { Done: "✔", UnderWay: "●", Waiting: "○" } as const;

function moveLines({ move }: StatusTree, { paint, now }: Seen): readonly string[] {
  if (move === undefined) return [];
  const { from, to, state, since, phases, progress, failure, frozenSeconds, expectedSeconds } = move;
  const shutOut = ["freezing", "promoting", "verifying", "undoing"].includes(state);
  return [
    "",
    `Move of the data from ${from} to ${to}: ${paint.bold(state)}${since === undefined ? "" : `, for ${age(now - Date.parse(since))}`}`,
    ...(shutOut ? [paint.red("  The application is shut out of its database meanwhile.")] : []),
    ...(phases.length === 0 ? [] : [`  ${phases.map((phase) => `${PHASE_SIGNS[phase.state]} ${phase.name}`).join("  ")}`]),
    ...(progress === undefined ? [] : [`  ${oneLine(progress.text)}`]),
    ...(expectedSeconds === undefined || frozenSeconds !== undefined
      ? []
      : [`  expected to shut the application out for ${downtime(expectedSeconds)}, by the rehearsal`]),
    ...(frozenSeconds === undefined ? [] : [`  shut the application out for ${downtime(frozenSeconds)}`]),
    ...(failure === undefined ? [] : [paint.red(`  the last attempt was given up: ${oneLine(failure)}`)]),
  ];
}
