import { describe, expect, it } from "@jest/globals";
import type { StandingMember } from "../../../domain/observed/members.js";
import { classChanges, classStep } from "../../../domain/plan/member-classes.js";

const OLD = "db.m7g.large";
const NEW = "db.r7g.xlarge";

/** One instance, in short: `old`, `new`, with what is going on. */
type Short = Partial<StandingMember> & { readonly is: "old" | "new" };

function members(...given: readonly Short[]): readonly StandingMember[] {
  const isNamed = given.some(({ isWriter }) => isWriter !== undefined);
  return given.map(({ is, ...rest }, index) => ({
    ...{ index, name: `shop-${index}`, isWriter: !isNamed && index === 0, state: "settled" as const, usable: true },
    ...{ instanceClass: is === "old" ? OLD : NEW, askedClass: is === "old" ? OLD : NEW },
    ...rest,
  }));
}

const CHANGING = { state: "changing", message: "RDS reports modifying", classChangedAt: "2026-01-07T00:00:00Z" } as const;
const FAILED = { state: "failed", usable: false, message: "InsufficientDBInstanceCapacity" } as const;
const EARLIER = { classChangedAt: "2026-01-06T00:00:00Z" } as const;
const REFUSED = { state: "refused", usable: false, message: "InvalidParameterValue" } as const;
const step = (given: readonly StandingMember[], isBusy = false) => classStep(given, NEW, isBusy);

describe("the next instance that gets another class", () => {
  it.each([
    { name: "the first replica", given: members({ is: "old" }, { is: "old" }, { is: "old" }), moves: 1 },
    {
      name: "the next replica, once the one before is done",
      given: members({ is: "old" }, { is: "new" }, { is: "old" }),
      moves: 2,
    },
    {
      name: "the one that takes writes, after all readers",
      given: members({ is: "old" }, { is: "new" }, { is: "new" }),
      moves: 0,
    },
    {
      name: "the one that takes writes after a failover, wherever it is",
      given: members({ is: "new" }, { is: "old", isWriter: true }, { is: "old" }),
      moves: 2,
    },
    { name: "the only one", given: members({ is: "old" }), moves: 0 },
    {
      name: "a reader that was refused an earlier class",
      given: members({ is: "old" }, { is: "old" }, { is: "old", ...REFUSED }),
      moves: 2,
    },
    {
      name: "the one that takes writes, when it does not serve and nothing else changes",
      given: members({ is: "old", state: "changing", usable: false }, { is: "old" }),
      moves: 0,
    },
    {
      name: "the one whose class AWS does not give now, when another one is wanted",
      given: members({ is: "old", ...EARLIER, ...FAILED }, { is: "old", ...CHANGING, ...FAILED }),
      moves: 1,
    },
    {
      name: "the one that takes writes, when it does not serve and a reader is made",
      given: members({ is: "old", ...EARLIER, ...FAILED }, { is: "new", state: "changing", usable: false }),
      moves: 0,
    },
    {
      name: "the first of several that were refused",
      given: members({ is: "old", ...REFUSED }, { is: "old", ...REFUSED }),
      moves: 1,
    },
  ])("is $name", ({ given, moves }) => {
    expect(step(given)).toEqual({ moves: given[moves] });
  });

  it.each([
    { name: "one is changing", given: members({ is: "old" }, { is: "new", ...CHANGING }, { is: "old" }) },
    { name: "a new one is made", given: members({ is: "old" }, { is: "old" }, { is: "new", ...CHANGING, usable: false }) },
    { name: "one was refused the class of the target", given: members({ is: "old" }, { is: "new", ...REFUSED }, { is: "old" }) },
    {
      name: "one is changing and another does not serve",
      given: members({ is: "old" }, { is: "new", ...CHANGING }, { is: "old", state: "changing", usable: false }),
    },
    {
      name: "AWS does not give one the class now and another does not serve",
      given: members({ is: "old", ...EARLIER, ...FAILED }, { is: "new", ...CHANGING, ...FAILED }),
    },
    {
      name: "one is changing and another was refused",
      given: members({ is: "old" }, { is: "new", ...CHANGING }, { is: "old", ...REFUSED }),
    },
  ])("is none while $name, and that one is waited for", ({ given }) => {
    const { moves, waitingFor } = step(given, true);
    expect(moves).toBeUndefined();
    const awaited = given.find(({ state }) => state !== "settled");
    const { name = "", instanceClass = "", message = "" } = awaited ?? {};
    expect(waitingFor).toContain(`DBInstance ${name} to be available with ${instanceClass}: ${message}`);
  });

  it("is none before the first one while something else about the database is under way", () => {
    expect(step(members({ is: "old" }, { is: "old" }), true)).toEqual({});
    expect(step(members({ is: "old", ...CHANGING }), true)).toEqual({});
  });

  it("says the way out of a refusal", () => {
    expect(step(members({ is: "old" }, { is: "new", ...REFUSED })).waitingFor).toContain(
      "set spec.database.instanceClass to one",
    );
  });
});

