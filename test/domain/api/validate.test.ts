// What the operator refuses by itself, and what a class forbids.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import type { WebService } from "../../../domain/api/service.js";
import { validateAgainstClass, validateClass, validateName, validateService } from "../../../domain/api/validate.js";
import { BAD_NODES } from "../../fixtures/bad-nodes.js";
import { BAD_NAMES, BAD_SERVICES, badSpec, GOOD_NAMES, GOOD_SPEC } from "../../fixtures/bad-services.js";
import { GOOD_IMAGES } from "../../fixtures/bad-images.js";
import { webService, webServiceClass } from "../../fixtures/services.js";
import { STRANGE_NAMES, STRANGE_TEXTS } from "../../fixtures/strange-texts.js";

const EXAMPLES = readdirSync("deploy/examples").filter((name) => name.startsWith("tier-"));

describe("validateService", () => {
  it.each(BAD_SERVICES.map((bad) => [bad.name, bad] as const))("refuses %s and names field and remedy", (_name, bad) => {
    const result = validateService(badSpec(bad));
    const problems = result.ok ? [] : result.problems;
    expect(problems).toContainEqual({
      field: bad.field,
      message: expect.stringMatching(/./) as unknown as string,
      remedy: expect.stringContaining(bad.remedy) as unknown as string,
    });
  });

  it.each(GOOD_IMAGES)("accepts the image %s", (image) => {
    expect(validateService({ ...GOOD_SPEC, image })).toMatchObject({ ok: true });
  });

  it.each(STRANGE_NAMES)("accepts the variable %s", (name) => {
    const spec = { ...GOOD_SPEC, env: [{ name, value: "x" }] };
    expect(validateService(spec)).toEqual({ ok: true, spec });
  });

  it.each(Object.entries(STRANGE_TEXTS))("accepts %s in a value and keeps it", (_name, value) => {
    const spec = { ...GOOD_SPEC, env: [{ name: "V", value }] };
    expect(validateService(spec)).toEqual({ ok: true, spec });
  });

  it("refuses half a character, which no server passes on and a file may hold", () => {
    const result = validateService({ ...GOOD_SPEC, args: ["a\ud800"] });
    expect(result.ok ? [] : result.problems.map(({ field }) => field)).toEqual(["spec.args[0]"]);
  });

  it("names every field that is wrong, not only the first", () => {
    const result = validateService({ ...GOOD_SPEC, userTier: 3, image: "a b" });
    expect(result.ok ? [] : result.problems.map(({ field }) => field)).toEqual(["spec.userTier", "spec.image"]);
  });

  it.each([undefined, null, "shop", 7, []])("refuses %j in place of a spec", (spec) => {
    const result = validateService(spec);
    expect(result.ok ? [] : result.problems.map(({ field }) => field)).toEqual(["spec"]);
  });

  it("refuses a cron expression that the API server cannot know to be wrong", () => {
    const result = validateService({ ...GOOD_SPEC, changes: { window: { schedule: "0 30 * * 1", minutes: 60 } } });
    expect(result.ok ? [] : result.problems.map(({ field }) => field)).toEqual(["spec.changes.window.schedule"]);
  });

  it("refuses a day that no calendar has", () => {
    expect(validateService({ ...GOOD_SPEC, changes: { window: { schedule: "0 3 31 2 *", minutes: 60 } } }).ok).toBe(false);
  });

  it.each(EXAMPLES)("accepts the example %s and keeps every field of it", (name) => {
    const { spec } = parse(readFileSync(`deploy/examples/${name}`, "utf8")) as WebService;
    expect(validateService(spec)).toEqual({ ok: true, spec });
  });
});

describe("validateName", () => {
  it.each(BAD_NAMES)("refuses %s", (name) => {
    expect(validateName({ name })).toEqual([
      expect.objectContaining({ field: "metadata.name", remedy: expect.stringContaining("at most 63") }),
    ]);
  });

  it.each(GOOD_NAMES)("accepts %s", (name) => {
    expect(validateName({ name })).toEqual([]);
  });
});

