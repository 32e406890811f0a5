// How long each step of growing took, as text. Pure.
export type Took = { readonly tier: string; readonly seconds: number; readonly acknowledged?: number };

export function tookLine(all: readonly Took[]): string {
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return "nothing had to grow";
  if (first === last)
    return `[${first.tier}] served after ${first.seconds.toFixed(0)} s, ${first.acknowledged} rows acknowledged so far`;
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0);
  return `${first.tier} to ${last.tier} users in ${seconds.toFixed(0)} s`;
}
