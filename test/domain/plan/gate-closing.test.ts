// When the load balancer is shut to everybody but CloudFront: never while somebody may still come in by it.
import { describe, expect, it } from "@jest/globals";
import { dnsRole } from "../../../domain/blueprint/roles.js";
import type { Standing, StandingFront, StandingRecord } from "../../../domain/observed/standing.js";
import { decide, NOON } from "./deciding.js";

const hosts = ["shop.example.com"];
const place = { cdnPrefixListID: "pl-3b927c52" };
const to = { userTier: "100k", hosts };

const alb = (rest: Partial<StandingFront> = {}): readonly StandingFront[] => [{ kind: "alb", ready: true, since: 0, ...rest }];
const record = (rest: Partial<StandingRecord> = {}): readonly StandingRecord[] => [
  { role: dnsRole("shop.example.com"), entry: "cdn", ready: true, since: 0, ...rest },
];
const closed = (standing: Partial<Standing>, rest: object = {}) =>
  decide({ from: to, to, place, standing, ...rest }).next.isFrontClosed === true;

describe("the load balancer behind CloudFront", () => {
  it("is shut from the start where nothing stands", () => {
    expect(closed({ fronts: [], records: [] })).toBe(true);
  });

  it("is shut when the records have led to CloudFront for the drain time, and wakes up for it", () => {
    const since = NOON - 299_000;
    const found = decide({ from: to, to, place, standing: { fronts: alb(), records: record({ since }) } });
    expect(found.next.isFrontClosed).toBeUndefined();
    expect(found.wakeAt).toBe(since + 300_000);
    expect(closed({ fronts: alb(), records: record({ since: NOON - 300_000 }) })).toBe(true);
  });

  it.each([
    { title: "a record leads elsewhere", standing: { fronts: alb(), records: record({ entry: "alb" }) } },
    { title: "a record is not in effect", standing: { fronts: alb(), records: record({ ready: false }) } },
    { title: "a record leads to nothing that stands", standing: { fronts: alb(), records: record({ entry: undefined }) } },
  ])("stays open while $title", ({ standing }) => {
    expect(closed(standing)).toBe(false);
  });

  it("stays open without a prefix list, and where CloudFront serves files alone", () => {
    expect(closed({ fronts: alb() }, { place: {} })).toBe(false);
    expect(closed({ fronts: alb() }, { from: { userTier: "10k", hosts }, to: { userTier: "10k", hosts } })).toBe(false);
  });

  it("stays shut when a record is written anew, and opens before traffic leaves CloudFront", () => {
    expect(closed({ fronts: alb({ isClosed: true }), records: record({ since: NOON }) })).toBe(true);
    const down = { to: { userTier: "10k", hosts } };
    expect(closed({ fronts: alb({ isClosed: true }) }, down)).toBe(false);
  });

  it("stays as it is while it is on its way out: nobody is to come in by it in between", () => {
    const leaving = { to: { ...to, exposure: "Internal" } };
    expect(closed({ fronts: alb({ isClosed: true }), records: record() }, leaving)).toBe(true);
    expect(closed({ fronts: alb(), records: record() }, leaving)).toBe(false);
  });

  it("stays open where somebody else keeps the records, and is shut where clients only know CloudFront's own name", () => {
    expect(closed({ fronts: alb() }, { place: { ...place, hostedZoneID: undefined } })).toBe(false);
    const bare = { userTier: "100k" };
    expect(closed({ fronts: alb(), records: [] }, { from: bare, to: bare })).toBe(true);
  });
});
