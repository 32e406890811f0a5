// What the spec says ahead of its tier: remarked on, and nothing stalls.
import { describe, expect, it } from "@jest/globals";
import type { WebServiceSpec } from "../../../domain/api/web-service.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { unusedFields } from "../../../domain/admit/unused.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const functions = [{ name: "thumbs", image: "example.com/thumbs:1", trigger: { uploadPrefix: "" } }];

function remarks(spec: Partial<WebServiceSpec>): readonly string[] {
  const service = webService(spec);
  const problems = unusedFields(service.spec, blueprint(service, webServiceClass()));
  expect(problems.filter(({ stalls, reason }) => stalls || reason !== "NotAtThisTier")).toEqual([]);
  return problems.map(({ message }) => message);
}

describe("a field without effect", () => {
  it.each<{ readonly name: string; readonly spec: Partial<WebServiceSpec>; readonly says: string }>([
    {
      name: "functions below 10M",
      spec: { userTier: "5M", functions },
      says: "spec.functions has no effect at tier 5M: Lambda functions begin at 10M",
    },
    {
      name: "sizes of a cache that the tier does not bring",
      spec: { userTier: "1k", cache: { nodeType: "cache.r7g.large", shards: 2 } },
      says: "spec.cache.nodeType, spec.cache.shards has no effect: there is no cache",
    },
    {
      name: "sizes of a cache that is switched off",
      spec: { userTier: "10k", cache: { enabled: false, replicasPerShard: 0 } },
      says: "spec.cache.replicasPerShard has no effect",
    },
    {
      name: "an instance class for a database in the cluster",
      spec: { userTier: "10", database: { instanceClass: "db.r7g.large", readReplicas: 1, storageGiB: 20 } },
      says: "spec.database.instanceClass, spec.database.readReplicas has no effect on a database in the cluster",
    },
  ])("is remarked on: $name", ({ spec, says }) => {
    expect(remarks(spec)).toEqual([expect.stringContaining(says)]);
  });

  it.each<{ readonly name: string; readonly spec: Partial<WebServiceSpec> }>([
    { name: "functions at 10M", spec: { userTier: "10M", functions } },
    { name: "an empty list of functions", spec: { userTier: "1", functions: [] } },
    { name: "sizes of a cache that is switched on", spec: { userTier: "1", cache: { enabled: true, shards: 2 } } },
    { name: "an instance class at tier 100", spec: { userTier: "100", database: { instanceClass: "db.r7g.large" } } },
    { name: "storage of a volume", spec: { userTier: "1", database: { storageGiB: 20 } } },
  ])("is none of: $name", ({ spec }) => {
    expect(remarks(spec)).toEqual([]);
  });
});
