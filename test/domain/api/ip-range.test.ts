// IPv4 address ranges, against what the definition itself says: a list of addresses.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { liesWithin } from "../../../domain/api/ip-range.js";

const range = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 20, max: 32 }))
  .map(([address, prefix]) => ({ address, prefix, text: `${dotted(address)}/${prefix}` }));

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

const same = (a: number, b: number, prefix: number) => Math.floor(a / 2 ** (32 - prefix)) === Math.floor(b / 2 ** (32 - prefix));

describe("an address range", () => {
  it.each(["10.0.0.0/8", "0.0.0.0/0", "255.255.255.255/32", "10.1.2.3/8"])("is %s", (text) => {
    expect(liesWithin(text, "0.0.0.0/0")).toBe(true);
  });

  it.each(["10.0.0.0", "256.0.0.0/8", "10.0.0.0/33", "10.0.0/8", "a.b.c.d/8", "fd00::/8", ""])("is not %j", (text) => {
    expect(liesWithin(text, "0.0.0.0/0")).toBe(false);
    expect(liesWithin("10.0.0.0/8", text)).toBe(false);
  });

  it("lies within another when it is no larger and begins alike", () => {
    fc.assert(
      fc.property(range, range, fc.boolean(), (inner, other, near) => {
        const outer = near ? { ...other, address: inner.address, text: `${dotted(inner.address)}/${other.prefix}` } : other;
        const expected = inner.prefix >= outer.prefix && same(inner.address, outer.address, outer.prefix);
        expect(liesWithin(inner.text, outer.text)).toBe(expected);
      }),
    );
  });
});
