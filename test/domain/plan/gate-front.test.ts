import { describe, expect, it } from "@jest/globals";
import { dnsRole } from "../../../domain/blueprint/roles.js";
import type { Entry } from "../../../domain/blueprint/types.js";
import type { FrontTargets } from "../../../domain/observed/front-targets.js";
import type { StandingRecord } from "../../../domain/observed/standing.js";
import { UNSEEN_TARGETS_SECONDS } from "../../../domain/tiers/defaults.js";
import { decide, NOON } from "./deciding.js";

const hosts = ["shop.example.com"];
const from = { userTier: "100", hosts };
const to = { userTier: "1k", hosts };
const both = [
  { kind: "nlb", ready: true, since: 0 },
  { kind: "alb", ready: true, since: NOON },
] as const;

function record(entry: Entry | undefined, rest: Partial<StandingRecord> = {}): StandingRecord {
  return { role: dnsRole(hosts[0] ?? ""), entry, ready: true, since: 0, ...rest };
}

const kinds = ({ next }: ReturnType<typeof decide>) => next.fronts.map((front) => front.kind).sort();
const waiting = ({ decisions }: ReturnType<typeof decide>) =>
  decisions.find(({ change }) => change.subject === "front")?.waitingFor;

describe("the way in", () => {
  it("keeps DNS on the old load balancer until the new one is there", () => {
    const found = decide({ from, to });
    expect(found.next.entry).toBe("nlb");
    expect(kinds(found)).toEqual(["alb", "nlb"]);
  });

  it("switches DNS when the new one serves and keeps the old one while traffic drains", () => {
    const switching = decide({ from, to, standing: { fronts: both } });
    expect(switching.next.entry).toBe("alb");
    expect(kinds(switching)).toEqual(["alb", "nlb"]);
    const draining = decide({ from, to, standing: { fronts: both, records: [record("alb", { since: NOON - 299_000 })] } });
    expect(kinds(draining)).toEqual(["alb", "nlb"]);
    expect(draining.wakeAt).toBe(NOON + 1000);
    const drained = decide({ from, to, standing: { fronts: both, records: [record("alb", { since: NOON - 300_000 })] } });
    expect(kinds(drained)).toEqual(["alb"]);
  });

  it("keeps both while the records are not settled, and while there are none", () => {
    const records = [record("alb", { ready: false })];
    expect(kinds(decide({ from, to, standing: { fronts: both, records } }))).toEqual(["alb", "nlb"]);
    expect(kinds(decide({ from, to, standing: { fronts: both, records: [] } }))).toEqual(["alb", "nlb"]);
  });

  it("removes the old load balancer of a service without hosts after the drain time, which begins when the new one serves", () => {
    const bare = { from: { userTier: "100" }, to: { userTier: "1k" }, standing: { fronts: both } };
    const since = (at: number): FrontTargets => ({ alb: { state: "healthy", since: at } });
    expect(kinds(decide({ ...bare, targets: since(NOON - 1000) }))).toEqual(["alb", "nlb"]);
    expect(kinds(decide({ ...bare, targets: since(NOON - 300_000) }))).toEqual(["alb"]);
    expect(kinds(decide({ ...bare, targets: {}, now: NOON + 1e9 }))).toEqual(["alb", "nlb"]);
  });

  it("keeps CloudFront in front until DNS has left it", () => {
    const down = decide({
      from: { userTier: "100k", hosts },
      to: { userTier: "10k", hosts },
      standing: { fronts: [{ kind: "alb", ready: false, since: 0 }] },
    });
    expect(down.next.entry).toBe("cdn");
    expect(down.next.cdn).toMatchObject({ paths: "all" });
  });

  it("leaves CloudFront for the load balancer behind it without asking again whether that one serves", () => {
    const down = decide({ from: { userTier: "100k", hosts }, to: { userTier: "10k", hosts }, targets: {} });
    expect(down.next.entry).toBe("alb");
    expect(down.asks).toEqual([]);
  });
});

