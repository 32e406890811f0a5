// The tree of a service as a person reads it: a table whose first column is the tree. Pure.
import { table } from "../terminal/table.js";
import type { Paint } from "../terminal/terminal.js";
import { age, dollars, plural } from "../terminal/words.js";
import { fitted, oneLine } from "./fit.js";
import { headText } from "./head-text.js";
import type { PodGroup } from "./pod-groups.js";
import { isWell } from "./pod-groups.js";
import type { ChildNode, PartNode, StatusTree } from "./status-tree.js";
import { tailText } from "./tail-text.js";

export type Surface = {
  readonly paint: Paint;
  /** Milliseconds since the epoch: ages are told from it. */
  readonly now: number;
  /** Undefined: nothing is cut. */
  readonly width?: number;
  /** Undefined: as long as it is. */
  readonly height?: number;
};

/** Lines. Where they would not fit the height, parts that are ready are shown in one line each, and only then the end is left out. */
export function treeLines(tree: StatusTree, surface: Surface): readonly string[] {
  const { width, height = Infinity } = surface;
  const cut = (lines: readonly string[]) => (width === undefined ? lines : lines.map((line) => fitted(line, width)));
  const all = linesOf(tree, surface, false);
  if (all.length <= height) return cut(all);
  const folded = linesOf(tree, surface, true);
  if (folded.length <= height) return cut(folded);
  const left = folded.length - height + 1;
  return cut([...folded.slice(0, height - 1), surface.paint.dim(`… ${plural(left, "more line")}: the window is too small`)]);
}

function linesOf(tree: StatusTree, surface: Surface, folds: boolean): readonly string[] {
  const { paint } = surface;
  const rows = tree.parts.flatMap((part, index) =>
    partRows(part, { ...surface, folds, isLast: index === tree.parts.length - 1 }),
  );
  const head = ["PART", "STATUS", "AGE", "$/MO", "ABOUT"].map((title) => paint.dim(title));
  const body = rows.length === 0 ? [] : ["", ...table([head, ...rows], [3]).split("\n")];
  return [...headText(tree, surface), ...body, ...tailText(tree, surface)];
}

type Place = Surface & { readonly folds: boolean; readonly isLast: boolean };
type Row = readonly string[];

function partRows(part: PartNode, place: Place): readonly Row[] {
  const { paint, now, folds, isLast } = place;
  const branch = isLast ? "└─ " : "├─ ";
  const row = [
    `${branch}${sign(part.ready, paint)} ${paint.bold(part.part)}`,
    part.ready ? "ready" : paint.yellow("not ready"),
    part.since === undefined ? "" : age(now - Date.parse(part.since)),
    part.monthlyUSD === undefined ? "" : dollars(part.monthlyUSD),
    part.ready ? paint.dim(part.message) : "",
  ];
  if (folds && part.ready) return [row];
  const trunk = isLast ? "   " : "│  ";
  const children = part.children.flatMap((child, index) =>
    childRows(child, { ...place, trunk, isLast: index === part.children.length - 1 }),
  );
  return [row, ...children];
}

type ChildPlace = Place & { readonly trunk: string };

function childRows(child: ChildNode, { paint, now, trunk, isLast }: ChildPlace): readonly Row[] {
  const { kind, name, ready, message, since, createdAt, aws, pods } = child;
  const about = [
    ...(message === undefined
      ? []
      : [`${message}${ready || since === undefined ? "" : ` (for ${age(now - Date.parse(since))})`}`]),
    ...(aws === undefined ? [] : [paint.dim(aws)]),
  ];
  const row = [
    `${trunk}${isLast ? "└─ " : "├─ "}${sign(ready, paint)} ${kind} ${name}`,
    ready ? "ready" : paint.yellow("waits"),
    createdAt === undefined ? "" : age(now - Date.parse(createdAt)),
    "",
    about.join("  "),
  ];
  const below = `${trunk}${isLast ? "   " : "│  "}`;
  return [
    row,
    ...pods.map((group, index): Row => [
      `${below}${index === pods.length - 1 ? "└─ " : "├─ "}${podsInWords(group, paint)}`,
      "",
      "",
      "",
      why(group),
    ]),
  ];
}

function podsInWords({ count, state }: PodGroup, paint: Paint): string {
  const text = `${plural(count, "pod")} ${state}`;
  return isWell(state) ? text : paint.red(text);
}

/** Names only of those that somebody has to look at. */
function why({ state, message, names, restarts }: PodGroup): string {
  const again = restarts === 0 ? [] : [plural(restarts, "restart")];
  if (isWell(state)) return again.join("");
  const [first = "", ...rest] = names;
  const which = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  return [...(message === undefined ? [] : [oneLine(message)]), ...again, which].join(", ");
}

function sign(ready: boolean, paint: Paint): string {
  return ready ? paint.green("✔") : paint.yellow("●");
}
