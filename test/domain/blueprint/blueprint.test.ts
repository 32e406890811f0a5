import { describe, expect, it } from "@jest/globals";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { maxConnections } from "../../../domain/blueprint/alarms.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const of = (spec: Parameters<typeof webService>[0]) => blueprint(webService(spec), webServiceClass());

describe("the blueprint of a service", () => {
  it("takes its sizes from the tier", () => {
    const { web, database, cache, entry, fronts } = of({ userTier: "10k" });
    expect(web.replicas).toMatchObject({ min: 3, max: 12 });
    expect(web.size).toEqual({ cpuMillicores: 500, memoryMiB: 1024 });
    expect(database).toMatchObject({ kind: "rds", instanceClass: "db.m7g.large", multiAZ: true, readReplicas: 1, version: "17" });
    expect(cache).toMatchObject({ nodeType: "cache.t4g.medium", shards: 1, replicasPerShard: 1 });
    expect(entry).toBe("alb");
    expect(fronts).toHaveLength(1);
  });

  it("reads a tier written as a number like the same tier written as text", () => {
    expect(of({ userTier: 1000 })).toEqual(of({ userTier: "1k" }));
  });

  it("lets every field be overridden", () => {
    const { web, database, cache } = of({
      userTier: "1k",
      resources: { cpu: "1.5", memory: "2Gi" },
      scaling: { minReplicas: 5, maxReplicas: 9, targetCPUPercent: 50 },
      database: { instanceClass: "db.r7g.large", storageGiB: 300, readReplicas: 2 },
      cache: { enabled: true, shards: 2 },
    });
    expect(web.size).toEqual({ cpuMillicores: 1500, memoryMiB: 2048 });
    expect(web.replicas).toMatchObject({ min: 5, max: 9, autoscale: { targetCPUPercent: 50 } });
    expect(database).toMatchObject({ instanceClass: "db.r7g.large", storageGiB: 300, readReplicas: 2 });
    expect(database).toHaveProperty("maxStorageGiB", 1500);
    expect(cache).toMatchObject({ nodeType: "cache.t4g.medium", shards: 2 });
  });

  it("raises ceiling, speed and reserved capacity with surge", () => {
    const plain = of({ userTier: "1M" });
    const surging = of({ userTier: "1M", scaling: { surge: 3 } });
    expect(surging.web.replicas.max).toBe(plain.web.replicas.max * 3);
    expect(surging.web.replicas.autoscale?.scaleUpPercent).toBe(300);
    const units = (front: (typeof plain.fronts)[number] | undefined) => (front?.kind === "alb" ? front.reservedCapacityUnits : 0);
    expect(units(surging.fronts[0])).toBe(units(plain.fronts[0]) * 3);
  });

  it("aims so low with a surge that two multiplications carry it: what is left of the pods, and what one reading adds", () => {
    const aim = (scaling: Record<string, number>) => of({ userTier: "100k", scaling }).web.replicas.autoscale?.targetCPUPercent;
    expect([1, 2, 3, 10, 100].map((surge) => aim({ surge }))).toEqual([60, 60, 51, 28, 10]);
    // Pods stand a tenth above the target, and a full one reads as 95 %.
    for (const surge of [3, 5, 10, 50]) expect((100 * 95) / 1.1 / (aim({ surge }) ?? 100) ** 2).toBeGreaterThanOrEqual(surge);
    expect(aim({ surge: 10, targetCPUPercent: 70 })).toBe(70);
  });

  it("lets a node have more pods where there are many, whatever the service says of its own ceiling", () => {
    const skew = (spec: Record<string, unknown>) => of(spec).web.nodeSkew;
    expect(["1k", "10k", "100k", "1M", "10M"].map((userTier) => skew({ userTier }))).toEqual([1, 1, 3, 8, 8]);
    expect(skew({ userTier: "100k", scaling: { surge: 10, maxReplicas: 900 } })).toBe(3);
  });

  it("brings a queue as soon as workers are listed", () => {
    expect(of({ userTier: "1k" }).queue).toBeUndefined();
    const { queue, workers } = of({
      userTier: "1k",
      workers: [{ name: "mail", secondsPerMessage: 10, targetLatencySeconds: 60 }],
    });
    expect(queue).toMatchObject({ visibilityTimeoutSeconds: 60 });
    expect(workers[0]).toMatchObject({ messagesPerPod: 6, image: "example.com/shop:1" });
  });

  it("has no database when it is switched off", () => {
    expect(of({ userTier: "1k", database: { enabled: false } }).database).toBeUndefined();
  });

  it("takes the nearest tier's numbers for a placement that is not the tier's own", () => {
    expect(of({ userTier: "1", database: { placement: "RDS" } }).database).toMatchObject({
      kind: "rds",
      instanceClass: "db.t4g.small",
    });
    expect(of({ userTier: "10M", database: { placement: "RDS" } }).database).toMatchObject({
      kind: "rds",
      instanceClass: "db.r7g.xlarge",
    });
  });

  it("names data by the service that it was adopted from", () => {
    const adopted = "99999999-2222-3333-4444-555555555555";
    expect(of({ database: { adoptFrom: adopted } }).identity.dataUid).toBe(adopted);
    expect(of({ database: { adoptFrom: "Fresh" } }).identity.dataUid).toBe(of({}).identity.uid);
  });

  it("sets the connection alarm below what the class really allows", () => {
    const alarm = of({ userTier: "10k" }).alarms.find((subject) => subject.name === "db-connections");
    // db.m7g.large: 8 GiB / 9 531 392 bytes = 901 connections
    expect(maxConnections("db.m7g.large")).toBe(901);
    expect(alarm?.threshold).toBe(720);
  });
});
