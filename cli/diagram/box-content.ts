// What is written in a box, where, and how much room that takes. Pure.
import type { Box, Point, Rect, Text, Tone } from "./geometry.js";
import { FONTS, LENGTH, right } from "./geometry.js";
import type { Node, Part } from "./model.js";
import { priceTag } from "./model-of.js";
import { fitted, textWidth } from "./text-width.js";

const { padding, icon, iconGap, titleLine, line } = LENGTH;
/** Around an icon. */
export const TILE_BORDER = 5;
export const TILE = icon + 2 * TILE_BORDER;
const TAG = "new";
const TAG_WIDTH = Math.ceil(textWidth(TAG, FONTS.tag)) + 14;

type Line = { readonly text: string; readonly tone: Tone };

/** Below the title. The price has a line of its own only where it does not fit behind the last one. */
export function linesOf(node: Node, width: number): readonly Line[] {
  const price = priceTag(node);
  const last = node.lines.at(-1);
  const joined = price === undefined ? undefined : last === undefined ? price : `${last} · ${price}`;
  const fits = joined !== undefined && textWidth(joined, FONTS.detail) <= width - textInset() - padding;
  const lines = fits ? [...node.lines.slice(0, -1), joined] : [...node.lines, ...(price === undefined ? [] : [price])];
  const was = node.was === undefined ? [] : [{ text: `was ${node.was}`, tone: "was" as const }];
  const tag = node.state === "new" && !hasRoomForTag(node, width) ? [{ text: TAG, tone: "new" as const }] : [];
  return [...tag, ...lines.map((text): Line => ({ text, tone: "detail" })), ...was];
}

/** Behind the title; else it is a line of its own. */
function hasRoomForTag({ title }: Node, width: number): boolean {
  return textInset() + textWidth(title, FONTS.title) + 8 + TAG_WIDTH + padding <= width;
}

function textInset(): number {
  return padding + TILE + iconGap;
}

/** So that title and first lines are not cut; the price may have a line of its own. */
export function naturalWidth({ title, lines, was, parts }: Node): number {
  const widest = Math.max(
    textWidth(title, FONTS.title),
    ...lines.map((text) => textWidth(text, FONTS.detail)),
    was === undefined ? 0 : textWidth(`was ${was}`, FONTS.was),
  );
  const least = parts.length === 0 ? LENGTH.leastBox : LENGTH.leastZone;
  return Math.max(least, Math.ceil(widest) + textInset() + padding);
}

export function headHeight(node: Node, width: number): number {
  return padding + headBlock(linesOf(node, width)) + padding;
}

/** Icon and words side by side. */
function headBlock(lines: readonly Line[]): number {
  return Math.max(TILE, titleLine + lines.length * line);
}

export function partHeight({ lines, zone }: Part): number {
  return 9 + titleLine + (zone === undefined ? lines.length : Math.min(1, lines.length)) * line + 7;
}

/** The width that its words would like to have. */
export function partWidth({ title, lines }: Part): number {
  const widest = Math.max(textWidth(title, FONTS.title), ...lines.map((text) => textWidth(text, FONTS.detail)));
  return Math.ceil(widest) + 2 * padding;
}

export function nodeBox(node: Node, rect: Rect, parts: readonly Box[]): Box {
  const { id, kind, state } = node;
  const x = rect.x + textInset();
  const room = right(rect) - padding - x;
  const lines = linesOf(node, rect.width);
  // Without parts the text stands in the middle of a box that is higher than it needs.
  const block = headBlock(lines);
  const y = parts.length > 0 ? rect.y + padding : rect.y + (rect.height - block) / 2;
  const top = y + (block - titleLine - lines.length * line) / 2;
  const tag = state === "new" && hasRoomForTag(node, rect.width) ? tagAt(rect, top) : undefined;
  const title = fitted(node.title, room - (tag === undefined ? 0 : TAG_WIDTH + 8), FONTS.title);
  const texts: readonly Text[] = [
    { x, y: top + 14, text: title, tone: "title" },
    ...lines.map(({ text, tone }, index) => ({
      x,
      y: top + titleLine + 13 + index * line,
      text: fitted(text, room, FONTS[tone]),
      tone,
    })),
  ];
  const at: Point = { x: rect.x + padding + TILE_BORDER, y: y + TILE_BORDER };
  return {
    ...rect,
    id,
    kind,
    state,
    texts: written(texts),
    icon: at,
    grid: gridOf(node, rect, { texts, hasTag: tag !== undefined }),
    tag,
    words: wordsOf(node),
    parts,
  };
}

const SQUARE = 8;
const PITCH = 11;

type Beside = { readonly texts: readonly Text[]; readonly hasTag: boolean };

/** At the right, where the words leave room for it. */
function gridOf({ grid }: Node, rect: Rect, { texts, hasTag }: Beside): Box["grid"] {
  if (grid === undefined) return undefined;
  const [width, height] = [grid.columns * PITCH, grid.rows * PITCH];
  const x = right(rect) - padding - width - (hasTag ? TAG_WIDTH + 8 : 0);
  const end = Math.max(...texts.map((text) => text.x + textWidth(text.text, FONTS[text.tone])));
  if (x < end + iconGap || height > rect.height - 12) return undefined;
  const y = rect.y + (rect.height - height) / 2;
  const row = (index: number) =>
    Array.from({ length: grid.columns }, (_, column) => ({
      x: x + column * PITCH + 1,
      y: y + index * PITCH + 1,
      width: SQUARE,
      height: SQUARE,
    }));
  return { filled: row(0), hollow: Array.from({ length: grid.rows - 1 }, (_, index) => row(index + 1)).flat() };
}

function tagAt(rect: Rect, top: number): Rect {
  return { x: right(rect) - padding - TAG_WIDTH, y: top, width: TAG_WIDTH, height: 18 };
}

export const tagText = (tag: Rect): Text => ({
  x: tag.x + tag.width / 2,
  y: tag.y + 13,
  text: TAG,
  tone: "tag",
  anchor: "middle",
});

export function partBox(part: Part, rect: Rect): Box {
  const { id, kind, state } = part;
  const x = rect.x + padding;
  const room = rect.width - 2 * padding;
  const texts: readonly Text[] = [
    { x, y: rect.y + 9 + 14, text: fitted(part.title, room, FONTS.title), tone: "title" },
    ...part.lines.map((text, index): Text => ({
      x,
      y: rect.y + 9 + titleLine + 13 + index * line,
      text: fitted(text, room, FONTS.detail),
      tone: "detail",
    })),
  ];
  return { ...rect, id, kind, state, texts: written(texts), words: part.measure.words, parts: [] };
}

function written(texts: readonly Text[]): readonly Text[] {
  return texts.filter(({ text }) => text !== "");
}

const SAID = { same: "", new: "new", larger: "larger", smaller: "smaller", changed: "changed", gone: "no longer there" } as const;

function wordsOf(node: Node): string {
  const { title, lines, state, was } = node;
  const price = priceTag(node);
  const all = [title, ...lines, price ?? "", SAID[state], was === undefined ? "" : `was ${was}`];
  return all.filter((text) => text !== "").join("; ");
}
