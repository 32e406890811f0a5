import { describe, expect, it } from "@jest/globals";
import { TIERS } from "../../../domain/api/tier.js";
import type { Blueprint } from "../../../domain/blueprint/types.js";
import type { Standing } from "../../../domain/observed/standing.js";
import { applySchedules } from "../../../domain/plan/schedules.js";
import { decide, NOON, target } from "./deciding.js";

const states = (decided: ReturnType<typeof decide>) =>
  decided.decisions.map(({ change, state }) => `${change.detail.kind}: ${state}`);

const databaseStates = (decided: ReturnType<typeof decide>) => states(decided).filter((state) => state.startsWith("database"));

describe("the plan", () => {
  it.each(TIERS)("is empty for an unchanged service of tier %s", (tier) => {
    expect(decide({ from: { userTier: tier }, to: { userTier: tier } }).plan.changes).toEqual([]);
  });

  it("keeps its id while it is carried out and gets another with another target", () => {
    const half = decide({ from: { userTier: "1k", database: { storageGiB: 60 } }, to: { userTier: "10k" } });
    const whole = decide({ from: { userTier: "1k" }, to: { userTier: "10k" } });
    expect(half.plan.id).toBe(whole.plan.id);
    expect(decide({ from: { userTier: "1k" }, to: { userTier: "100k" } }).plan.id).not.toBe(whole.plan.id);
  });
});

