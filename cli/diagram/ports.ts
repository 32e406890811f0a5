// Where arrows leave and enter boxes, left to right: labels and lines get room of their own in the space between two lines of boxes. Pure.
import type { Box, Rect } from "./geometry.js";
import { FONTS, LABEL_GAP, right } from "./geometry.js";
import { textWidth } from "./text-width.js";
import type { Way } from "./ways.js";

/** `to`: where it enters, `from` where it leaves from below or above. Of an arrow at a rail `from` is not said. */
export type Ports = { readonly from?: number; readonly to: number };

type Span = readonly [from: number, to: number];
/** What is taken of each space; the one after line 0 has number 0. */
export type Taken = Map<number, Span[]>;

const LINE_ROOM = 9;
const CORNER = 16;

export function labelWidth(word: string): number {
  return Math.ceil(textWidth(word, FONTS.label));
}

/** By key of the arrow. `reserved`: places in the spaces where nothing may be. */
export function portsOf(ways: readonly Way[], reserved: Taken): ReadonlyMap<string, Ports> {
  const taken: Taken = new Map([...reserved].map(([space, spans]) => [space, [...spans]]));
  const vertical = firstOfEach(ways.filter(({ kind }) => kind !== "beside"));
  // First those that have a place to be at.
  const entries = new Map([...vertical].sort((a, b) => urgency(a) - urgency(b)).map((way) => [way.key, entry(way, taken)]));
  return new Map(
    vertical.map((way) => {
      const to = entries.get(way.key) ?? 0;
      return [way.key, way.kind === "rail" ? { to } : { to, from: exit(way, to, taken) }];
    }),
  );
}

export function firstOfEach(ways: readonly Way[]): readonly Way[] {
  return [...new Map([...ways].reverse().map((way) => [way.key, way])).values()].reverse();
}

function urgency({ kind, edge }: Way): number {
  if (kind === "through") return 0;
  return edge.part !== undefined ? 1 : kind === "near" ? 2 : 3;
}

/** The space in which an arrow reaches its end. */
export function spaceOf({ from, to }: Way): number {
  return from.line < to.line ? to.line - 1 : to.line;
}

/** The space that it leaves into; of one at a rail there is none. */
function exitSpaceOf({ from, to }: Way): number {
  return from.line < to.line ? from.line : from.line - 1;
}

function entry(way: Way, taken: Taken): number {
  const { box } = way.to;
  const after = LABEL_GAP + labelWidth(way.edge.word) + 4;
  const bounds: Span = [box.x + CORNER, right(box) - Math.max(CORNER, after + 6)];
  const spaces = way.kind === "through" ? [exitSpaceOf(way), spaceOf(way)] : [spaceOf(way)];
  const x = nearestFree(wanted(way, after), bounds, (at) => spaces.every((space) => isFree(spanAt(at, after), taken.get(space))));
  for (const space of spaces) take(taken, space, spanAt(x, after));
  return x;
}

function wanted(way: Way, after: number): number {
  const { box } = way.to;
  const part = box.parts.find(({ id }) => id === way.edge.part);
  if (part !== undefined) return middle(part);
  switch (way.kind) {
    case "through":
      return box.x + CORNER + 14;
    case "rail":
      return way.side === "left" ? box.x + 28 : box.width < WIDE ? middle(box) : right(box) - after - 28;
    case "near":
    case "beside":
      return middleOfBoth(way.from.box, box);
  }
}

const WIDE = 320;

function middle({ x, width }: Rect): number {
  return x + width / 2;
}

/** Where a straight line can be; the middle of the end where none can. */
function middleOfBoth(a: Box, b: Box): number {
  const [from, to] = [Math.max(a.x, b.x), Math.min(right(a), right(b))];
  return to - from > 2 * CORNER ? (from + to) / 2 : middle(b);
}

/** Straight above or below its end where that is free. */
function exit(way: Way, to: number, taken: Taken): number {
  const { box } = way.from;
  const space = exitSpaceOf(way);
  const bounds: Span = [box.x + CORNER, right(box) - CORNER];
  if (to >= bounds[0] && to <= bounds[1]) return to;
  const span = (x: number): Span => [x - LINE_ROOM, x + LINE_ROOM];
  const x = nearestFree(to, bounds, (at) => isFree(span(at), taken.get(space)));
  take(taken, space, span(x));
  return x;
}

function spanAt(x: number, after: number): Span {
  return [x - LINE_ROOM, x + after + 2];
}

function isFree([from, to]: Span, spans: readonly Span[] = []): boolean {
  return spans.every((other) => to <= other[0] || from >= other[1]);
}

function take(taken: Taken, space: number, span: Span): void {
  taken.set(space, [...(taken.get(space) ?? []), span]);
}

const STEP = 2;

/** The wanted place itself where nothing is free: a picture that is too full is better than none. */
function nearestFree(x: number, [least, most]: Span, isGood: (x: number) => boolean): number {
  const start = Math.round(Math.min(Math.max(x, least), most));
  for (let away = 0; away <= most - least; away += STEP)
    for (const at of [start + away, start - away]) if (at >= least && at <= most && isGood(at)) return at;
  return start;
}
