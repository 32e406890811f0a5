// Those that come first of many, so many at most. More of them are held than are shown, in their order, so that one that comes or goes finds or
// leaves its place; only when too many of them have gone are all looked through.
export type Ranked = {
  /** `namespace/name` of the service. */
  readonly key: string;
  /** The smaller, the earlier; among equals the key decides, so that whoever is shown stays shown. */
  readonly rank: number;
};

/** Held for each that is shown. */
const HELD = 3;

export class Ranking<T extends Ranked> {
  readonly #all = new Map<string, T>();
  /** The first of all, in order: as many as were held when they were last looked for, without those that have gone since. */
  #front: T[] = [];

  constructor(private readonly shown: number) {}

  put(ranked: T): void {
    const before = this.#all.get(ranked.key);
    const isWhole = this.#front.length === this.#all.size;
    const last = this.#front.at(-1);
    if (before !== undefined) this.#leave(before);
    this.#all.set(ranked.key, ranked);
    if (!isWhole && (last === undefined || compare(last, ranked) < 0)) return;
    this.#front.splice(placeIn(this.#front, ranked), 0, ranked);
    if (this.#front.length > HELD * this.shown) this.#front.pop();
  }

  remove(key: string): void {
    const before = this.#all.get(key);
    if (before === undefined) return;
    this.#leave(before);
    this.#all.delete(key);
  }

  get size(): number {
    return this.#all.size;
  }

  first(): readonly T[] {
    if (this.#front.length < Math.min(this.shown, this.#all.size)) this.#front = earliest(this.#all.values(), HELD * this.shown);
    return this.#front.slice(0, this.shown);
  }

  #leave(one: T): void {
    const place = placeIn(this.#front, one);
    if (this.#front[place] === one) this.#front.splice(place, 1);
  }
}

/** Of all, without sorting them: what comes after as many as are wanted is dropped on the way. */
function earliest<T extends Ranked>(all: Iterable<T>, most: number): T[] {
  let found: T[] = [];
  let last: T | undefined;
  for (const one of all) {
    if (last !== undefined && compare(last, one) < 0) continue;
    found.push(one);
    if (found.length < 4 * most) continue;
    found = found.sort(compare).slice(0, most);
    last = found.at(-1);
  }
  return found.sort(compare).slice(0, most);
}

/** Where it is in what is sorted, or belongs. */
function placeIn(sorted: readonly Ranked[], one: Ranked): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, one) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function compare(one: Ranked, other: Ranked): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  return one.key === other.key ? 0 : one.key < other.key ? -1 : 1;
}
