// A model as text: boxes in rows, arrows between neighbours, and all other arrows named in the box that they leave. Pure.
import { cut } from "../terminal/table.js";
import type { Canvas } from "./canvas.js";
import { canvas } from "./canvas.js";
import type { Edge, Model, Node, Part, State } from "./model.js";
import { ROWS } from "./model.js";
import { linesBelow, partText } from "./node-text.js";

export type AsciiOptions = {
  /** Of the longest line, in characters. */
  readonly width: number;
  /** No characters beyond ASCII. */
  readonly plain?: boolean;
};

/** `x` and `width` in characters. */
type Box = { readonly node: Node; readonly x: number; readonly width: number; readonly lines: readonly string[] };

const LEAST_WIDTH = 60;

export function ascii(model: Model, { width: wanted, plain = false }: AsciiOptions): string {
  const width = Math.max(LEAST_WIDTH, wanted);
  const rows = rowsOf(model, width);
  const picture = canvas(width);
  picture.put(0, 0, cut(model.title, width));
  picture.put(0, 1, cut(model.subtitle, width));
  let y = 3;
  rows.forEach((row, index) => {
    y = drawRow(picture, { model, row, y });
    y = drawArrows(picture, { model, row, next: rows[index + 1], y });
  });
  const signs = legend(model);
  if (signs !== "") picture.put(0, y, signs);
  return picture.text(plain);
}

const SIGNS: Readonly<Record<State, string>> = { same: "", new: "+ ", larger: "~ ", smaller: "~ ", changed: "~ ", gone: "- " };

/** Of what is there; nothing where nothing is marked. */
function legend({ nodes }: Model): string {
  const signs = new Set(nodes.flatMap((node) => [node, ...node.parts]).map(({ state }) => SIGNS[state]));
  const words: readonly (readonly [sign: string, word: string])[] = [
    ["+ ", "new"],
    ["~ ", "larger or changed"],
    ["- ", "no longer there"],
  ];
  return words.flatMap(([sign, word]) => (signs.has(sign) ? [sign + word] : [])).join(" · ");
}

function rowsOf(model: Model, width: number): readonly (readonly Box[])[] {
  return ROWS.flatMap((row) => {
    const nodes = model.nodes.filter((node) => node.row === row);
    const perLine = Math.max(1, Math.floor(width / 28));
    const groups = row === "gone" || row === "beside" ? inGroups(nodes, perLine) : [nodes];
    return groups.filter((group) => group.length > 0).map((group) => placed(group, model, width));
  });
}

function inGroups<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function placed(nodes: readonly Node[], model: Model, width: number): readonly Box[] {
  const gaps = nodes.map((node, index) => {
    const before = nodes[index - 1];
    if (before === undefined) return 0;
    const word = between(model.edges, before, node)?.word;
    return word === undefined ? 2 : word.length + 5;
  });
  const room = width - gaps.reduce((sum, gap) => sum + gap, 0);
  let x = 0;
  return nodes.map((node, index) => {
    x += gaps[index] ?? 0;
    const share = Math.floor((room * (index + 1)) / nodes.length) - Math.floor((room * index) / nodes.length);
    const box = { node, x, width: share, lines: [...linesBelow(node), ...far(node, nodes, model)] };
    x += share;
    return box;
  });
}

function between(edges: readonly Edge[], from: Node, to: Node): Edge | undefined {
  return edges.find((edge) => edge.from === from.id && edge.to === to.id);
}

/** Arrows to what is neither beside nor in the next row. */
function far(node: Node, beside: readonly Node[], model: Model): readonly string[] {
  const next = nextRow(node, model);
  const leaving = model.edges.filter(({ from }) => from === node.id);
  return model.nodes.flatMap((target) => {
    const words = leaving.filter(({ to }) => to === target.id).map(({ word }) => word);
    if (words.length === 0 || target.row === next || beside.includes(target)) return [];
    return [`${words.join(", ")} → ${target.title.split(", ")[0] ?? ""}`];
  });
}

function nextRow({ row }: Node, { nodes }: Model) {
  const present = ROWS.filter((each) => nodes.some((node) => node.row === each));
  return present[present.indexOf(row) + 1];
}

