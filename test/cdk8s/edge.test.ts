// The ways in: load balancers, distribution, records, and how they agree on hosts and TLS.
import { describe, expect, it } from "@jest/globals";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { allLate } from "./arbitrary.js";
import { at, blueprintOf, childrenOf, only, rendered, renderedFrom } from "./rendering.js";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CDN_CERTIFICATE = CERTIFICATE.replace(/1$/, "2");
const hosts = ["shop.example.com"];
const ALB = "alb.ingress.kubernetes.io/";
const NLB = "service.beta.kubernetes.io/aws-load-balancer-";

describe("the network load balancer", () => {
  it("has one fixed address in one subnet, and waits for it", () => {
    const { metadata, spec } = only(rendered({ userTier: "1" }), BUILT_IN.service, "nlb");
    expect(metadata.annotations).toMatchObject({
      [`${NLB}eip-allocations`]: "eipalloc-1",
      [`${NLB}subnets`]: "subnet-00000000000000001",
      [`${NLB}nlb-target-type`]: "ip",
    });
    expect(spec).toMatchObject({ type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb" });
    const waiting = renderedFrom(blueprintOf({ userTier: "1" }), { ...allLate({}), elasticIPAllocationID: undefined });
    expect(childrenOf(waiting, BUILT_IN.service, "nlb")).toEqual([]);
    expect(waiting.waiting.map(({ waitsFor }) => waitsFor)).toEqual([
      expect.stringContaining("allocation id of ElasticIPAddress shop-nlb-"),
    ]);
  });

  it("reaches pods in all zones from its one subnet", () => {
    for (const userTier of ["1", "10", "100"]) {
      const { metadata } = only(rendered({ userTier }), BUILT_IN.service, "nlb");
      expect(metadata.annotations?.[`${NLB}attributes`]).toBe("load_balancing.cross_zone.enabled=true");
    }
  });

  it("speaks TLS when there is a certificate and a host", () => {
    const ports = (spec: Parameters<typeof rendered>[0]) =>
      at(only(rendered(spec, { certificateARN: CERTIFICATE }), BUILT_IN.service, "nlb"), "spec.ports") as readonly {
        port: number;
      }[];
    expect(ports({ userTier: "1", hosts }).map(({ port }) => port)).toEqual([80, 443]);
    expect(ports({ userTier: "1" }).map(({ port }) => port)).toEqual([80]);
  });
});

describe("the application load balancer", () => {
  it("is in every public subnet of the class at every tier, since pods are in every zone", () => {
    const publicSubnetIDs = ["1", "2", "3", "4"].map((digit) => `subnet-0000000000000000${digit}`);
    for (const userTier of ["1k", "10k", "100k", "10M"]) {
      const { metadata } = only(rendered({ userTier }, { publicSubnetIDs }), BUILT_IN.ingress);
      expect(metadata.annotations?.[`${ALB}subnets`]).toBe(publicSubnetIDs.join(","));
    }
  });

  it("has a group of its own and targets pods", () => {
    const { metadata, spec } = only(rendered({ userTier: "1k" }), BUILT_IN.ingress);
    expect(metadata.annotations).toMatchObject({
      [`${ALB}group.name`]: metadata.name,
      [`${ALB}target-type`]: "ip",
      [`${ALB}listen-ports`]: '[{"HTTP":80}]',
    });
    expect(spec).toMatchObject({ ingressClassName: "alb" });
  });

  it("redirects to TLS only with a certificate for a host", () => {
    const annotations = (spec: Parameters<typeof rendered>[0], place: Parameters<typeof rendered>[1]) =>
      only(rendered(spec, place), BUILT_IN.ingress).metadata.annotations ?? {};
    const secure = annotations({ userTier: "1k", hosts }, { certificateARN: CERTIFICATE });
    expect(secure).toMatchObject({ [`${ALB}ssl-redirect`]: "443", [`${ALB}certificate-arn`]: CERTIFICATE });
    expect(annotations({ userTier: "1k", hosts }, {})).not.toHaveProperty([`${ALB}ssl-redirect`]);
    expect(annotations({ userTier: "1k" }, { certificateARN: CERTIFICATE })).not.toHaveProperty([`${ALB}ssl-redirect`]);
  });

  it("answers to the hosts, and to every name when there are none", () => {
    const rules = (spec: Parameters<typeof rendered>[0]) =>
      at(only(rendered(spec), BUILT_IN.ingress), "spec.rules") as readonly object[];
    expect(rules({ userTier: "1k", hosts })).toMatchObject([{ host: "shop.example.com" }]);
    expect(rules({ userTier: "1k" })[0]).not.toHaveProperty("host");
  });

  it("reserves capacity where the tier does", () => {
    const key = `${ALB}minimum-load-balancer-capacity`;
    expect(only(rendered({ userTier: "100k" }), BUILT_IN.ingress).metadata.annotations).not.toHaveProperty([key]);
    expect(only(rendered({ userTier: "1M" }), BUILT_IN.ingress).metadata.annotations?.[key]).toMatch(
      /^CapacityUnits=[1-9][0-9]*$/,
    );
  });

  it("leads to a Service that selects the web pods, at a port that it has", () => {
    const one = rendered({ userTier: "1k" });
    const backend = at(only(one, BUILT_IN.ingress), "spec.rules.0.http.paths.0.backend.service");
    const service = only(one, BUILT_IN.service, "web");
    expect(backend).toEqual({ name: service.metadata.name, port: { name: at(service, "spec.ports.0.name") } });
    const selector = at(service, "spec.selector") as Readonly<Record<string, string>>;
    expect(at(only(one, BUILT_IN.deployment), "spec.template.metadata.labels")).toMatchObject(selector);
  });
});

describe("both fronts", () => {
  it("stand side by side while traffic moves, and the records follow the entry", () => {
    const target = blueprintOf({ userTier: "1k", hosts });
    const moving = { ...target, fronts: [{ kind: "nlb" as const }, ...target.fronts], entry: "nlb" as const };
    const before = renderedFrom(moving);
    expect(childrenOf(before, BUILT_IN.ingress)).toHaveLength(1);
    expect(childrenOf(before, BUILT_IN.service, "nlb")).toHaveLength(1);
    expect(only(before, ACK.recordSet.ref).spec).toMatchObject({ ttl: 60, resourceRecords: [{ value: "203.0.113.7" }] });
    const after = renderedFrom({ ...moving, entry: "alb" });
    expect(at(only(after, ACK.recordSet.ref), "spec.aliasTarget.dnsName")).toBe("alb.example.amazonaws.com");
    const unmoving = ["name", "recordType", "hostedZoneID"].map((field) => at(only(before, ACK.recordSet.ref), `spec.${field}`));
    expect(unmoving).toEqual(
      ["name", "recordType", "hostedZoneID"].map((field) => at(only(after, ACK.recordSet.ref), `spec.${field}`)),
    );
  });
});

describe("the records", () => {
  it("are one for each host, and none without a hosted zone", () => {
    const two = rendered({ userTier: "1", hosts: ["a.example.com", "b.example.com"] });
    expect(childrenOf(two, ACK.recordSet.ref).map(({ object }) => at(object, "spec.name"))).toEqual([
      "a.example.com.",
      "b.example.com.",
    ]);
    const none = rendered({ userTier: "1", hosts }, { hostedZoneID: undefined });
    expect(childrenOf(none, ACK.recordSet.ref)).toEqual([]);
    expect(none.waiting).toEqual([]);
  });

  it("name the zone of load balancers of the region, and say when it is not known", () => {
    const zone = (region: string) =>
      at(only(rendered({ userTier: "1k", hosts }, { region }), ACK.recordSet.ref), "spec.aliasTarget.hostedZoneID");
    expect([zone("us-east-1"), zone("eu-central-1")]).toEqual(["Z35SXDOTRQ7X7K", "Z215JYRZR1TBD5"]);
    const unknown = rendered({ userTier: "1k", hosts }, { region: "xx-nowhere-1" });
    expect(unknown.waiting.map(({ waitsFor }) => waitsFor)).toEqual(["the hosted zone of load balancers in region xx-nowhere-1"]);
  });

  it("point at the distribution only when it answers to the hosts", () => {
    const alias = (place: Parameters<typeof rendered>[1]) =>
      at(only(rendered({ userTier: "100k", hosts }, place), ACK.recordSet.ref), "spec.aliasTarget");
    expect(alias({ cdnCertificateARN: CDN_CERTIFICATE })).toEqual({
      dnsName: "d1.cloudfront.net",
      hostedZoneID: "Z2FDTNDATAQYW2",
      evaluateTargetHealth: false,
    });
    expect(alias({})).toMatchObject({ dnsName: "alb.example.amazonaws.com" });
  });
});

describe("the distribution", () => {
  const config = (spec: Parameters<typeof rendered>[0], place: Parameters<typeof rendered>[1] = {}) =>
    at(only(rendered(spec, place), ACK.distribution.ref), "spec.distributionConfig");

  it("serves only the bucket at 10k, without the hosts", () => {
    const bucketOnly = config({ userTier: "10k", hosts }, { cdnCertificateARN: CDN_CERTIFICATE });
    expect(at(bucketOnly, "origins.items")).toMatchObject([{ id: "assets", originAccessControlID: "E1" }]);
    expect(bucketOnly).toMatchObject({
      aliases: { items: [] },
      webACLID: "",
      viewerCertificate: { cloudFrontDefaultCertificate: true },
    });
  });

  it("forwards everything but the assets uncached with the viewer's headers from 100k on, behind the firewall", () => {
    const all = config({ userTier: "100k", hosts }, { certificateARN: CERTIFICATE, cdnCertificateARN: CDN_CERTIFICATE });
    expect(at(all, "defaultCacheBehavior")).toMatchObject({
      targetOriginID: "web",
      cachePolicyID: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      originRequestPolicyID: "216adef6-5c7f-47e4-b989-5492eafa07d3",
    });
    expect(at(all, "cacheBehaviors.items")).toMatchObject([{ pathPattern: "/assets/*", targetOriginID: "assets" }]);
    expect(all).toMatchObject({
      aliases: { items: hosts },
      webACLID: expect.stringContaining(":wafv2:"),
      viewerCertificate: { acmCertificateARN: CDN_CERTIFICATE, sslSupportMethod: "sni-only" },
    });
  });

  it("speaks TLS to the load balancer exactly when that one does", () => {
    const protocol = (place: Parameters<typeof rendered>[1]) =>
      at(config({ userTier: "100k", hosts }, place), "origins.items.1.customOriginConfig.originProtocolPolicy");
    expect(protocol({ certificateARN: CERTIFICATE })).toBe("https-only");
    expect(protocol({})).toBe("http-only");
  });

  it("is there before the bucket whose policy names it, by the domain that the bucket will have", () => {
    const target = blueprintOf({ userTier: "10k" });
    const unknown = renderedFrom(target, { ...allLate({}), distributionARN: undefined, distributionDomain: undefined });
    const bucket = unknown.waiting.find(({ kind }) => kind === ACK.bucket.ref);
    expect(bucket?.waitsFor).toMatch(/^the ARN of Distribution shop-cdn-/);
    expect(at(only(unknown, ACK.distribution.ref), "spec.distributionConfig.origins.items.0.domainName")).toBe(
      `${bucket?.name ?? ""}.s3.us-east-1.amazonaws.com`,
    );
    expect(at(only(renderedFrom(target), ACK.bucket.ref), "spec.policy")).toContain(
      "arn:aws:cloudfront::123456789012:distribution/E2",
    );
  });

  it.each([
    ["us-east-1", "PriceClass_100"],
    ["eu-central-1", "PriceClass_100"],
    ["ap-northeast-2", "PriceClass_200"],
    ["ap-south-1", "PriceClass_200"],
    ["me-central-1", "PriceClass_200"],
    ["af-south-1", "PriceClass_200"],
    ["ap-southeast-1", "PriceClass_200"],
    ["ap-southeast-2", "PriceClass_All"],
    ["sa-east-1", "PriceClass_All"],
  ])("has edges near to the users of %s: %s", (region, priceClass) => {
    expect(config({ userTier: "10k" }, { region })).toMatchObject({ priceClass });
  });

  it("is left out when there is nothing to serve", () => {
    const one = rendered({ userTier: "10k", assets: { enabled: false } });
    for (const kind of [ACK.distribution.ref, ACK.originAccessControl.ref, ACK.bucket.ref])
      expect(childrenOf(one, kind)).toEqual([]);
  });
});
