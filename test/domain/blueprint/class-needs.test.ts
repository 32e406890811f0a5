// What is missing in a class, part by part.
import { describe, expect, it } from "@jest/globals";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { missingFromClass } from "../../../domain/blueprint/class-needs.js";
import type { Tier } from "../../../domain/api/tier.js";
import { TIERS } from "../../../domain/api/tier.js";
import type { WebServiceClassSpec } from "../../../domain/api/web-service-class.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

function gaps(userTier: Tier, spec: WebServiceClassSpec): readonly string[] {
  const serviceClass = { ...webServiceClass(), spec };
  return missingFromClass(blueprint(webService({ userTier }), serviceClass)).map(({ part, field }) => `${part} ${field}`);
}

describe("missingFromClass", () => {
  it.each(TIERS)("finds nothing for tier %s in a class that says everything", (tier) => {
    expect(gaps(tier, webServiceClass().spec)).toEqual([]);
  });

  it("asks for nothing but a public subnet for one user", () => {
    expect(gaps("1", {})).toEqual(["Edge class.spec.publicSubnetIDs"]);
    expect(gaps("10", { publicSubnetIDs: ["subnet-01234567"] })).toEqual([]);
  });

  it("names what RDS needs, and leaves the load balancer alone", () => {
    expect(gaps("100", { publicSubnetIDs: ["subnet-01234567"], region: "us-east-1" })).toEqual([
      "Database class.spec.vpcID",
      "Database class.spec.privateSubnetIDs",
      "Database class.spec.accountID",
    ]);
  });

  it("wants a second public subnet as soon as there is an application load balancer", () => {
    const { spec } = webServiceClass({ publicSubnetIDs: ["subnet-01234567"] });
    expect(gaps("100", spec)).toEqual([]);
    expect(gaps("1k", spec)).toEqual(["Edge class.spec.publicSubnetIDs"]);
  });

  it("says how many are there and how many are needed", () => {
    const serviceClass = webServiceClass({ privateSubnetIDs: ["subnet-01234567"] });
    const [first] = missingFromClass(blueprint(webService({ userTier: "100" }), serviceClass));
    expect(first?.message).toBe("has 1 of the 2 entries that RDS needs");
  });

  it("names each part that waits for one missing field", () => {
    const { spec } = webServiceClass({ accountID: undefined });
    expect(gaps("5M", spec)).toEqual([
      "Database class.spec.accountID",
      "Storage class.spec.accountID",
      "Async class.spec.accountID",
      "Identity class.spec.accountID",
    ]);
  });
});
