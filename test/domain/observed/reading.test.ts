// What counts as the same of two values: what is the same as JSON, whatever the order of its fields.
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isSameJson } from "../../../domain/observed/reading.js";

const { value } = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(null, 0, 1, "a", "", true, undefined),
    fc.array(
      tie("value").map((entry) => entry ?? null),
      { maxLength: 2 },
    ),
    fc.dictionary(fc.constantFrom("a", "b", "__proto__", "toString"), tie("value"), { maxKeys: 3 }),
  ),
}));

const asJson = (of: unknown): unknown => (of === undefined ? undefined : JSON.parse(JSON.stringify(of)));

function reversed(of: unknown): unknown {
  if (Array.isArray(of)) return of.map(reversed);
  if (typeof of !== "object" || of === null) return of;
  return Object.fromEntries(
    Object.entries(of)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

describe("two values", () => {
  it("are the same exactly when their JSON says the same", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(isSameJson(one, other)).toBe(isDeepStrictEqual(asJson(one), asJson(other)));
        expect(isSameJson(one, reversed(asJson(one)))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("are not the same by what every object inherits", () => {
    const one: unknown = JSON.parse('{"__proto__":{}}');
    const other = { a: 1 };
    expect([isSameJson(one, other), isSameJson(other, one)]).toEqual([false, false]);
  });
});