describe("the plan of another class", () => {
  const plan = (given: readonly StandingMember[], readersShareAddress: boolean) => {
    const [change, ...more] = classChanges(given, { to: NEW, disruption: "Failover", readersShareAddress });
    expect(more).toEqual([]);
    return change;
  };

  it("names the readers that restart, what DATABASE_READER_URL loses, and the time without writes", () => {
    const change = plan(members({ is: "old" }, { is: "old" }, { is: "old" }), true);
    expect(change?.summary).toBe(`change the instance class from ${OLD} to ${NEW}, one instance at a time: 0 of 2 readers done`);
    expect(change?.reason).toContain("restart one by one, each away for about 300 s: shop-1, shop-2.");
    expect(change?.reason).toContain("DATABASE_READER_URL loses one reader at a time");
    expect(change?.reason).toContain("The last is shop-0, which takes writes as the DBCluster last said");
    expect(change?.downtimeSeconds).toBe(60);
  });

  it("keeps its identity while it is carried out, and says how far it is", () => {
    const [before, halfway] = [
      plan(members({ is: "old" }, { is: "old" }, { is: "old" }), false),
      plan(members({ is: "old" }, { is: "new" }, { is: "old" }), false),
    ];
    expect(halfway?.id).toBe(before?.id);
    expect(halfway?.summary).toContain(": 1 of 2 readers done");
    expect(halfway?.reason).toContain("each away for about 300 s: shop-2.");
  });

  it("does not count a reader that is still changing", () => {
    expect(plan(members({ is: "old" }, { is: "new", ...CHANGING }), false)?.summary).toContain(": 0 of 1 readers done");
  });

  it("says of RDS that the address of readers is the first replica's", () => {
    const first = plan(members({ is: "old" }, { is: "old" }, { is: "old" }), false);
    expect(first?.reason).toContain("DATABASE_READER_URL does not answer while shop-1 restarts");
    const second = plan(members({ is: "old" }, { is: "new" }, { is: "old" }), false);
    expect(second?.reason).toMatch(/DATABASE_READER_URL goes on answering\. The last is shop-0, which takes writes$/);
  });

  it("fits into a status, however many readers there are and however long their names", () => {
    const many = Array.from({ length: 16 }, (_, index): Short => ({ is: "old", name: `${"x".repeat(60)}-${index}` }));
    const reason = plan(members(...many), true)?.reason ?? "";
    expect(reason).toContain("-5 and 10 more.");
    expect(reason.length).toBeLessThan(1024);
  });

  it("costs no writes when only readers go back", () => {
    const back = classChanges(members({ is: "old" }, { is: "new" }), {
      to: OLD,
      disruption: "Failover",
      readersShareAddress: true,
    });
    expect(back.map(({ downtimeSeconds, disruption, shrinks }) => [downtimeSeconds, disruption, shrinks])).toEqual([
      [0, "Failover", true],
    ]);
    expect(back[0]?.reason).not.toContain("The last");
  });

  it("is empty when all have the class, and says nothing of readers where there are none", () => {
    expect(plan(members({ is: "new" }, { is: "new" }), true)).toBeUndefined();
    expect(plan(members({ is: "old" }), true)?.reason).toBe("the target uses another instance class");
  });
});
