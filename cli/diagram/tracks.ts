// The spaces between lines of boxes: how high each is, and at which height arrows go sideways in it. Pure.
import { LENGTH } from "./geometry.js";
import type { Ports } from "./ports.js";
import { firstOfEach, spaceOf } from "./ports.js";
import type { Way } from "./ways.js";

export type Space = {
  readonly height: number;
  /** From its top, by key of the arrows that go sideways in it. */
  readonly tracks: ReadonlyMap<string, number>;
};

const LABEL_STRIP = 28;
const LEAST = 34;
const EDGE = 12;

type Stretch = { readonly way: Way; readonly from: number; readonly to: number };

export type Arrows = { readonly ways: readonly Way[]; readonly ports: ReadonlyMap<string, Ports> };

/** `extra`: room at the bottom of a space for what is no arrow. */
export function spacesOf(count: number, arrows: Arrows, extra: (space: number) => number): readonly Space[] {
  return Array.from({ length: count }, (_, space) => spaceAt(space, arrows, extra(space)));
}

function spaceAt(space: number, { ways, ports }: Arrows, extra: number): Space {
  const here = firstOfEach(ways).filter((way) => way.kind !== "beside" && spaceOf(way) === space);
  const [hasDown, hasUp] = [here.some(isDown), here.some((way) => !isDown(way))];
  const assigned = assign(here.flatMap((way) => stretchOf(way, ports.get(way.key) ?? { to: 0 })));
  const used = Math.max(0, ...assigned.values()) + (assigned.size > 0 ? 1 : 0);
  const top = hasUp ? LABEL_STRIP : EDGE;
  const tracks = new Map([...assigned].map(([way, track]) => [way, top + track * LENGTH.track]));
  const between = used === 0 ? 0 : (used - 1) * LENGTH.track + 6;
  const height = top + between + (hasDown ? LABEL_STRIP : EDGE) + extra;
  return { height: Math.max(LEAST, height), tracks };
}

function isDown({ from, to }: Way): boolean {
  return from.line < to.line;
}

/** Where it goes sideways. The rails lie left and right of all boxes. */
function stretchOf(way: Way, { from, to }: Ports): readonly Stretch[] {
  if (way.kind === "rail") return [way.side === "left" ? { way, from: -Infinity, to } : { way, from: to, to: Infinity }];
  if (from === undefined || from === to) return [];
  return [{ way, from: Math.min(from, to), to: Math.max(from, to) }];
}

/** Arrows of a bundle in the order of their rails, so that they do not cross; each on the first track that is free. */
function assign(stretches: readonly Stretch[]): ReadonlyMap<string, number> {
  const tracks: Stretch[][] = [];
  const assigned = new Map<string, number>();
  for (const stretch of [...stretches].sort((a, b) => order(a.way) - order(b.way))) {
    const last = tracks.findLastIndex((others) => others.some((other) => meets(other, stretch)));
    (tracks[last + 1] ??= []).push(stretch);
    assigned.set(stretch.way.key, last + 1);
  }
  return assigned;
}

const APART = 14;

function meets(a: Stretch, b: Stretch): boolean {
  return a.from < b.to + APART && b.from < a.to + APART;
}

function order(way: Way): number {
  if (way.kind !== "rail") return -1;
  return isDown(way) ? way.rail : -way.rail;
}