type Drawn = { readonly model: Model; readonly row: readonly Box[]; readonly y: number };

function drawRow(picture: Canvas, { model, row, y }: Drawn): number {
  const inner = Math.max(
    ...row.map((box) => box.lines.length + partLines(box, model.zones).length * partHeight(box, model.zones)),
  );
  const height = inner + 2;
  for (const box of row) {
    picture.frame({ x: box.x, y, width: box.width, height }, `${SIGNS[box.node.state]}${box.node.title}`);
    box.lines.forEach((line, index) => picture.put(box.x + 2, y + 1 + index, cut(line, box.width - 4)));
    drawParts(picture, { box, zones: model.zones, y: y + 1 + box.lines.length });
  }
  row.forEach((box, index) => {
    const before = row[index - 1];
    const edge = before === undefined ? undefined : between(model.edges, before.node, box.node);
    if (before === undefined || edge === undefined) return;
    picture.put(
      before.x + before.width,
      y + Math.floor(height / 2),
      `─ ${edge.word} ─▶`.slice(0, box.x - before.x - before.width),
    );
  });
  return y + height;
}

const partHeight = ({ node }: Box, zones: readonly string[]) =>
  Math.max(0, ...node.parts.map((part) => partText(part, zones).length)) + 1;
const LEAST_PART = 20;

function partLines({ node, width }: Box, zones: readonly string[]): readonly (readonly Part[])[] {
  if (node.parts.length === 0) return [];
  if (node.parts.every(({ zone }) => zone === undefined))
    return inGroups(node.parts, Math.max(1, Math.floor((width - 2) / LEAST_PART)));
  const deepest = Math.max(...zones.map((_, index) => node.parts.filter(({ zone }) => zone === index).length));
  return Array.from({ length: deepest }, (_, depth) =>
    zones.flatMap((_zone, index) => node.parts.filter(({ zone }) => zone === index)[depth] ?? []),
  );
}

function drawParts(
  picture: Canvas,
  { box, zones, y }: { readonly box: Box; readonly zones: readonly string[]; readonly y: number },
): void {
  const lines = partLines(box, zones);
  const inZones = box.node.parts.some(({ zone }) => zone !== undefined);
  const columns = inZones ? zones.length : Math.max(...lines.map(({ length }) => length));
  const width = Math.floor((box.width - 2) / columns);
  const height = partHeight(box, zones);
  lines.forEach((parts, depth) => {
    parts.forEach((part, index) => {
      const x = box.x + 1 + (part.zone ?? index) * width;
      const [first, ...rest] = partText(part, zones);
      picture.frame({ x, y: y + depth * height, width, height }, `${SIGNS[part.state]}${first ?? ""}`);
      rest.forEach((line, at) => picture.put(x + 2, y + depth * height + 1 + at, cut(line, width - 4)));
    });
  });
}

type Between = Drawn & { readonly next: readonly Box[] | undefined };

/** Each neighbour's arrow in a place of its own, as far to the left as both boxes allow. */
function drawArrows(picture: Canvas, { model, row, next, y }: Between): number {
  if (next === undefined) return y + 1;
  const taken: [from: number, to: number][] = [];
  for (const edge of model.edges) {
    const [from, to] = [row.find(({ node }) => node.id === edge.from), next.find(({ node }) => node.id === edge.to)];
    if (from === undefined || to === undefined) continue;
    const free = freeColumn(Math.max(from.x, to.x) + 3, edge.word.length + 4, taken);
    const x = Math.min(free, to.x + to.width - 2);
    taken.push([x, x + edge.word.length + 4]);
    picture.put(x, y, cut(`│ ${edge.word}`, picture.width - x));
    picture.put(x, y + 1, "▼");
  }
  return y + (taken.length === 0 ? 0 : 2);
}

function freeColumn(start: number, length: number, taken: readonly (readonly [number, number])[]): number {
  let x = start;
  for (const [from, to] of [...taken].sort((a, b) => a[0] - b[0])) if (x < to && x + length > from) x = to;
  return x;
}
