// What one part of a blueprint uses in a month: quantities under the keys of the price list, and what was assumed for them.
import type { Part } from "../api/status.js";

export const HOURS_PER_MONTH = 730;

export type Line = {
  readonly part: Part;
  /** In words, for people. */
  readonly what: string;
  /** In the unit of the price. */
  readonly quantity: number;
  /** Key of the price list. */
  readonly price: string;
};

export type Bill = { readonly lines: readonly Line[]; readonly assumes: readonly string[] };

export const NOTHING: Bill = { lines: [], assumes: [] };

export function together(bills: readonly Bill[]): Bill {
  return { lines: bills.flatMap(({ lines }) => lines), assumes: bills.flatMap(({ assumes }) => assumes) };
}