describe("a load balancer that has a host name", () => {
  const moving = { from, to, standing: { fronts: both } };

  it("gets no traffic before somebody has said that it reaches the pods, and that is asked", () => {
    const found = decide({ ...moving, targets: {}, now: NOON + 1e9 });
    expect(found.next.entry).toBe("nlb");
    expect(found.asks).toEqual(["alb"]);
    expect(waiting(found)).toContain("traffic stays on the old one");
  });

  it("gets none while no pod is healthy behind it, however long that lasts, and the plan says why", () => {
    const message = "no web pod is healthy behind it yet (pod shop-web-1: Target.Timeout: Request timed out)";
    const found = decide({ ...moving, targets: { alb: { state: "unhealthy", message } }, now: NOON + 1e9 });
    expect(found.next.entry).toBe("nlb");
    expect(waiting(found)).toContain(message);
  });

  it("gets it after a while where nobody can tell, counted from when the pods were registered, and the plan says why", () => {
    const why = "the namespace lacks the label";
    const at = (now: number) => decide({ ...moving, now, targets: { alb: { state: "unseen", since: NOON + 5000, why } } });
    const serves = NOON + 5000 + UNSEEN_TARGETS_SECONDS * 1000;
    expect(at(serves - 1).next.entry).toBe("nlb");
    expect(at(serves - 1).wakeAt).toBe(serves);
    expect(waiting(at(serves - 1))).toContain(`${new Date(serves).toISOString()}, by when a new load balancer serves: ${why}`);
    expect(at(serves).next.entry).toBe("alb");
  });

  it("is what CloudFront stands before: without it DNS does not go there", () => {
    const up = { from, to: { userTier: "100k", hosts } };
    const standing = { fronts: both, cdn: { paths: "all", ready: true } } as const;
    expect(decide({ ...up, standing, targets: {} }).next.entry).toBe("nlb");
    expect(decide({ ...up, standing }).next.entry).toBe("cdn");
    expect(decide({ ...up, standing: { ...standing, cdn: { paths: "all", ready: false } } }).next.entry).toBe("nlb");
  });
});

describe("a DNS record", () => {
  const two = [...hosts, "www.example.com"];
  const other = (entry: Entry | undefined, rest: Partial<StandingRecord> = {}) =>
    record(entry, { role: dnsRole("www.example.com"), ...rest });
  const twice = { from: { ...from, hosts: two }, to: { ...to, hosts: two }, targets: {} };

  it("that is not ready is no reason to point any at the target", () => {
    const records = [record("nlb", { ready: false }), other("nlb")];
    const found = decide({ ...twice, standing: { fronts: both, records } });
    expect(found.next.entry).toBe("nlb");
    expect(found.next.heldHosts).toBeUndefined();
  });

  it("says what it says now although another says something else, until the target serves", () => {
    const records = [record("nlb"), other("alb", { ready: false })];
    const held = decide({ ...twice, standing: { fronts: both, records } });
    expect(held.next.entry).toBe("nlb");
    expect(held.next.heldHosts).toEqual({ "www.example.com": "alb" });
    const served = decide({ ...twice, standing: { fronts: both, records }, targets: { alb: { state: "healthy", since: 0 } } });
    expect(served.next.entry).toBe("alb");
    expect(served.next.heldHosts).toBeUndefined();
  });

  it("that points at nothing that stands is left alone as long as traffic may come another way", () => {
    const records = [record(undefined), other(undefined)];
    const found = decide({ ...twice, standing: { fronts: both, records } });
    expect(found.next.heldHosts).toEqual({ "shop.example.com": "unchanged", "www.example.com": "unchanged" });
    expect(found.asks).toEqual(["alb"]);
    const alone = decide({ ...twice, standing: { fronts: both.slice(1), records } });
    expect(alone.next.entry).toBe("alb");
    expect(alone.next.heldHosts).toBeUndefined();
  });

  it("has its load balancer made again when that was removed by hand", () => {
    const found = decide({ from, to, targets: {}, standing: { fronts: both.slice(1), records: [record("nlb")] } });
    expect(kinds(found)).toEqual(["alb", "nlb"]);
    expect(found.next.entry).toBe("nlb");
  });

  it("of a new host points where the others point", () => {
    const found = decide({ ...twice, standing: { fronts: both, records: [record("nlb")] } });
    expect(found.next.entry).toBe("nlb");
    expect(found.next.heldHosts).toBeUndefined();
  });
});
