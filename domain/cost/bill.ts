// What one part of a blueprint uses in a month: quantities under the keys of the price list, and what was assumed for them.
import type { Part } from "../api/status.js";

export const HOURS_PER_MONTH = 730;

/** baseline: paid by the hour or month whatever happens. usage: paid by what users do. */
export type Basis = "baseline" | "usage";

/** A part of the service, or what it keeps beside. */
export type CostPart = Part | "Kept";

export type Line = {
  readonly part: CostPart;
  /** In words, for people. */
  readonly what: string;
  /** In the unit of the price, at the smallest number of pods and readers. */
  readonly quantity: number;
  /** At the largest number. Left out: the same. */
  readonly most?: number;
  readonly basis: Basis;
  /** Key of the price list. */
  readonly price: string;
};

export type Bill = {
  readonly lines: readonly Line[];
  readonly assumes: readonly string[];
  /** What costs money and is in no line. */
  readonly omits?: readonly string[];
};

export const NOTHING: Bill = { lines: [], assumes: [] };

export function together(bills: readonly Bill[]): Required<Bill> {
  return {
    lines: bills.flatMap(({ lines }) => lines),
    assumes: bills.flatMap(({ assumes }) => assumes),
    omits: bills.flatMap(({ omits = [] }) => omits),
  };
}
