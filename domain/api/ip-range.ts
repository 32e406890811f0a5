// IPv4 address ranges in CIDR notation: whether one lies within another. Pure.

type Range = { readonly first: number; readonly last: number };

/** False also where one of both is no range. */
export function liesWithin(inner: string, outer: string): boolean {
  const [small, large] = [rangeOf(inner), rangeOf(outer)];
  return small !== undefined && large !== undefined && small.first >= large.first && small.last <= large.last;
}

/** Bits behind the prefix are not looked at, as in Kubernetes. */
function rangeOf(text: string): Range | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (found === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = found.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(((a * 256 + b) * 65_536 + c * 256 + d) / size) * size;
  return { first, last: first + size - 1 };
}
