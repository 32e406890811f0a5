// The gate before an upgrade of a database in AWS: what AWS says, a snapshot, and only then the version.
import { describe, expect, it } from "@jest/globals";
import type { ReplicaAnswer } from "../../../domain/plan/move-cloud.js";
import { decide, NOON } from "./deciding.js";

const CLEAR = { about: "upgrade", stands: "16.10", isAtRest: true, obstacles: [] } as const;
const OFF = { about: "nothing", why: "--no-aws-queries", isOff: true } as const;
const SNAPSHOT = { name: "shop-before-upgrade-16-17", isFinished: false };

const KINDS = [
  { userTier: "1k", kind: "rds" },
  { userTier: "1M", kind: "aurora" },
] as const;

type Looked = {
  readonly cloud?: ReplicaAnswer;
  readonly from?: "16" | "17";
  readonly to?: "16" | "17";
  readonly isPermitted?: boolean;
};

function looked(userTier: "1k" | "1M", { cloud, from = "16", to = "17", isPermitted = true }: Looked = {}) {
  const decided = decide({
    from: { userTier, database: { version: from } },
    to: { userTier, database: { version: to }, changes: { automatic: isPermitted ? "Restart" : "None" } },
    cloud,
  });
  const found = decided.decisions.find(({ change }) => change.detail.kind === "database-version");
  const { state = "none", waitingFor = "", change } = found ?? {};
  return {
    decided,
    state,
    waitingFor,
    summary: change?.summary ?? "",
    version: decided.next.database?.version,
    asks: decided.asksCloud,
  };
}

describe.each(KINDS)("an upgrade of $kind", ({ userTier, kind }) => {
  it("that is permitted writes nothing before AWS was asked, which takes a snapshot with it", () => {
    const { state, version, asks } = looked(userTier);
    expect([state, version]).toEqual(["Waiting", "16"]);
    expect(asks).toMatchObject({ about: "upgrade", database: { kind }, to: "17", suffix: "before-upgrade-16-17" });
  });

  it("waits for its snapshot by name, and is written when that is finished", () => {
    const taking = looked(userTier, { cloud: { ...CLEAR, snapshot: SNAPSHOT } });
    expect([taking.state, taking.version]).toEqual(["Waiting", "16"]);
    expect(taking.waitingFor).toContain("snapshot shop-before-upgrade-16-17");
    expect(taking.asks).toBeDefined();
    const taken = looked(userTier, { cloud: { ...CLEAR, snapshot: { ...SNAPSHOT, isFinished: true } } });
    expect([taken.state, taken.version, taken.asks]).toEqual(["Running", "17", undefined]);
  });

  it("is not written without a snapshot because none was spoken of", () => {
    expect(looked(userTier, { cloud: CLEAR })).toMatchObject({ state: "Waiting", version: "16" });
  });

  it("waits for what is in the way, says it with the way out, and is looked at again", () => {
    const obstacles = ["AWS does not take it to 17: set spec.database.version to 16"];
    const { state, version, waitingFor, decided } = looked(userTier, { cloud: { ...CLEAR, obstacles } });
    expect([state, version]).toEqual(["Waiting", "16"]);
    expect(waitingFor).toContain(obstacles[0]);
    expect(waitingFor).toContain("spec.database.version to 16 gives the upgrade up");
    expect(waitingFor).not.toContain("approval");
    expect(decided.wakeAt).toBeGreaterThan(NOON);
  });

  it("goes on where AWS may not be asked, and says with the change that there is no snapshot", () => {
    const { state, version, summary } = looked(userTier, { cloud: OFF });
    expect([state, version]).toEqual(["Running", "17"]);
    expect(summary).toContain("no snapshot is taken");
    const waiting = looked(userTier, { cloud: OFF, isPermitted: false });
    expect(waiting).toMatchObject({ state: "Waiting", waitingFor: "approval", version: "16" });
    expect(waiting.summary).toContain("no snapshot is taken");
  });

  it("waits where AWS should answer and does not", () => {
    const { state, version, waitingFor, asks } = looked(userTier, {
      cloud: { about: "nothing", why: "add rds:X to its policy" },
    });
    expect([state, version]).toEqual(["Waiting", "16"]);
    expect(waitingFor).toContain("add rds:X to its policy");
    expect(asks).toBeDefined();
  });

  it("has no snapshot taken as long as nobody has permitted it, and tells what is in the way before", () => {
    const asked = looked(userTier, { isPermitted: false });
    expect(asked).toMatchObject({ state: "Waiting", waitingFor: "approval" });
    expect(asked.asks).not.toHaveProperty("suffix");
    const blocked = looked(userTier, { isPermitted: false, cloud: { ...CLEAR, obstacles: ["no"] } });
    expect(blocked.waitingFor).toContain("what AWS says about the upgrade: no");
    const clear = looked(userTier, { isPermitted: false, cloud: { ...CLEAR, snapshot: { ...SNAPSHOT, isFinished: true } } });
    expect(clear).toMatchObject({ state: "Waiting", waitingFor: "approval", version: "16" });
  });

  it("is written at once when AWS runs the version already", () => {
    expect(looked(userTier, { cloud: { ...CLEAR, stands: "17.6" } })).toMatchObject({ state: "Running", version: "17" });
  });
});

describe.each(KINDS)("an upgrade of $kind that was written", ({ userTier }) => {
  const back = { from: "17", to: "16" } as const;

  it("can be given up as long as AWS still runs the former version and is not at it", () => {
    const given = looked(userTier, { ...back, cloud: CLEAR });
    expect([given.state, given.version]).toEqual(["Running", "16"]);
    expect(given.summary).toContain("AWS still runs 16.10");
    const busy = looked(userTier, { ...back, cloud: { ...CLEAR, isAtRest: false } });
    expect([busy.state, busy.version]).toEqual(["Waiting", "17"]);
  });

  it.each([
    { what: "AWS runs the new one", cloud: { ...CLEAR, stands: "17.6" } as const },
    { what: "AWS was not asked yet", cloud: undefined },
    { what: "AWS may not be asked", cloud: OFF },
  ])("is held when $what", ({ cloud }) => {
    const { state, version, waitingFor, asks } = looked(userTier, { ...back, cloud });
    expect([state, version]).toEqual(["Held", "17"]);
    expect(waitingFor).toContain("set database.version to 17");
    expect(asks).toEqual(cloud === undefined ? expect.objectContaining({ about: "upgrade", to: "16" }) : undefined);
  });
});

describe("an upgrade whose turn has not come", () => {
  it("asks AWS nothing", () => {
    const decided = decide({
      from: { userTier: "1k", database: { version: "16", storageGiB: 100 } },
      to: { userTier: "1k", database: { version: "17", storageGiB: 200 }, changes: { automatic: "Restart" } },
    });
    expect(decided.decisions.map(({ change, state }) => `${change.detail.kind}: ${state}`)).toEqual(
      expect.arrayContaining(["database-storage: Running", "database-version: Waiting"]),
    );
    expect(decided.asksCloud).toBeUndefined();
  });
});
