// Which boxes a row has and how wide they are: every row fills the width, and parts in zones stand in the columns of their zones. Pure.
import { headHeight, naturalWidth, nodeBox, partBox, partHeight, partWidth } from "./box-content.js";
import type { Box, Rect } from "./geometry.js";
import { FONTS, LABEL_GAP, LENGTH } from "./geometry.js";
import type { Edge, Model, Node, Part, Row } from "./model.js";
import { ROWS } from "./model.js";
import { textWidth } from "./text-width.js";

/** The left and right border of all rows, and the columns of the zones within. */
export type Columns = { readonly x: number; readonly width: number; readonly zones: readonly Pick<Rect, "x" | "width">[] };

/** One line of boxes. A row that is too wide for one has several. */
export type Line = {
  readonly row: Row;
  readonly nodes: readonly Node[];
  /** Kept free at its left, for lines that pass it. */
  readonly passage: number;
  /** Room before each box. */
  readonly gaps: readonly number[];
};

const PASSAGE = 84;
const { gap, zoneGap, inset, leastZone, leastContent, mostContent } = LENGTH;
/** Nothing of them is connected, so they may be in several lines. */
const WRAPPED: readonly Row[] = ["watch", "gone", "beside"];

export function linesOfRows(model: Model): readonly Line[] {
  return ROWS.flatMap((row) => {
    const nodes = model.nodes.filter((node) => node.row === row);
    const groups = WRAPPED.includes(row) ? wrapped(nodes) : [nodes];
    return groups
      .filter((group) => group.length > 0)
      .map((group): Line => ({
        row,
        nodes: group,
        passage: row === "edge" && isPassed(model) ? PASSAGE : 0,
        gaps: group.map((node, index) => gapBetween(model.edges, group[index - 1], node)),
      }));
  });
}

/** Users reach a load balancer past the CDN. */
function isPassed({ edges, nodes }: Model): boolean {
  const balancers = nodes.filter(({ row }) => row === "balancer").map(({ id }) => id);
  return edges.some(({ from, to }) => from === "users" && balancers.includes(to));
}

function gapBetween(edges: readonly Edge[], before: Node | undefined, node: Node): number {
  if (before === undefined) return 0;
  const between = edges.find(({ from, to }) => from === before.id && to === node.id);
  if (between === undefined) return gap;
  return Math.ceil(textWidth(between.word, FONTS.label)) + 2 * LABEL_GAP + LENGTH.arrow + 14;
}

function wrapped(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const lines: Node[][] = [[]];
  let width = 0;
  for (const node of nodes) {
    const more = naturalWidth(node) + gap;
    if (width + more > mostContent) {
      lines.push([]);
      width = 0;
    }
    lines.at(-1)?.push(node);
    width += more;
  }
  return lines;
}

export function columnsOf(model: Model, lines: readonly Line[], x: number): Columns {
  const count = model.zones.length;
  const cells = model.nodes.flatMap(({ parts }) => parts.filter(({ zone }) => zone !== undefined).map(partWidth));
  const zone = Math.max(leastZone, ...cells);
  const ofZones = count * zone + (count - 1) * zoneGap + 2 * inset;
  const width = Math.ceil(Math.max(leastContent, ofZones, ...lines.map(leastWidth)));
  const column = (width - 2 * inset - (count - 1) * zoneGap) / count;
  return {
    x,
    width,
    zones: model.zones.map((_, index) => ({ x: x + inset + index * (column + zoneGap), width: column })),
  };
}

/** Long names are cut rather than to make a picture that nobody can read. */
const MOST_OF_A_BOX = 240;

function leastWidth({ nodes, gaps, passage }: Line): number {
  const boxes = nodes.reduce((sum, node) => sum + Math.min(naturalWidth(node), MOST_OF_A_BOX), 0);
  const all = boxes + sum(gaps) + passage;
  return nodes.length === 1 && passage === 0 ? Math.min(all, leastContent) : all;
}

/** Boxes of one line from `y` on, all of the same height. */
export function boxesOf({ nodes, gaps, passage }: Line, columns: Columns, y: number): readonly Box[] {
  const natural = nodes.map((node) => Math.min(naturalWidth(node), MOST_OF_A_BOX));
  const spare = Math.max(0, columns.width - passage - sum(gaps) - sum(natural));
  let x = columns.x + passage;
  const rects = nodes.map((node, index) => {
    x += gaps[index] ?? 0;
    const width = (natural[index] ?? 0) + (spare * weightOf(node)) / sum(nodes.map(weightOf));
    const rect = { x, y, width };
    x += width;
    return { node, rect };
  });
  const height = Math.max(...rects.map(({ node, rect: { width } }) => heightOf(node, width)));
  return rects.map(({ node, rect }) => filled(node, { ...rect, height }, columns));
}

/** What has parts gets more of the room that is left. */
function weightOf({ parts }: Node): number {
  return Math.max(1, parts.length);
}

function heightOf(node: Node, width: number): number {
  const head = headHeight(node, width);
  if (node.parts.length === 0) return head;
  const below = partLines(node, width).reduce((all, line) => all + Math.max(...line.map(partHeight)) + PART_GAP, 0);
  return head - LENGTH.padding + 6 + below - PART_GAP + inset;
}

const PART_GAP = 8;
const LEAST_CELL = 140;

/** Parts in zones: one line for each that a zone has. Others: as many in a line as fit. */
function partLines({ parts }: Node, width: number): readonly (readonly Part[])[] {
  const lines: Part[][] = [];
  const cell = Math.min(MOST_OF_A_BOX, Math.max(LEAST_CELL, ...parts.map(partWidth)));
  const perLine = Math.max(1, Math.floor((width - 2 * inset + PART_GAP) / (cell + PART_GAP)));
  parts.forEach((part, index) => {
    const before = parts.slice(0, index).filter(({ zone }) => zone === part.zone).length;
    const at = part.zone === undefined ? Math.floor(index / perLine) : before;
    (lines[at] ??= []).push(part);
  });
  return lines;
}

function filled(node: Node, rect: Rect, columns: Columns): Box {
  let y = rect.y + headHeight(node, rect.width) - LENGTH.padding + 6;
  const lines = partLines(node, rect.width);
  const parts = lines.flatMap((line) => {
    const height = Math.max(...line.map(partHeight));
    const boxes = line.map((part, index) =>
      partBox(part, { ...cellOf(part, { rect, columns, index, of: Math.max(...lines.map(({ length }) => length)) }), y, height }),
    );
    y += height + PART_GAP;
    return boxes;
  });
  return nodeBox(node, rect, parts);
}

type Cell = { readonly rect: Rect; readonly columns: Columns; readonly index: number; readonly of: number };

function cellOf({ zone }: Part, { rect, columns, index, of }: Cell): Pick<Rect, "x" | "width"> {
  const column = zone === undefined ? undefined : columns.zones[zone];
  if (column !== undefined) return column;
  const width = (rect.width - 2 * inset - (of - 1) * PART_GAP) / of;
  return { x: rect.x + inset + index * (width + PART_GAP), width };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
