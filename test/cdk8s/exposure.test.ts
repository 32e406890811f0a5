// Services that the VPC alone reaches: their load balancer, and what the class and CloudFront have to say to it.
import { describe, expect, it } from "@jest/globals";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { validateAgainstClass, validateService } from "../../domain/api/validate.js";
import { TIERS } from "../../domain/api/tier.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { at, blueprintOf, childrenOf, only, rendered } from "./rendering.js";

const INTERNAL = { exposure: "Internal" } as const;
const ALB = "alb.ingress.kubernetes.io/";

describe("an internal service", () => {
  it.each(TIERS)("of tier %s has one load balancer without public addresses, and no CloudFront", (userTier) => {
    const one = rendered({ userTier, ...INTERNAL, hosts: ["shop.example.com"] });
    const ingress = only(one, BUILT_IN.ingress);
    const annotations = ingress.metadata.annotations ?? {};
    const { privateSubnetIDs } = webServiceClass().spec;
    expect(annotations[`${ALB}scheme`]).toBe("internal");
    expect(annotations[`${ALB}subnets`]).toBe(privateSubnetIDs?.join(","));
    for (const kind of [ACK.elasticIPAddress.ref, ACK.distribution.ref, ACK.webACL.ref])
      expect(childrenOf(one, kind)).toEqual([]);
    expect(JSON.stringify(one)).not.toContain("internet-facing");
    const service = only(one, BUILT_IN.service, "internal");
    expect(at(ingress, "spec.rules.0.http.paths.0.backend.service.name")).toBe(service.metadata.name);
    const pods = at(only(one, BUILT_IN.deployment, "web"), "spec.template.metadata.labels");
    expect(pods).toEqual(expect.objectContaining(at(service, "spec.selector") as Record<string, unknown>));
    expect(at(only(one, ACK.recordSet.ref), "spec.aliasTarget.dnsName")).toBe("internal.example.amazonaws.com");
  });

  it("is so by its class too, which allows no public one", () => {
    const serviceClass = webServiceClass({ exposure: "Internal" });
    expect(validateAgainstClass(webService({ exposure: "Public" }), serviceClass)).toEqual([
      expect.objectContaining({ field: "spec.exposure", remedy: expect.stringContaining("choose a class") }),
    ]);
    for (const spec of [{}, INTERNAL]) {
      expect(validateAgainstClass(webService(spec), serviceClass)).toEqual([]);
      expect(blueprintOf({ userTier: "1M", ...spec }, { exposure: "Internal" }).entry).toBe("internal");
    }
    expect(blueprintOf({ userTier: "1M", ...INTERNAL }, { exposure: "Public" }).entry).toBe("internal");
  });

  it("cannot have CloudFront, whoever made it internal, and may say that it wants none", () => {
    const fields = (spec: object, place: object) =>
      validateAgainstClass(webService(spec), webServiceClass(place)).map(({ field }) => field);
    expect(fields({ ...INTERNAL, cdn: { enabled: true } }, {})).toEqual(["spec.cdn.enabled"]);
    expect(fields({ cdn: { enabled: true } }, { exposure: "Internal" })).toEqual(["spec.cdn.enabled"]);
    expect(fields({ ...INTERNAL, cdn: { enabled: false } }, {})).toEqual([]);
    expect(fields({ cdn: { enabled: true } }, {})).toEqual([]);
  });

  it("pays no public address and no traffic to the internet", () => {
    const lines = (spec: object) => JSON.stringify(estimateCost(blueprintOf({ userTier: "100k", ...spec })));
    expect(lines({ cdn: { enabled: false } })).toMatch(/public addresses.*traffic to the internet/);
    expect(lines(INTERNAL)).not.toMatch(/public addresses|traffic to the internet|CloudFront/);
    expect(lines(INTERNAL)).toContain("internal load balancer");
  });

  it.each(["internal", "Private", ""])("is refused as %j", (exposure) => {
    expect(validateService({ ...webService().spec, exposure })).toMatchObject({
      ok: false,
      problems: [{ field: "spec.exposure" }],
    });
  });
});
