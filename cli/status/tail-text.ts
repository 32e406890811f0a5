// What stands below the tree: kept data, problems, what could not be seen, and what is waited for. Pure.
import type { Paint } from "../terminal/terminal.js";
import { age, dollars } from "../terminal/words.js";
import { oneLine } from "./fit.js";
import type { StatusTree } from "./status-tree.js";
import type { Wait } from "./waits.js";

type Seen = { readonly paint: Paint; readonly now: number };

export function tailText({ retained, problems, unseen, waits }: StatusTree, seen: Seen): readonly string[] {
  const { paint } = seen;
  return [
    ...section(
      "Data that is kept, and billed as before",
      retained.map(({ kind, name, reason, monthlyUSD }) => {
        const cost = monthlyUSD === undefined ? "" : `, ${dollars(monthlyUSD)} a month`;
        return `${paint.cyan("*")} ${kind} ${name}${cost}: ${oneLine(reason)}`;
      }),
    ),
    ...section(
      "Problems",
      problems.map(({ reason, message }) => `${paint.yellow(reason)}: ${message}`),
    ),
    ...section(
      "Not seen",
      unseen.map((why) => `${paint.dim("-")} ${why}`),
    ),
    ...section(
      "Waits for",
      waits.flatMap((wait) => waitLines(wait, seen)),
    ),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function waitLines({ what, since, toDo, needsSomebody, command }: Wait, { paint, now }: Seen): readonly string[] {
  const from = since === undefined ? "" : ` (for ${age(now - Date.parse(since))})`;
  return [
    `${needsSomebody ? paint.red("!") : paint.yellow("●")} ${what}${from}`,
    ...(toDo === "" ? [] : [`  ${toDo}`]),
    ...(command === undefined ? [] : [`  ${paint.bold(command)}`]),
  ];
}
