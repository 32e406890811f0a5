// How each arrow goes: to its neighbour, past the CDN, or around the rows between by a rail at the side. Pure.
import type { Box } from "./geometry.js";
import { right } from "./geometry.js";
import type { Edge } from "./model.js";

/** `line`: index of the line of boxes. */
export type Placed = { readonly box: Box; readonly line: number; readonly index: number };

type Ends = {
  readonly edge: Edge;
  readonly from: Placed;
  readonly to: Placed;
  /** Arrows of one key share their way from the rail on: they say the same of the same thing. */
  readonly key: string;
};
export type Way = Ends &
  (
    | { readonly kind: "beside" }
    /** From one line to the next, or the one before. */
    | { readonly kind: "near" }
    /** Down through the passage of the line between. */
    | { readonly kind: "through" }
    /** `rail` counts from the boxes outwards. */
    | { readonly kind: "rail"; readonly side: "left" | "right"; readonly rail: number }
  );

/** `places`: by id. Arrows of which an end is not there are left out. */
export function waysOf(
  edges: readonly Edge[],
  places: ReadonlyMap<string, Placed>,
  passedLine: number | undefined,
): readonly Way[] {
  const ends = edges.flatMap((edge): readonly Ends[] => {
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const isAround = kindOf({ from, to }, passedLine) === "rail";
    const key = isAround
      ? [sideOf(edge), from.line < to.line, edge.to, edge.part, edge.word]
      : [edge.from, edge.to, edge.part, edge.word];
    return [{ edge, from, to, key: key.join(" ") }];
  });
  const around = ends.filter((pair) => kindOf(pair, passedLine) === "rail");
  const rails = new Map([...railsOf(around, "left"), ...railsOf(around, "right")]);
  return ends.map((pair): Way => {
    const kind = kindOf(pair, passedLine);
    return kind === "rail" ? { ...pair, kind, side: sideOf(pair.edge), rail: rails.get(pair.key) ?? 0 } : { ...pair, kind };
  });
}

function kindOf({ from, to }: Pick<Ends, "from" | "to">, passedLine: number | undefined): Way["kind"] {
  if (from.line === to.line) return "beside";
  if (Math.abs(from.line - to.line) === 1) return "near";
  // The passage is above the first box.
  return from.line + 1 === passedLine && passedLine + 1 === to.line && to.index === 0 ? "through" : "rail";
}

/** To the data and to a second way in at the left, all else at the right. */
function sideOf({ to }: Edge): "left" | "right" {
  return ["database", "pooler", "cache", "services", "nlb", "alb", "internal"].includes(to) ? "left" : "right";
}

/** No two bundles share a stretch of a rail; the shorter a bundle, the nearer it is to the boxes. */
function railsOf(all: readonly Ends[], side: "left" | "right"): readonly (readonly [key: string, rail: number])[] {
  const bundles = [
    ...Map.groupBy(
      all.filter(({ edge }) => sideOf(edge) === side),
      ({ key }) => key,
    ).values(),
  ];
  const taken: Ends[][][] = [];
  return bundles
    .sort((a, b) => length(a) - length(b) || reach(a, side) - reach(b, side))
    .map((bundle) => {
      const free = taken.findIndex((others) => !others.some((other) => overlaps(other, bundle)));
      const rail = free === -1 ? taken.length : free;
      (taken[rail] ??= []).push(bundle);
      return [bundle[0]?.key ?? "", rail] as const;
    });
}

function length(bundle: readonly Ends[]): number {
  return last(bundle) - first(bundle);
}

/** How far from the side its end is, the furthest first: so that arrows that turn together do not cross. */
function reach([ends]: readonly Ends[], side: "left" | "right"): number {
  if (ends === undefined) return 0;
  const { box } = ends.to;
  return side === "left" ? -right(box) : box.x;
}

function overlaps(a: readonly Ends[], b: readonly Ends[]): boolean {
  return first(a) <= last(b) && first(b) <= last(a);
}

function first(bundle: readonly Ends[]): number {
  return Math.min(...bundle.flatMap(({ from, to }) => [from.line, to.line]));
}

function last(bundle: readonly Ends[]): number {
  return Math.max(...bundle.flatMap(({ from, to }) => [from.line, to.line]));
}
