// The firewall: what it blocks by itself, and what the service may set.
import { describe, expect, it } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { only, rendered } from "./rendering.js";

type Rule = {
  readonly name: string;
  readonly statement: {
    readonly rateBasedStatement?: { readonly limit: number };
    readonly managedRuleGroupStatement?: { readonly ruleActionOverrides?: unknown };
  };
};

function rules(cdn: WebServiceSpec["cdn"] = {}): ReadonlyMap<string, Rule> {
  const { spec } = only(rendered({ userTier: "100k", cdn }), ACK.webACL.ref);
  return new Map((spec as { readonly rules: readonly Rule[] }).rules.map((rule) => [rule.name, rule]));
}

const overrides = (name: string, cdn?: WebServiceSpec["cdn"]) =>
  rules(cdn).get(name)?.statement.managedRuleGroupStatement?.ruleActionOverrides;

describe("the firewall", () => {
  it("counts bodies above 8 KiB and lets them pass: uploads are no attack", () => {
    expect(overrides("AWSManagedRulesCommonRuleSet")).toEqual([{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }]);
  });

  it("blocks them where the service says so", () => {
    expect(overrides("AWSManagedRulesCommonRuleSet", { firewall: { largeBodies: "Block" } })).toBeUndefined();
  });

  it("overrides nothing else", () => {
    for (const name of ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"]) {
      expect(rules().has(name)).toBe(true);
      expect(overrides(name)).toBeUndefined();
    }
  });

  it.each([
    { firewall: undefined, limit: 6000 },
    { firewall: { requestsPerAddress: 50_000 }, limit: 50_000 },
  ])("blocks an address above $limit requests in five minutes", ({ firewall, limit }) => {
    expect(rules({ firewall }).get("rate")?.statement.rateBasedStatement?.limit).toBe(limit);
  });
});
