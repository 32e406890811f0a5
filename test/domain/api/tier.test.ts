// How a number of users may be written.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { compareTiers, parseTier, TIER_SPELLINGS, TIERS, usersOf } from "../../../domain/api/tier.js";

describe("parseTier", () => {
  it.each(TIERS)("reads %s by its name, its number and its number as text", (tier) => {
    expect([tier, usersOf(tier), String(usersOf(tier))].map(parseTier)).toEqual([tier, tier, tier]);
  });

  it("reads every spelling that the API offers", () => {
    expect(TIER_SPELLINGS.filter((spelling) => parseTier(spelling) === undefined)).toEqual([]);
  });

  it("reads nothing else", () => {
    const others = fc.anything().filter((value) => !(TIER_SPELLINGS as readonly unknown[]).includes(value));
    fc.assert(fc.property(others, (value) => parseTier(value) === undefined));
  });

  it.each([0, -1, 2, 9999, 1.5, "10e3", null, [], ["1k"], "1K", "1m", Number.NaN])("does not read %p", (value) => {
    expect(parseTier(value)).toBeUndefined();
  });
});

describe("tiers", () => {
  it("are ordered by their users", () => {
    const byUsers = [...TIERS].sort((a, b) => usersOf(a) - usersOf(b));
    expect([...TIERS].reverse().sort(compareTiers)).toEqual(byUsers);
  });
});
