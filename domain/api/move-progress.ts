// How far a run of the migration program is: its phases, what it counts in them, and what follows from that. Shared by the program, which
// says it in its log, and by whoever reads that.

export const RUN_PHASES = [
  ...(["examine", "ask", "clear", "prepare", "pause", "fence", "drain", "wait for the pooler"] as const),
  ...(["dump", "restore", "verify", "probe", "settle", "publish"] as const),
  ...(["mark", "catch up", "open"] as const),
] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

export const AMOUNTS = ["bytes", "ofBytes", "rows", "ofRows", "tables", "ofTables"] as const;
/** What is done, and of how much. What nobody knows is left out. */
export type Amounts = { readonly [amount in (typeof AMOUNTS)[number]]?: number };

export const PACES = ["bytesPerSecond", "rowsPerSecond", "secondsLeft"] as const;
/** What follows from two moments. `secondsLeft` is about the phase alone. */
export type Pace = { readonly [pace in (typeof PACES)[number]]?: number };

export type Moment = { readonly atMs: number; readonly amounts: Amounts };

/** From the first of these moments to the last. What does not follow from them is left out: nothing moves, or nobody knows the whole. */
export function paceOf(moments: readonly Moment[]): Pace {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return {};
  const between = { seconds: (last.atMs - first.atMs) / 1000, from: first.amounts, to: last.amounts };
  const [bytes, rows] = [rateOf(between, "bytes"), rateOf(between, "rows")];
  const left = secondsLeft(last.amounts, "bytes", bytes) ?? secondsLeft(last.amounts, "rows", rows);
  return {
    ...(bytes === undefined ? {} : { bytesPerSecond: Math.round(bytes) }),
    ...(rows === undefined ? {} : { rowsPerSecond: Math.round(rows) }),
    ...(left === undefined ? {} : { secondsLeft: left }),
  };
}

type Unit = "bytes" | "rows";
type Between = { readonly seconds: number; readonly from: Amounts; readonly to: Amounts };

/** A clock that was put back, and a count that shrinks, tell nothing. */
function rateOf({ seconds, from, to }: Between, unit: Unit): number | undefined {
  const [before, after] = [from[unit], to[unit]];
  if (before === undefined || after === undefined || seconds <= 0 || after < before) return undefined;
  return (after - before) / seconds;
}

/** Whoever has done all and is still at work has miscounted, and knows no end. */
function secondsLeft(amounts: Amounts, unit: Unit, rate: number | undefined): number | undefined {
  const [done, whole] = [amounts[unit], amounts[unit === "bytes" ? "ofBytes" : "ofRows"]];
  if (done === undefined || whole === undefined || rate === undefined || rate <= 0 || done >= whole) return undefined;
  const seconds = Math.ceil((whole - done) / rate);
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}
