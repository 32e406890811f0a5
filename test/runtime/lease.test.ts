// Leader election: one at a time, taken over in time, given back, and robust against clocks and servers.
import { describe, expect, it } from "@jest/globals";
import type { LeaseRecord } from "../../operator/ports/leases.js";
import { createElection } from "../../operator/runtime/lease.js";
import { fakeClock, type FakeClock } from "../fakes/fake-clock.js";
import { fakeLease, type FakeLease } from "../fakes/fake-lease.js";
import { fakeLog } from "../fakes/fake-log.js";

type Stage = { readonly lease: FakeLease; readonly clock: FakeClock };

/** All replicas share the passing of time; what their clocks say may differ by `skewMs`. */
function replica(identity: string, { lease, clock }: Stage, skewMs = 0) {
  const events: string[] = [];
  const log = fakeLog();
  let isDead = false;
  const alive = <T>(act: () => Promise<T>): Promise<T> => (isDead ? new Promise<T>(() => undefined) : act());
  const election = createElection({
    leases: {
      read: () => alive(() => lease.port.read()),
      create: (record) => alive(() => lease.port.create(record)),
      update: (record) => alive(() => lease.port.update(record)),
    },
    clock: { ...clock, now: () => clock.now() + skewMs },
    log,
    identity,
    onLead: () => void events.push("lead"),
    onLost: () => void events.push("lost"),
  });
  return { election, events, log, die: () => void (isDead = true) };
}

describe("a single replica", () => {
  it("takes a lease that nobody has made", async () => {
    const [lease, clock] = [fakeLease(), fakeClock()];
    const { election, events } = replica("a", { lease, clock });
    election.start();
    await clock.pass(0);
    expect(events).toEqual(["lead"]);
    expect(election.isLeader()).toBe(true);
    expect(lease.record()).toMatchObject({ holder: "a", durationSeconds: 15, transitions: 0 });
  });

  it("renews it and leads once", async () => {
    const [lease, clock] = [fakeLease(), fakeClock()];
    const { election, events } = replica("a", { lease, clock });
    election.start();
    await clock.pass(3_600_000);
    expect(events).toEqual(["lead"]);
    expect(clock.now() - (lease.record()?.renewTime ?? 0)).toBeLessThanOrEqual(2000);
    expect(lease.record()?.acquireTime).toBe(clock.now() - 3_600_000);
  });

  it("takes its own lease again at once after a restart under the same name", async () => {
    const [lease, clock] = [fakeLease(), fakeClock()];
    replica("a", { lease, clock }).election.start();
    await clock.pass(0);
    const again = replica("a", { lease, clock });
    again.election.start();
    await clock.pass(0);
    expect(again.events).toEqual(["lead"]);
    expect(lease.record()?.transitions).toBe(0);
  });
});

describe("two replicas", () => {
  async function pair(skewMs = 0) {
    const [lease, clock] = [fakeLease(), fakeClock()];
    const first = replica("a", { lease, clock });
    const second = replica("b", { lease, clock }, skewMs);
    first.election.start();
    await clock.pass(100);
    second.election.start();
    return { lease, clock, first, second };
  }

  it.each([
    { name: "with equal clocks", skewMs: 0 },
    { name: "with a clock an hour ahead", skewMs: 3_600_000 },
    { name: "with a clock an hour behind", skewMs: -3_600_000 },
  ])("have one leader: the second $name waits", async ({ skewMs }) => {
    const { clock, first, second } = await pair(skewMs);
    await clock.pass(600_000);
    expect(first.events).toEqual(["lead"]);
    expect(second.events).toEqual([]);
  });

  it.each([
    { name: "with equal clocks", skewMs: 0 },
    { name: "with a clock an hour ahead", skewMs: 3_600_000 },
    { name: "with a clock an hour behind", skewMs: -3_600_000 },
  ])("change places after the first has died, not before its time is over: the second $name", async ({ skewMs }) => {
    const { lease, clock, first, second } = await pair(skewMs);
    await clock.pass(1900);
    first.die();
    await clock.pass(12_000);
    expect(second.events).toEqual([]);
    await clock.pass(5000);
    expect(second.events).toEqual(["lead"]);
    expect(lease.record()).toMatchObject({ holder: "b", transitions: 1 });
  });

  it("change places at once when the first leaves in order", async () => {
    const { lease, clock, first, second } = await pair();
    await first.election.release();
    expect(lease.record()?.holder).toBe("");
    await clock.pass(2000);
    expect(second.events).toEqual(["lead"]);
    await clock.pass(60_000);
    expect(first.events).toEqual(["lead"]);
    expect(first.election.isLeader()).toBe(false);
  });

  it("a leader that finds another in its place stops at once", async () => {
    const { lease, clock, first } = await pair();
    const record = lease.record();
    if (record === undefined) throw new Error("no lease");
    await lease.port.update({ ...record, holder: "b" });
    await clock.pass(2000);
    expect(first.events).toEqual(["lead", "lost"]);
    expect(first.election.isLeader()).toBe(false);
  });

  it("a replica that waits and stops leaves the lease alone", async () => {
    const { lease, clock, second } = await pair();
    await clock.pass(4000);
    await second.election.release();
    await clock.pass(60_000);
    expect(lease.record()?.holder).toBe("a");
  });
});

