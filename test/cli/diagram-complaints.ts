// What is wrong with a laid-out picture, by measuring it: nothing overlaps, nothing is cut, every arrow joins its two boxes and crosses no other.
import type { Box, Layout, Point, Rect, Route, Text } from "../../cli/diagram/geometry.js";
import { TILE, TILE_BORDER } from "../../cli/diagram/box-content.js";
import { bottom, FONTS, right } from "../../cli/diagram/geometry.js";
import { textWidth } from "../../cli/diagram/text-width.js";

/** Empty: all is well. */
export function complaintsAbout(layout: Layout): readonly string[] {
  const { boxes, routes, bands, heading, legend } = layout;
  const sheet: Rect = { x: 0, y: 0, width: layout.width, height: layout.height };
  const alone = [...heading, ...legend.map(({ text }) => text), ...bands.map(({ label }) => label)];
  return [
    ...pairs(boxes).flatMap(([a, b]) => (overlap(a, b) ? [`${a.id} overlaps ${b.id}`] : [])),
    ...boxes.flatMap(aboutBox),
    ...routes.flatMap((route) => aboutRoute(route, layout)),
    ...pairs(routes).flatMap(([a, b]) => aboutTwo(a, b)),
    ...pairs(alone).flatMap(([a, b]) => (overlap(textRect(a), textRect(b)) ? [`"${a.text}" is written over "${b.text}"`] : [])),
    ...[...boxes, ...bands].filter((rect) => !isWithin(rect, sheet)).map(() => "a box leaves the sheet"),
    ...alone.filter((text) => !isWithin(textRect(text), sheet)).map(({ text }) => `"${text}" leaves the sheet`),
    ...routes.flatMap(({ points, edge }) =>
      points.every((point) => isWithin({ ...point, width: 0, height: 0 }, sheet)) ? [] : [`${edge.word} leaves the sheet`],
    ),
    ...(layout.width > 1000 ? [`the sheet is ${layout.width} wide`] : []),
  ];
}

function aboutBox(box: Box): readonly string[] {
  const { id, icon, tag, grid, parts } = box;
  const tile = icon === undefined ? [] : [{ x: icon.x - TILE_BORDER, y: icon.y - TILE_BORDER, width: TILE, height: TILE }];
  const texts = box.texts.map(textRect);
  const drawn = [
    ...tile,
    ...(tag === undefined ? [] : [tag]),
    ...(grid?.filled ?? []),
    ...(grid?.hollow ?? []),
    ...texts,
    ...parts,
  ];
  return [
    ...drawn.filter((rect) => !isWithin(rect, box)).map((rect) => `${id}: something leaves it at ${rect.x} ${rect.y}`),
    ...pairs(drawn).flatMap(([a, b]) => (overlap(a, b) ? [`${id}: two things overlap at ${a.x} ${a.y}`] : [])),
    ...box.texts.filter(({ text }) => text === "").map(() => `${id}: an empty text`),
    ...parts.flatMap(aboutBox),
  ];
}

function aboutRoute({ edge, points, label }: Route, { boxes, routes, bands }: Layout): readonly string[] {
  const name = `${edge.from}>${edge.to} ${edge.word}`;
  const [start, end] = [points[0], points.at(-1)];
  const segments = segmentsOf(points);
  const ends = [boxes.find(({ id }) => id === edge.from), boxes.find(({ id }) => id === edge.to)];
  return [
    ...(isOnBorder(start, ends[0]) ? [] : [`${name} does not begin at its box`]),
    ...(isOnBorder(end, ends[1]) ? [] : [`${name} does not end at its box`]),
    ...segments.filter(({ a, b }) => a.x !== b.x && a.y !== b.y).map(() => `${name} goes askew`),
    ...boxes.filter((box) => segments.some((segment) => crosses(segment, box))).map(({ id }) => `${name} crosses ${id}`),
    ...(label === undefined ? [] : aboutLabel(label, name, { boxes, routes, bands })),
  ];
}

function aboutLabel(
  label: Rect,
  name: string,
  { boxes, routes, bands }: Pick<Layout, "boxes" | "routes" | "bands">,
): readonly string[] {
  const others = routes.flatMap((route) => (route.label === undefined || route.label === label ? [] : [route.label]));
  const lines = routes.flatMap(({ points }) => segmentsOf(points));
  return [
    ...boxes.filter((box) => overlap(label, box)).map(({ id }) => `the word of ${name} is on ${id}`),
    ...others.filter((other) => overlap(label, other)).map(() => `the word of ${name} is on another`),
    ...bands.filter((band) => overlap(label, textRect(band.label))).map(() => `the word of ${name} is on the name of a zone`),
    ...lines.filter((line) => crosses(line, label)).map(() => `a line goes through the word of ${name}`),
  ];
}

/** Two that say the same of one thing may join; all others keep apart. */
function aboutTwo(a: Route, b: Route): readonly string[] {
  if (a.edge.to === b.edge.to && a.edge.word === b.edge.word) return [];
  const joined = segmentsOf(a.points).some((one) => segmentsOf(b.points).some((other) => runsAlong(one, other)));
  return joined ? [`${a.edge.from}>${a.edge.to} runs along ${b.edge.from}>${b.edge.to}`] : [];
}

type Segment = { readonly a: Point; readonly b: Point };

function segmentsOf(points: readonly Point[]): readonly Segment[] {
  return points.slice(1).map((b, index) => ({ a: points[index] ?? b, b }));
}

function spanOf({ a, b }: Segment): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function crosses(segment: Segment, box: Rect): boolean {
  const span = spanOf(segment);
  return span.x < right(box) - 1 && right(span) > box.x + 1 && span.y < bottom(box) - 1 && bottom(span) > box.y + 1;
}

function runsAlong(one: Segment, other: Segment): boolean {
  const [a, b] = [spanOf(one), spanOf(other)];
  if (a.width === 0 && b.width === 0) return Math.abs(a.x - b.x) < 4 && a.y < bottom(b) - 1 && b.y < bottom(a) - 1;
  if (a.height === 0 && b.height === 0) return Math.abs(a.y - b.y) < 4 && a.x < right(b) - 1 && b.x < right(a) - 1;
  return false;
}

function isOnBorder(point: Point | undefined, box: Rect | undefined): boolean {
  if (point === undefined || box === undefined) return false;
  const near = (a: number, b: number) => Math.abs(a - b) < 0.01;
  const alongX = point.x >= box.x && point.x <= right(box);
  const alongY = point.y >= box.y && point.y <= bottom(box);
  return (
    ((near(point.y, box.y) || near(point.y, bottom(box))) && alongX) ||
    ((near(point.x, box.x) || near(point.x, right(box))) && alongY)
  );
}

function textRect({ x, y, text, tone, anchor }: Text): Rect {
  const width = textWidth(text, FONTS[tone]);
  const { size } = FONTS[tone];
  return { x: anchor === "middle" ? x - width / 2 : x, y: y - size * 0.8, width, height: size };
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < right(b) - 0.01 && b.x < right(a) - 0.01 && a.y < bottom(b) - 0.01 && b.y < bottom(a) - 0.01;
}

function isWithin(inner: Rect, outer: Rect): boolean {
  const slack = 0.01;
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    right(inner) <= right(outer) + slack &&
    bottom(inner) <= bottom(outer) + slack
  );
}

function pairs<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));
}
