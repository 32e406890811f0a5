// Names: legal for every consumer, readable, and never the same for two seeds.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { NAME_LIMIT, nameFor, type NameLimit, type NameSeed } from "../../operator/api/names.js";

const LIMITS = Object.keys(NAME_LIMIT) as NameLimit[];
const text = fc.oneof(fc.string({ unit: "grapheme", maxLength: 80 }), fc.stringMatching(/^[0-9a-z-]{0,70}$/));
const seed = fc.record({ stem: text, role: text, namespace: text, uid: fc.uuid() });

describe("nameFor", () => {
  it.each(LIMITS)("is legal and short enough for %s, whatever goes in", (limit) => {
    fc.assert(
      fc.property(seed, (one) => {
        const name = nameFor(one, limit);
        expect(name).toMatch(/^[a-z](-?[a-z0-9])*$/);
        expect(name.length).toBeLessThanOrEqual(NAME_LIMIT[limit]);
      }),
      { numRuns: 300 },
    );
  });

  it("gives a million random seeds a million names within the shortest limit", () => {
    const names = new Set<string>();
    const next = randomNumbers(20_261_125);
    for (let count = 0; count < 1_000_000; count += 1) names.add(nameFor(randomSeed(next), "loadBalancer"));
    expect(names.size).toBe(1_000_000);
  });

  it("tells seeds apart whose parts only differ beyond what fits", () => {
    const one: NameSeed = { stem: "a".repeat(63), role: "b".repeat(63), namespace: "store", uid: "1" };
    const others = [{ ...one, stem: `${one.stem}x` }, { ...one, role: `${one.role}x` }, { ...one, namespace: "other" }];
    expect(new Set([one, ...others].map((each) => nameFor(each, "loadBalancer"))).size).toBe(4);
  });

  it("leaves no double dash where a letter put first pushes the cut onto a dash", () => {
    const name = nameFor({ stem: "9".repeat(9), role: "aaaaaaa-b", namespace: "store", uid: "1" }, "loadBalancer");
    expect(name).toMatch(/^x[0-9]+-a+-[a-z2-7]{12}$/);
  });

  it("begins with the service and the role where they fit", () => {
    expect(nameFor({ stem: "shop", role: "web", namespace: "store", uid: "1" })).toMatch(/^shop-web-[a-z2-7]{12}$/);
  });

  it("gives the same seed the same name", () => {
    fc.assert(fc.property(seed, (one) => nameFor(one) === nameFor({ ...one })));
  });
});

/** A linear congruential generator, so that a failure can be repeated. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

function randomSeed(next: () => number): NameSeed {
  const uid = [next(), next(), next()].map((part) => part.toString(16)).join("-");
  return { stem: `s${next() % 100}`, role: `r${next() % 10}`, namespace: `n${next() % 10}`, uid };
}
