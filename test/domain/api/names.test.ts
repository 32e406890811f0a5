import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { NameLimit } from "../../../domain/api/names.js";
import { NAME_LIMIT, nameFor } from "../../../domain/api/names.js";
import { dnsRole } from "../../../domain/blueprint/roles.js";

const limits = Object.keys(NAME_LIMIT) as NameLimit[];
const seed = fc.record({ stem: fc.string(), role: fc.string(), namespace: fc.string(), uid: fc.string() });
const LEGAL = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

describe("a name", () => {
  it("is legal for every consumer, whatever it is made from", () => {
    fc.assert(
      fc.property(seed, fc.constantFrom(...limits), (from, limit) => {
        const name = nameFor(from, limit);
        expect(name).toMatch(LEGAL);
        expect(name.length).toBeLessThanOrEqual(NAME_LIMIT[limit]);
        expect(name.length).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 5000 },
    );
  });

  it("is the same for the same seed and another for another", () => {
    const from = { stem: "shop", role: "web", namespace: "store", uid: "u" };
    expect(nameFor(from)).toBe(nameFor({ ...from }));
    for (const other of [{ stem: "shoq" }, { role: "wec" }, { namespace: "storf" }, { uid: "v" }])
      expect(nameFor({ ...from, ...other })).not.toBe(nameFor(from));
  });

  it("begins with what a reader looks for", () => {
    expect(nameFor({ stem: "shop", role: "web", namespace: "store", uid: "u" })).toMatch(/^shop-web-[a-z2-7]{12}$/);
    expect(nameFor({ stem: "9lives", role: "web", namespace: "store", uid: "u" })).toMatch(/^x9lives-web-[a-z2-7]{12}$/);
  });

  it("has no double dash where a letter put first pushes the cut onto a dash", () => {
    const name = nameFor({ stem: "9".repeat(9), role: "aaaaaaa-b", namespace: "store", uid: "u" }, "loadBalancer");
    expect(name).toMatch(/^x[0-9]+-a+-[a-z2-7]{12}$/);
  });

  it("is unique among a million, also where long stems are cut to the same readable part", () => {
    const stems = ["a", "shop", "shop-web", `${"long-".repeat(12)}a`, `${"long-".repeat(12)}b`];
    const roles = ["web", "db", "rds-app", "alarm-lb-unhealthy"];
    const names = new Set<string>();
    const each = 1_000_000 / stems.length / roles.length;
    for (const stem of stems)
      for (const role of roles)
        for (let index = 0; index < each; index += 1)
          names.add(nameFor({ stem, role, namespace: `n${index % 7}`, uid: `${index}` }, "loadBalancer"));
    expect(names.size).toBe(1_000_000);
  });
});

describe("the role of a host's record", () => {
  it("is a label value and differs for different hosts, also where dots and dashes or the first letters agree", () => {
    const hosts = ["a.b-c.com", "a-b.c.com", `${"x".repeat(60)}.example.com`, `${"x".repeat(60)}.example.org`];
    const roles = hosts.map(dnsRole);
    expect(new Set(roles).size).toBe(hosts.length);
    for (const role of roles) expect(role).toMatch(/^dns-[a-z0-9-]{1,58}[a-z0-9]$/);
  });
});