describe("the gate", () => {
  it("adds the standby first and then asks for approval of the class, which has become a failover", () => {
    const first = decide({ from: { userTier: "100" }, to: { userTier: "1k" } });
    expect(databaseStates(first)).toEqual(["database-storage: Running", "database-multi-az: Waiting", "database-class: Waiting"]);
    const standby = target({ userTier: "100" }).database;
    if (standby?.kind !== "rds") throw new Error("tier 100 is on RDS");
    const second = decide({
      from: { userTier: "100" },
      to: { userTier: "1k" },
      standing: { database: { ...standby, multiAZ: true, storageGiB: 50 } },
    });
    expect(databaseStates(second)).toEqual(["database-class: Waiting"]);
    expect(second.decisions.find(({ change }) => change.detail.kind === "database-class")?.change.disruption).toBe("Failover");
    expect(second.next.database).toMatchObject({ instanceClass: "db.t4g.small" });
  });

  it("carries out an approved plan and not one that came later", () => {
    const from = { userTier: "10k" };
    const to = { userTier: "10k", database: { instanceClass: "db.r7g.large" } };
    const waiting = decide({ from, to });
    expect(states(waiting)).toEqual(["database-class: Waiting"]);
    const approved = decide({ from, to, annotations: { "tenfold.dev/approve": waiting.plan.id } });
    expect(approved.next.database).toMatchObject({
      members: [{ instanceClass: "db.m7g.large" }, { instanceClass: "db.r7g.large" }],
    });
    const later = { userTier: "10k", database: { instanceClass: "db.r7g.xlarge" } };
    expect(states(decide({ from, to: later, annotations: { "tenfold.dev/approve": waiting.plan.id } }))).toEqual([
      "database-class: Waiting",
    ]);
  });

  it("opens with the maintenance window and says when it turns", () => {
    const to = {
      userTier: "10k",
      database: { instanceClass: "db.r7g.large" },
      changes: { window: { schedule: "0 3 * * 0", timeZone: "Asia/Seoul", minutes: 60 } },
    };
    const closed = decide({ from: { userTier: "10k" }, to });
    expect(states(closed)).toEqual(["database-class: Waiting"]);
    const opens = Date.parse("2026-01-10T18:00:00Z"); // Sunday 03:00 in Seoul
    expect(closed.wakeAt).toBe(opens);
    expect(states(decide({ from: { userTier: "10k" }, to, now: opens }))).toEqual(["database-class: Running"]);
    expect(states(decide({ from: { userTier: "10k" }, to, now: opens + 59 * 60_000 }))).toEqual(["database-class: Running"]);
    expect(states(decide({ from: { userTier: "10k" }, to, now: opens + 60 * 60_000 }))).toEqual(["database-class: Waiting"]);
  });

  it("makes one change at a time on one database", () => {
    const decided = decide({
      from: { userTier: "1k" },
      to: { userTier: "1k", database: { storageGiB: 80, backupRetentionDays: 14 } },
    });
    expect(states(decided)).toEqual(["database-storage: Running", "database-backup: Waiting"]);
    const busy = decide({
      from: { userTier: "1k" },
      to: { userTier: "1k", database: { storageGiB: 80 } },
      standing: { databaseBusy: true },
    });
    expect(states(busy)).toEqual(["database-storage: Waiting"]);
  });

  it("holds a growth that RDS does not take, with the size that it takes, and lets the rest go on", () => {
    const from = { userTier: "1k", database: { storageGiB: 100 } };
    const to = { userTier: "1k", database: { storageGiB: 109, backupRetentionDays: 14 } };
    const held = decide({ from, to });
    expect(states(held)).toEqual(["database-storage: Held", "database-backup: Running"]);
    expect(held.decisions[0]?.waitingFor).toContain("set spec.database.storageGiB to 110 or more");
    expect(held.next.database).toMatchObject({ storageGiB: 100, backupRetentionDays: 14 });
    const enough = decide({ from, to: { userTier: "1k", database: { storageGiB: 110 } } });
    expect(states(enough)).toEqual(["database-storage: Running"]);
    expect(enough.next.database).toMatchObject({ storageGiB: 110 });
  });

  it("lets a volume in the cluster grow by as little as the user likes", () => {
    const to = { userTier: "10", database: { storageGiB: 21 } };
    expect(states(decide({ from: { userTier: "10" }, to }))).toEqual(["database-storage: Running"]);
  });

  it("raises the ceiling of a volume only to where RDS takes it: a tenth above what stands", () => {
    const stands = target({ userTier: "1k" }).database;
    if (stands?.kind !== "rds") throw new Error("tier 1k is on RDS");
    const ceiling = (database: typeof stands, userTier: string) =>
      decide({ from: { userTier: "1k" }, to: { userTier }, standing: { database } }).next.database;
    // Grown by AWS itself nearly to its ceiling, which is above that of the tier now.
    const grown = { ...stands, storageGiB: 190, maxStorageGiB: 195 };
    expect(ceiling(grown, "1k")).toMatchObject({ storageGiB: 190, maxStorageGiB: 209 });
    expect(ceiling({ ...grown, storageGiB: 60_000, maxStorageGiB: 60_000 }, "1k")).toMatchObject({ maxStorageGiB: 60_000 });
  });

  it("holds a second change of storage for six hours", () => {
    const standby = target({ userTier: "1k" }).database;
    if (standby?.kind !== "rds") throw new Error("tier 1k is on RDS");
    const database = { ...standby, storageChangedAt: new Date(NOON - 3600_000).toISOString() };
    const decided = decide({
      from: { userTier: "1k" },
      to: { userTier: "1k", database: { storageGiB: 80 } },
      standing: { database },
    });
    expect(states(decided)).toEqual(["database-storage: Waiting"]);
    expect(decided.wakeAt).toBe(NOON + 5 * 3600_000);
    expect(decided.next.database).toMatchObject({ storageGiB: 50 });
  });

  it.each([
    { from: "10", to: "100", keeps: "in-cluster", move: "Waiting", beside: ["rds"] },
    { from: "100k", to: "1M", keeps: "rds", move: "Waiting", beside: ["aurora"] },
    { from: "1M", to: "100k", keeps: "aurora", move: "Held", beside: [] },
    { from: "100", to: "10", keeps: "rds", move: "Held", beside: [] },
  ])("keeps the data in $keeps from $from to $to, and builds beside it only what it moves up to", ({ from, to, ...wants }) => {
    const decided = decide({ from: { userTier: from }, to: { userTier: to }, cloud: { about: "replica", obstacles: [] } });
    expect(decided.next.database?.kind).toBe(wants.keeps);
    expect(decided.next.web.size).toEqual(decided.wanted.web.size);
    expect(states(decided)).toContain(`database-move: ${wants.move}`);
    expect(decided.next.otherDatabases.map(({ kind }) => kind)).toEqual(wants.beside);
  });

  it.each([
    { from: "1", to: "100", near: "same-node" },
    { from: "1", to: "1k", near: undefined },
    { from: "1", to: "10M", near: undefined },
    { from: "10", to: "100", near: "other-node" },
    { from: "10", to: "1k", near: "rather-other-node" },
  ])("while the data stays in the cluster from $from to $to, ties at most a single web pod to a node", ({ from, to, near }) => {
    expect(decide({ from: { userTier: from }, to: { userTier: to } }).next.web.nearDatabase).toBe(near);
  });

  it.each(TIERS.slice(1))("never makes a database smaller by itself on the way down from %s", (tier) => {
    const below = TIERS[TIERS.indexOf(tier) - 1];
    const decided = decide({ from: { userTier: tier }, to: { userTier: below } });
    expect(decided.next.database).toMatchObject({ ...target({ userTier: tier }).database, ...quiet(decided.next) });
  });

  it("gives the class of the tier to the members of a cluster that has none yet", () => {
    const wanted = target({ userTier: "1M" }).database;
    if (wanted?.kind !== "aurora") throw new Error("1M has no Aurora");
    const database = { ...wanted, instanceClass: "", readersMin: 0 };
    const decided = decide({ from: { userTier: "1M" }, to: { userTier: "1M" }, standing: { database, databaseBusy: true } });
    expect(decided.next.database).toMatchObject({ instanceClass: wanted.instanceClass });
  });

  it("restarts the database in the cluster only with approval, and calls a smaller pod no lack of anything", () => {
    const up = decide({ from: { userTier: "1" }, to: { userTier: "10" } });
    expect(databaseStates(up)).toEqual(["database-storage: Running", "database-pod: Waiting"]);
    const down = decide({ from: { userTier: "10" }, to: { userTier: "1" } });
    expect(databaseStates(down)).toEqual(["database-pod: Waiting"]);
    const shrinks = (decided: ReturnType<typeof decide>) =>
      decided.decisions.find(({ change }) => change.detail.kind === "database-pod")?.change.shrinks;
    expect([shrinks(up), shrinks(down)]).toEqual([false, true]);
  });

  it("adds readers at once, whatever else the database waits for", () => {
    const decided = decide({ from: { userTier: "1k" }, to: { userTier: "10k" }, standing: { databaseBusy: true } });
    expect(decided.next.database).toMatchObject({ readReplicas: 1, instanceClass: "db.t4g.medium" });
    const fewer = decide({ from: { userTier: "10k" }, to: { userTier: "1k" } });
    expect(fewer.next.database).toMatchObject({ readReplicas: 1 });
    expect(states(fewer)).toContain("database-readers: Held");
  });

  it("allows a smaller class only with a named approval", () => {
    const given = { from: { userTier: "10k" }, to: { userTier: "1k" } };
    const waiting = decide(given);
    const approved = decide({ ...given, annotations: { "tenfold.dev/approve": waiting.plan.id } });
    expect(waiting.next.database).toMatchObject({ instanceClass: "db.m7g.large" });
    expect(states(approved)).toContain("database-backup: Running");
    expect(approved.next.database).toMatchObject({ storageGiB: 100 });
  });

  it.each([
    { from: "16", to: "17", way: "up", state: "database-move: Waiting" },
    { from: "17", to: "16", way: "down", state: "database-version: Held" },
  ] as const)("opens no volume with another major version of PostgreSQL, on the way $way: $state", ({ from, to, state }) => {
    const decided = decide({
      from: { userTier: "10", database: { version: from } },
      to: { userTier: "10", database: { version: to } },
    });
    expect(states(decided)).toEqual([state]);
    expect(decided.next.database).toMatchObject({ version: from });
  });

  it("lets a change pass while the database does not serve: nothing else can help it", () => {
    const to = { userTier: "10", database: { storageGiB: 30 } };
    expect(states(decide({ from: { userTier: "10" }, to, standing: { databaseBusy: true } }))).toEqual([
      "database-storage: Waiting",
    ]);
    expect(states(decide({ from: { userTier: "10" }, to }))).toEqual(["database-storage: Running"]);
  });

  it("holds the growth of a volume that cannot grow, says the way out, and goes on with the rest of the tier", () => {
    const decided = decide({
      from: { userTier: "1" },
      to: { userTier: "10", changes: { automatic: "Restart" } },
      volumeCannotGrow: true,
    });
    expect(databaseStates(decided)).toEqual(["database-storage: Held", "database-pod: Running"]);
    expect(decided.decisions.find(({ state }) => state === "Held")?.waitingFor).toContain("spec.database.storageGiB: 10");
    expect(decided.next.database).toMatchObject({ storageGiB: 10, node: "other-node" });
  });

  it("takes a database that is switched off out of use once, and then has nothing more to do", () => {
    const [from, to] = [{ userTier: "1k" }, { userTier: "1k", database: { enabled: false } }];
    const first = decide({ from, to });
    expect(states(first)).toContain("database-removal: Running");
    expect(first.next.database).toBeUndefined();
    const done = decide({
      from,
      to: { ...to, image: "example.com/shop:2", changes: { automatic: "None" } },
      standing: { bound: "none" },
    });
    expect(databaseStates(done)).toEqual([]);
    expect(done.next.database).toBeUndefined();
  });

  it("uses the kept database again when it is switched on, as it is", () => {
    const kept = { ...target({ userTier: "10", database: { version: "16" } }).database, kind: "in-cluster" as const };
    const decided = decide({
      from: { userTier: "10" },
      to: { userTier: "10", database: { version: "17" } },
      standing: { bound: "none", databaseRuns: false, database: kept as Standing["database"] },
    });
    expect(databaseStates(decided)).toEqual(["database-move: Waiting"]);
    expect(decided.next.database).toMatchObject({ kind: "in-cluster", version: "16" });
  });

  it("opens a database that is kept, and moves its data only from there", () => {
    const decided = decide({
      from: { userTier: "10" },
      to: { userTier: "100" },
      standing: { bound: "none", databaseRuns: false },
    });
    expect(databaseStates(decided)).toEqual(["database-move: Waiting"]);
    expect(decided.next.database?.kind).toBe("in-cluster");
  });
});

