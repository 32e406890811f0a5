// A layout → SVG: shapes, words, and the same said for whoever cannot see it. Pure.
import { tagText, TILE, TILE_BORDER } from "./box-content.js";
import type { Box, Layout, LegendEntry, Point, Rect, Route, Text } from "./geometry.js";
import { LENGTH } from "./geometry.js";
import { identifiers } from "./ids.js";
import type { Flow, Kind, Model, State } from "./model.js";
import { ICONS } from "./svg-icons.js";
import { pictureStyle } from "./svg-style.js";
import { escapedXml } from "./xml.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
export const ROOT_CLASS = "tenfold-picture";

export type SvgOptions = {
  /** Before each id, where several pictures are on one page. Default: none. */
  readonly idPrefix?: string;
  /** False: the page has {@link pictureStyle} already. Default: true. */
  readonly style?: boolean;
};

export function svg(layout: Layout, model: Model, { idPrefix = "", style = true }: SvgOptions = {}): string {
  const { width, height, heading, bands, boxes, routes, legend } = layout;
  const ids = identifiers(["title", "desc", ...boxes.flatMap((box) => [box.id, ...box.parts.map((part) => part.id)])]);
  const id = (name: string) => `${idPrefix}${ids.get(name) ?? name}`;
  const lines = [
    `<svg xmlns="${NAMESPACE}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="${ROOT_CLASS}" role="img" aria-labelledby="${id("title")} ${id("desc")}">`,
    `<title id="${id("title")}">${escapedXml(`${model.title}: ${model.subtitle}`)}</title>`,
    `<desc id="${id("desc")}">${escapedXml(description(layout))}</desc>`,
    ...(style ? [`<style>\n${pictureStyle(ROOT_CLASS)}\n</style>`] : []),
    rect("ground", { x: 0, y: 0, width, height }, 12),
    ...bands.flatMap(({ label, ...band }) => [rect("band", band, 10), text(label)]),
    ...heading.map(text),
    // Lines first: their ends meet the borders of the boxes, which are drawn over them.
    ...routes.map(route),
    ...boxes.map((box) => boxOf(box, id)),
    ...legend.map(legendEntry),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

function description({ boxes, routes }: Layout): string {
  const names = new Map(boxes.map(({ id, texts }) => [id, texts[0]?.text ?? id]));
  const things = boxes.map(({ words, parts }) => [words, ...parts.map((part) => part.words)].join("; "));
  const flows = routes.map(({ edge: { from, to, word } }) => `${names.get(from) ?? from} to ${names.get(to) ?? to}: ${word}`);
  return [...things, ...flows].map((sentence) => `${sentence}.`).join(" ");
}

function boxOf(box: Box, id: (name: string) => string): string {
  const { kind, state, texts, icon, grid, tag, words, parts } = box;
  const look = LOOKS[state];
  return [
    `<g id="${id(box.id)}" data-thing="${escapedXml(box.id)}" class="${["thing", FAMILY[kind], ...(look === undefined ? [] : [look]), ...(parts.length === 0 ? [] : ["framed"])].join(" ")}">`,
    `<title>${escapedXml(words)}</title>`,
    rect("box", box, 8),
    ...(icon === undefined
      ? []
      : [rect("tile", { x: icon.x - TILE_BORDER, y: icon.y - TILE_BORDER, width: TILE, height: TILE }, 8)]),
    ...(grid === undefined
      ? []
      : [...grid.filled.map((square) => rect("filled", square, 2)), ...grid.hollow.map((square) => rect("hollow", square, 2))]),
    ...(icon === undefined ? [] : [`<path class="icon" transform="translate(${n(icon.x)} ${n(icon.y)})" d="${ICONS[kind]}"/>`]),
    ...(tag === undefined ? [] : [rect("tagbox", tag, 9), text(tagText(tag))]),
    ...texts.map(text),
    ...parts.map((part) => partOf(part, id)),
    "</g>",
  ].join("\n");
}

function partOf(part: Box, id: (name: string) => string): string {
  const look = LOOKS[part.state];
  return [
    `<g id="${id(part.id)}"${look === undefined ? "" : ` class="${look}"`}>`,
    `<title>${escapedXml(part.words)}</title>`,
    rect("part", part, 6),
    ...part.texts.map(text),
    "</g>",
  ].join("\n");
}

/** Things have the colour of what flows to them. */
const FAMILY: Readonly<Record<Kind, string>> = {
  users: "front",
  dns: "front",
  cdn: "front",
  balancer: "front",
  pods: "front",
  pooler: "store",
  cache: "store",
  database: "store",
  bucket: "store",
  table: "store",
  queue: "later",
  function: "later",
  mail: "later",
  alarm: "watch",
  dashboard: "watch",
  logs: "watch",
};

const LOOKS: Readonly<Record<State, string | undefined>> = {
  same: undefined,
  new: "new",
  larger: "more",
  smaller: "more",
  changed: "more",
  gone: "gone",
};

function route({ edge: { flow }, points, label }: Route): string {
  return [`<g class="${flow}">`, ...arrow(points), ...(label === undefined ? [] : [text(label.text)]), "</g>"].join("\n");
}

const BEND = 7;

/** The line ends where its head begins. */
function arrow(points: readonly Point[]): readonly string[] {
  const [before, end] = [points.at(-2), points.at(-1)];
  if (before === undefined || end === undefined) return [];
  const along = { x: Math.sign(end.x - before.x), y: Math.sign(end.y - before.y) };
  const neck = { x: end.x - along.x * (LENGTH.arrow - 1), y: end.y - along.y * (LENGTH.arrow - 1) };
  return [`<path d="${rounded([...points.slice(0, -1), neck])}"/>`, head(end, along)];
}

function head({ x, y }: Point, along: Point): string {
  const [back, half] = [LENGTH.arrow, LENGTH.arrow / 2];
  const foot = { x: x - along.x * back, y: y - along.y * back };
  const corners = [
    { x, y },
    { x: foot.x + along.y * half, y: foot.y + along.x * half },
    { x: foot.x - along.y * half, y: foot.y - along.x * half },
  ];
  return `<path class="head" d="M${corners.map(point).join("L")}Z"/>`;
}

function rounded(points: readonly Point[]): string {
  return points
    .map((at, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${point(at)}`;
      if (after === undefined) return `L${point(at)}`;
      return `L${point(towards(at, before))}Q${point(at)} ${point(towards(at, after))}`;
    })
    .join("");
}

function towards(from: Point, to: Point): Point {
  const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
  const share = length === 0 ? 0 : Math.min(BEND, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function legendEntry({ sample, at, text: words }: LegendEntry): string {
  const flow = FLOWS.find((each) => each === sample);
  if (sample === "none") return text(words);
  if (flow !== undefined)
    return [`<g class="${flow}">`, ...arrow([at, { x: at.x + 24, y: at.y }]), text(words), "</g>"].join("\n");
  const look = LOOKS[sample as State] ?? "more";
  const swatch = rect("box", { x: at.x, y: at.y - 7, width: 22, height: 14 }, 4);
  return [`<g class="${look}">`, swatch, text(words), "</g>"].join("\n");
}

const FLOWS: readonly Flow[] = ["request", "data", "message"];

function rect(look: string, { x, y, width, height }: Rect, radius: number): string {
  return `<rect class="${look}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}"/>`;
}

function text({ x, y, text: words, tone, anchor }: Text): string {
  return `<text class="${tone}" x="${n(x)}" y="${n(y)}"${anchor === undefined ? "" : ` text-anchor="${anchor}"`}>${escapedXml(words)}</text>`;
}

function point({ x, y }: Point): string {
  return `${n(x)} ${n(y)}`;
}

/** To a hundredth of a pixel, so that no machine's arithmetic shows. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
