import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import { ACK } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { compareTiers, TIERS } from "../../domain/api/tier.js";
import type { Tier } from "../../domain/api/tier.js";
import { validateAgainstClass } from "../../domain/api/validate.js";
import { webServiceClassSpec } from "../../domain/api/web-service-class.js";
import { webServiceSpec } from "../../domain/api/web-service.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { missingFromClass } from "../../domain/blueprint/class-needs.js";
import { goldenRender } from "../../scripts/generate-goldens.js";

const read = (name: string) => readFileSync(`deploy/eks/${name}`, "utf8");
const guide = read("README.md");
const serviceClass = parse(read("class.yaml")) as WebServiceClass;
const service = parseAllDocuments(read("first-service.yaml"))
  .map((document) => document.toJS() as KubeObject)
  .find(({ kind }) => kind === "WebService") as WebService | undefined;

/** Parsing drops what the schema does not know, so a difference is an unknown field. */
describe("the class of the guide", () => {
  it("has only fields and values of the API", () => {
    expect(webServiceClassSpec.parse(serviceClass.spec)).toEqual(serviceClass.spec);
  });

  it.each(TIERS)("has all that a service of tier %s needs", (userTier) => {
    const spec = { userTier, image: "registry.example.com/shop:1", hosts: ["shop.example.com"] };
    const target = blueprint({ ...wanted(), spec }, serviceClass);
    expect(missingFromClass(target)).toEqual([]);
  });
});

function wanted(): WebService {
  if (service === undefined) throw new Error("first-service.yaml has no WebService");
  return { ...service, metadata: { ...service.metadata, uid: "0b9a6c1e-5f0d-4a53-9a57-1d2f0c3b4a59" } };
}

describe("the first service of the guide", () => {
  it("has only fields and values of the API, and is within the limits of the class", () => {
    expect(webServiceSpec.parse(wanted().spec)).toEqual(wanted().spec);
    expect(validateAgainstClass(wanted(), serviceClass)).toEqual([]);
  });
});

describe("the controllers of the guide", () => {
  const listed = read("controllers.txt")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" "));

  it("are listed with the lowest tier that renders one of their kinds, lowest first", () => {
    const found = lowestTiers();
    expect(Object.fromEntries(listed.map(([name = "", , tier = ""]) => [name, tier]))).toEqual(found);
    const tiers = listed.map(([, , tier]) => tier as Tier);
    expect(tiers).toEqual(tiers.toSorted(compareTiers));
  });

  it("are pinned to a version", () => {
    expect(listed.filter(([, version = ""]) => !/^[0-9]+\.[0-9]+\.[0-9]+$/.test(version))).toEqual([]);
  });

  it("are in the table, with the same tier", () => {
    const rows = [...guide.matchAll(/^\| ([a-z0-9]+) \| (1|10|100|1k|10k|100k|1M|5M|10M) \|/gm)].map(([, name, tier]) => [
      name,
      tier,
    ]);
    expect(rows).toEqual(listed.map(([name, , tier]) => [name, tier]));
  });

  it("of tiers up to 10k are as many as the loop takes", () => {
    const upTo10k = listed.filter(([, , tier]) => compareTiers(tier as Tier, "10k") <= 0).length;
    expect(guide).toContain(`controllers.txt | head -${upTo10k} |`);
  });
});

function lowestTiers(): Readonly<Record<string, string>> {
  const lowest = new Map<string, string>();
  for (const tier of TIERS) {
    for (const { kind } of goldenRender(process.cwd(), `tier-${tier}`).settled.children) {
      if (!Object.values(ACK).some(({ ref }) => ref === kind)) continue;
      const name = kind.apiVersion.split(".")[0] ?? "";
      if (!lowest.has(name)) lowest.set(name, tier);
    }
  }
  return Object.fromEntries(lowest);
}

describe("the cluster of the guide", () => {
  const cluster = parse(read("cluster.yaml")) as {
    readonly availabilityZones: readonly string[];
    readonly vpc: { readonly cidr: string };
    readonly addons: readonly { readonly name: string; readonly configurationValues?: string }[];
  };

  it("is in three zones, and its pods are those that the class lets in", () => {
    expect(new Set(cluster.availabilityZones).size).toBe(3);
    expect(serviceClass.spec.podCIDRs).toEqual([cluster.vpc.cidr]);
  });

  it("has pod identities, volumes, metrics and enforced network policies", () => {
    const names = cluster.addons.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["eks-pod-identity-agent", "aws-ebs-csi-driver", "metrics-server"]));
    const network = cluster.addons.find(({ name }) => name === "vpc-cni")?.configurationValues ?? "{}";
    expect(JSON.parse(network)).toEqual({ enableNetworkPolicy: "true" });
  });
});

describe("the storage class of the guide", () => {
  it("is the one that the class names, and keeps volumes", () => {
    const storage = parse(read("storage-class.yaml")) as { metadata: { name: string }; reclaimPolicy: string };
    expect([storage.metadata.name, storage.reclaimPolicy]).toEqual([serviceClass.spec.storageClassName, "Retain"]);
  });
});
