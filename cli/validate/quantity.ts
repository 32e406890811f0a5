// Kubernetes' quantities without loss, as the function quantity() of its rules reads them. Pure.

const FORM = /^([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]{1,3})?$/;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** An exact fraction. Compared through {@link compareQuantities}. */
export class Quantity {
  constructor(
    readonly numerator: bigint,
    readonly denominator: bigint,
  ) {}
}

/** Undefined: it is none. */
export function parseQuantity(text: string): Quantity | undefined {
  const [found, sign = "", digits = "", suffix = ""] = FORM.exec(text) ?? [];
  if (found === undefined) return undefined;
  const [whole = "", fraction = ""] = digits.split(".");
  const amount = BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
  const tens = (DECIMAL[suffix] ?? exponentOf(suffix)) - fraction.length;
  const twos = BINARY[suffix] ?? 0;
  return new Quantity(amount * 2n ** BigInt(twos) * 10n ** BigInt(Math.max(tens, 0)), 10n ** BigInt(Math.max(-tens, 0)));
}

function exponentOf(suffix: string): number {
  return /^[eE]/.test(suffix) && suffix.length > 1 ? Number(suffix.slice(1)) : 0;
}

/** -1, 0 or 1. */
export function compareQuantities(a: Quantity, b: Quantity): bigint {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference === 0n ? 0n : difference > 0n ? 1n : -1n;
}
