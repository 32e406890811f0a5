// The gate before a replica is made: AWS is asked what it would refuse, and what it says is told.
import { describe, expect, it } from "@jest/globals";
import type { ReplicaAnswer } from "../../../domain/plan/move-cloud.js";
import { decide } from "./deciding.js";

const STEP = { from: { userTier: "100k" }, to: { userTier: "1M" } } as const;

function looked(cloud?: ReplicaAnswer) {
  const decided = decide({ ...STEP, cloud });
  const move = decided.decisions.find(({ change }) => change.detail.kind === "database-move");
  return { decided, waitingFor: move?.waitingFor ?? "", beside: decided.next.otherDatabases, change: move?.change };
}

describe("a replica", () => {
  it("is not made before AWS was asked, and what is asked names source and class", () => {
    const { decided, beside } = looked();
    expect(beside).toEqual([]);
    expect(decided.asksCloud).toMatchObject({ about: "replica", source: { kind: "rds" }, wanted: { kind: "aurora" } });
  });

  it("is made with the version of its source, one instance and no reader when AWS has nothing against it", () => {
    const { beside, decided } = looked({ about: "replica", obstacles: [] });
    expect(beside).toMatchObject([{ kind: "aurora", bornOf: 0, follows: true, readersMin: 0, readersMax: 0 }]);
    expect(beside[0]?.version).toBe(decided.stands.database?.version);
    expect(decided.asksCloud).toBeUndefined();
  });

  it("is not made when AWS would refuse it, and why is said", () => {
    const { decided, beside, waitingFor } = looked({ about: "replica", obstacles: ["it is not encrypted", "it has no backups"] });
    expect(beside).toEqual([]);
    expect(waitingFor).toContain("it is not encrypted; it has no backups");
    expect(decided.wakeAt).toBeDefined();
  });

  it("is made where AWS may not be asked, and that it was not is said", () => {
    const { beside, waitingFor } = looked({ about: "nothing", why: "--no-aws-queries" });
    expect(beside).toHaveLength(1);
    expect(waitingFor).toContain("not asked beforehand: --no-aws-queries");
  });

  it("is planned with what promoting is reckoned at", () => {
    expect(looked().change?.basis).toContain("promoting the replica reboots it");
  });
});

describe("a copy", () => {
  it("asks AWS nothing", () => {
    expect(decide({ from: { userTier: "10" }, to: { userTier: "100" } }).asksCloud).toBeUndefined();
  });
});
