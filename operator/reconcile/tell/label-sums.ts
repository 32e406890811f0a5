// Sums by labels to which services come and from which they go. Those that add to the same sum share its labels, so that a service holds
// no text of its own. A sum is forgotten with the last that adds to it.
import type { Labels } from "../../ports/metrics.js";

export const SUMMED = ["services", "conditions", "changes", "moves", "cost", "retained"] as const;
export type Summed = (typeof SUMMED)[number];

export type LabelSum = {
  readonly of: Summed;
  readonly id: string;
  readonly labels: Labels;
  /** Who adds to it now. */
  count: number;
  /** Of whole numbers, so that what was added and is taken away leaves nothing behind. */
  sum: number;
};

export class LabelSums {
  readonly #sums = new Map<string, LabelSum>();

  add(of: Summed, labels: Labels, amount = 1): LabelSum {
    const id = idOf(of, labels);
    const found = this.#sums.get(id) ?? { of, id, labels, count: 0, sum: 0 };
    if (found.count === 0) this.#sums.set(id, found);
    found.count += 1;
    found.sum += amount;
    return found;
  }

  subtract(from: LabelSum, amount = 1): void {
    from.count -= 1;
    from.sum -= amount;
    if (from.count === 0) this.#sums.delete(from.id);
  }

  all(): Iterable<LabelSum> {
    return this.#sums.values();
  }
}

/** For each condition of each status that comes: without making lists on the way. */
function idOf(of: Summed, labels: Labels): string {
  let id: string = of;
  for (const label in labels) id += `\n${labels[label] ?? ""}`;
  return id;
}