describe("validateClass", () => {
  it("accepts a class that says nothing: parts that need more wait for it", () => {
    expect(validateClass({}).ok).toBe(true);
  });

  it("accepts the example", () => {
    const { spec } = parse(readFileSync("deploy/examples/class.yaml", "utf8")) as WebService;
    expect(validateClass(spec)).toEqual({ ok: true, spec });
  });

  it.each([
    { name: "a single private subnet", spec: { privateSubnetIDs: ["subnet-01234567"] }, field: "spec.privateSubnetIDs" },
    {
      name: "a topic for alarms in another region",
      spec: { region: "us-east-1", alarmTopicARN: "arn:aws:sns:eu-west-1:123456789012:alarms" },
      field: "spec.alarmTopicARN",
    },
    { name: "a zone without its domain", spec: { hostedZoneID: "Z012345" }, field: "spec.domain" },
    { name: "a region that is none", spec: { region: "virginia" }, field: "spec.region" },
    {
      name: "a CDN certificate outside of us-east-1",
      spec: { cdnCertificateARN: "arn:aws:acm:eu-west-1:123456789012:certificate/1" },
      field: "spec.cdnCertificateARN",
    },
    {
      name: "a certificate of another region",
      spec: { region: "eu-west-1", certificateARN: "arn:aws:acm:us-east-1:123456789012:certificate/1" },
      field: "spec.certificateARN",
    },
  ])("refuses $name", ({ spec, field }) => {
    const result = validateClass(spec);
    expect(result.ok ? [] : result.problems.map((problem) => problem.field)).toEqual([field]);
  });
});

describe("nodes of a class", () => {
  it.each(BAD_NODES)("with $name are refused, naming field and remedy", ({ spec, field, remedy }) => {
    const result = validateClass(spec);
    expect(result.ok ? [] : result.problems).toEqual([
      expect.objectContaining({ field, remedy: expect.stringContaining(remedy) }),
    ]);
  });

  it("are taken as Kubernetes has them", () => {
    const tolerations = [
      { key: "example.com/team", value: "shop" },
      { key: "gpu", operator: "Exists", effect: "NoSchedule" },
    ];
    const spec = { nodes: { spot: "Workers", architectures: ["arm64", "amd64"], tolerations } };
    expect(validateClass(spec)).toEqual({ ok: true, spec });
  });
});

describe("validateAgainstClass", () => {
  it("accepts a host in the domain and the domain itself", () => {
    const service = webService({ hosts: ["example.com", "shop.example.com"] });
    expect(validateAgainstClass(service, webServiceClass())).toEqual([]);
  });

  it("refuses a host outside of the domain, also one that only ends like it", () => {
    const service = webService({ hosts: ["shop.example.com", "notexample.com", "shop.example.org"] });
    const fields = validateAgainstClass(service, webServiceClass()).map(({ field }) => field);
    expect(fields).toEqual(["spec.hosts[1]", "spec.hosts[2]"]);
  });

  it("accepts any host when the class has no domain", () => {
    const service = webService({ hosts: ["shop.example.org"] });
    expect(validateAgainstClass(service, webServiceClass({ domain: undefined, hostedZoneID: undefined }))).toEqual([]);
  });

  it("refuses a tier above the limit and says which tier is allowed", () => {
    const problems = validateAgainstClass(webService({ userTier: 100_000 }), webServiceClass({ limits: { maxTier: "10k" } }));
    expect(problems).toEqual([
      expect.objectContaining({ field: "spec.userTier", remedy: expect.stringContaining("use 10k or less") }),
    ]);
  });

  it("accepts the tier of the limit", () => {
    expect(validateAgainstClass(webService({ userTier: 10_000 }), webServiceClass({ limits: { maxTier: "10k" } }))).toEqual([]);
  });
});