describe("a leader", () => {
  async function leader() {
    const [lease, clock] = [fakeLease(), fakeClock()];
    const { election, events, log } = replica("a", { lease, clock });
    election.start();
    await clock.pass(100);
    return { lease, clock, events, election, log };
  }

  it.each(["fails", "hangs"] as const)("stops ten seconds after the last success when the server %s", async (how) => {
    const { lease, clock, events } = await leader();
    lease.break(how);
    await clock.pass(9800);
    expect(events).toEqual(["lead"]);
    await clock.pass(2200);
    expect(events).toEqual(["lead", "lost"]);
  });

  it.each([
    { everyAnswerMs: 3900, ends: ["lead"] },
    { everyAnswerMs: 11_000, ends: ["lead", "lost"] },
  ])("whose server takes $everyAnswerMs ms for an answer: $ends", async ({ everyAnswerMs, ends }) => {
    const { lease, clock, events } = await leader();
    const { port } = lease;
    const late = async <T>(answer: Promise<T>): Promise<T> => {
      await new Promise<void>((resolve) => void clock.after(everyAnswerMs, resolve));
      return answer;
    };
    const quick = { ...port };
    Object.assign(port, {
      read: () => late(quick.read()),
      create: (record: LeaseRecord) => late(quick.create(record)),
      update: (record: LeaseRecord) => late(quick.update(record)),
    });
    await clock.pass(600_000);
    expect(events).toEqual(ends);
  });

  it("goes on when the server comes back in time", async () => {
    const { lease, clock, events } = await leader();
    lease.break("fails");
    await clock.pass(7000);
    lease.break("works");
    await clock.pass(60_000);
    expect(events).toEqual(["lead"]);
  });

  it("goes on when somebody else has written to the lease without taking it", async () => {
    const { lease, clock, events } = await leader();
    const { port } = lease;
    const read = port.read.bind(port);
    // Before our write, which makes us read; and between that read and the write after it, once.
    lease.touch();
    const raced = new Promise<void>((resolve) => {
      port.read = async () => {
        const record = await read();
        lease.touch();
        port.read = read;
        resolve();
        return record;
      };
    });
    await clock.pass(60_000);
    await raced;
    expect(events).toEqual(["lead"]);
  });

  it("makes the lease again when somebody has deleted it", async () => {
    const { lease, clock, events } = await leader();
    const fresh = fakeLease();
    Object.assign(lease.port, fresh.port);
    await clock.pass(4000);
    expect(fresh.record()?.holder).toBe("a");
    expect(events).toEqual(["lead"]);
  });
});

it("says once that the lease is out of reach, and again after it was reached", async () => {
  const [lease, clock] = [fakeLease(), fakeClock()];
  lease.break("fails");
  const { election, log } = replica("a", { lease, clock });
  election.start();
  await clock.pass(20_000);
  const warnings = () => log.lines.filter(({ level }) => level === "warn");
  expect(warnings()).toHaveLength(1);
  lease.break("works");
  await clock.pass(4000);
  lease.break("fails");
  await clock.pass(4000);
  expect(warnings()).toHaveLength(2);
});
