// Lengths, and what a laid-out picture is made of: everything that is drawn has its place here. Pure.
import type { Edge, Kind, State } from "./model.js";
import type { Font } from "./text-width.js";

export type Point = { readonly x: number; readonly y: number };
export type Rect = Point & { readonly width: number; readonly height: number };

export type Tone = "title" | "detail" | "price" | "was" | "new" | "tag" | "heading" | "subheading" | "label" | "zone" | "legend";

/** `y` is the baseline. */
export type Text = Point & { readonly text: string; readonly tone: Tone; readonly anchor?: "end" | "middle" };

/** A node, or one of its parts: those lie within it. */
export type Box = Rect & {
  readonly id: string;
  readonly kind: Kind;
  readonly state: State;
  readonly texts: readonly Text[];
  readonly icon?: Point;
  /** Squares: the filled ones first. */
  readonly grid?: { readonly filled: readonly Rect[]; readonly hollow: readonly Rect[] };
  /** Where "new" is written. */
  readonly tag?: Rect;
  /** In full, for whoever hears the picture or points at it. */
  readonly words: string;
  readonly parts: readonly Box[];
};

export type Route = {
  readonly edge: Edge;
  /** Corners included; each step is horizontal or vertical. */
  readonly points: readonly Point[];
  /** Undefined: another arrow that joins this one says it. */
  readonly label?: Rect & { readonly text: Text };
};

export type Layout = {
  readonly width: number;
  readonly height: number;
  readonly heading: readonly Text[];
  readonly bands: readonly (Rect & { readonly label: Text })[];
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
  readonly legend: readonly LegendEntry[];
};
export type LegendEntry = {
  readonly sample: "request" | "data" | "message" | "none" | State;
  readonly at: Point;
  readonly text: Text;
};

export const FONTS: Readonly<Record<Tone, Font>> = {
  heading: { size: 22, bold: true },
  subheading: { size: 14 },
  title: { size: 15, bold: true },
  detail: { size: 13 },
  price: { size: 13 },
  was: { size: 13 },
  new: { size: 13, bold: true },
  tag: { size: 12, bold: true },
  label: { size: 12.5 },
  zone: { size: 12, bold: true },
  legend: { size: 12.5 },
};

export const LENGTH = {
  margin: 20,
  padding: 12,
  icon: 26,
  iconGap: 10,
  titleLine: 19,
  line: 17,
  /** Between boxes of a row, without an arrow. */
  gap: 20,
  /** Between columns of zones. */
  zoneGap: 14,
  /** From a frame's border to the parts in it. */
  inset: 12,
  leastZone: 190,
  leastBox: 136,
  leastContent: 480,
  mostContent: 620,
  rail: 14,
  track: 12,
  arrow: 8,
} as const;

export function right({ x, width }: Rect): number {
  return x + width;
}

export function bottom({ y, height }: Rect): number {
  return y + height;
}

/** A label is written so far from its line. */
export const LABEL_GAP = 6;
