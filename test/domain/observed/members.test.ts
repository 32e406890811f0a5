import { describe, expect, it } from "@jest/globals";
import { membersByIndex, standingMembers } from "../../../domain/observed/members.js";
import type { ChildFacts, ChildRecord, Health } from "../../../domain/observed/record.js";

const WROTE = "2026-01-07T12:00:10.400Z";
const at = (time: string) => Date.parse(time);

type Given = { readonly facts?: ChildFacts; readonly syncedAt?: number; readonly health?: Health };

function state({ facts = {}, syncedAt, health = { state: "ready" } }: Given): string | undefined {
  const record = {
    name: "shop-rds-1",
    deleting: false,
    health,
    syncedAt,
    facts: { available: true, instanceClass: "db.x", ...facts },
  };
  return standingMembers([{ index: 1, record: record as unknown as ChildRecord }])[0]?.state;
}

describe("an instance with another class", () => {
  it.each([
    { name: "settled when nobody has changed its class", given: {}, is: "settled" },
    {
      name: "changing while its controller has not looked since",
      given: { facts: { classChangedAt: WROTE }, syncedAt: at("2026-01-07T12:00:09Z") },
      is: "changing",
    },
    {
      name: "settled when its controller has looked since, in whole seconds",
      given: { facts: { classChangedAt: WROTE }, syncedAt: at("2026-01-07T12:00:10Z") },
      is: "settled",
    },
    { name: "settled when nothing says when its controller looked", given: { facts: { classChangedAt: WROTE } }, is: "settled" },
    { name: "changing while AWS calls it anything but available", given: { facts: { available: false } }, is: "changing" },
    { name: "changing while AWS has its class only pending", given: { facts: { pendingClass: "db.x" } }, is: "changing" },
    { name: "settled while somebody else's class is pending", given: { facts: { pendingClass: "db.other" } }, is: "settled" },
    {
      name: "failed while its controller tries again",
      given: { health: { state: "failed", message: "m", terminal: false } as const },
      is: "failed",
    },
    {
      name: "refused when its controller has given up",
      given: { health: { state: "failed", message: "m", terminal: true } as const },
      is: "refused",
    },
  ])("is $name", ({ given, is }) => {
    expect(state(given)).toBe(is);
  });

  const found = (...given: readonly (readonly [number, string])[]) =>
    given.map(([index, instanceClass]) => ({
      index,
      record: { name: `shop-${index}`, health: { state: "ready" }, facts: { instanceClass } } as unknown as ChildRecord,
    }));

  it("takes writes when the cluster says so, and the first does while nothing says", () => {
    const writers = (writer?: string) => standingMembers(found([0, "a"], [1, "a"]), writer).map(({ isWriter }) => isWriter);
    expect(writers("shop-1")).toEqual([false, true]);
    expect(writers()).toEqual([true, false]);
    expect(writers("gone")).toEqual([true, false]);
  });

  it("keeps its class when somebody has deleted the one before it, which is made again like the one that takes writes", () => {
    const members = standingMembers(found([0, "db.small"], [2, "db.large"]));
    expect(membersByIndex(members).map(({ instanceClass }) => instanceClass)).toEqual(["db.small", "db.small", "db.large"]);
    expect(membersByIndex([])).toEqual([]);
  });
});
