// How long each step of growing took, as text. Pure.

/** `acknowledged`: rows until then; undefined: none is written. */
export type Took = { readonly tier: string; readonly seconds: number; readonly acknowledged?: number };

export function tookLine(all: readonly Took[]): string {
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return "nothing had to grow";
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0).toFixed(0);
  if (first !== last) return `${first.tier} to ${last.tier} users in ${seconds} s`;
  const rows = first.acknowledged === undefined ? "" : `, ${first.acknowledged} rows acknowledged so far`;
  return `[${first.tier}] served after ${seconds} s${rows}`;
}