/** Fields that only ever grow and disturb nothing. */
function quiet({ database }: Blueprint) {
  if (database?.kind === "rds") return { maxStorageGiB: database.maxStorageGiB };
  return database?.kind === "aurora" ? { readersMax: database.readersMax } : {};
}

describe("schedules", () => {
  const schedule = { name: "sale", start: "0 9 * * *", end: "0 18 * * *", timeZone: "Asia/Seoul", minReplicas: 50 };
  it("raise the floor between start and end in their own time zone", () => {
    const b = target({ userTier: "10k" });
    const at = (time: string) => applySchedules(b, [schedule], Date.parse(time)).next.web.replicas.min;
    expect(at("2026-01-06T23:59:59Z")).toBe(3);
    expect(at("2026-01-07T00:00:00Z")).toBe(50);
    expect(at("2026-01-07T08:59:59Z")).toBe(50);
    expect(at("2026-01-07T09:00:00Z")).toBe(3);
  });
  it("raise the poolers with the pods that go through them, within their ceiling", () => {
    const noon = Date.parse("2026-01-07T03:00:00Z");
    const poolers = (userTier: string, minReplicas: number) =>
      applySchedules(target({ userTier }), [{ ...schedule, minReplicas }], noon).next.pooler?.replicas;
    expect(poolers("100k", 9)).toMatchObject({ min: 3, max: 4 });
    expect(poolers("100k", 48)).toMatchObject({ min: 4, max: 4 });
    expect(poolers("100k", 6)).toMatchObject({ min: 2, max: 4 });
    expect(poolers("10k", 12)).toBeUndefined();
  });
  it("say when the floor turns next", () => {
    expect(applySchedules(target({}), [schedule], NOON).wakeAt).toBe(Date.parse("2026-01-08T00:00:00Z"));
  });
});
