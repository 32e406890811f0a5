import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { extractor } from "../../../domain/observed/extract.js";
import { lateValues } from "../../../domain/observed/late-values.js";
import { childKey } from "../../../domain/observed/record.js";
import type { Database } from "../../../domain/blueprint/types.js";
import { webService } from "../../fixtures/services.js";

const question = { database: undefined, service: webService({}) };

function childOf(kind: string, role: string): KubeObject {
  const labels = { "app.kubernetes.io/component": role };
  return { apiVersion: "apps/v1", kind, metadata: { name: `shop-${role}`, labels }, spec: {}, status: {} };
}

describe("late values", () => {
  it("know which Deployments exist, ready or not", () => {
    const objects = [childOf("Deployment", "worker-mail"), childOf("Deployment", "web"), childOf("StatefulSet", "db")];
    const records = objects.map(extractor(() => "f"));
    const children = new Map(records.map((record) => [childKey(record), record]));
    expect(lateValues(children, question).deployedRoles).toEqual(["web", "worker-mail"]);
    expect(lateValues(new Map(), question).deployedRoles).toEqual([]);
  });

  it.each([
    { title: "asked for and not made yet", token: true, said: undefined, password: "asked" },
    { title: "asked for while AWS makes it", token: true, said: false, password: "asked" },
    { title: "made with one", token: true, said: true, password: "named" },
    { title: "made with one that is named no more", token: false, said: true, password: "set" },
    { title: "made without", token: false, said: false, password: "none" },
    { title: "put back from a file, without a status", token: false, said: undefined, password: undefined },
  ])("know whether the cache has a password: $title", ({ token, said, password }) => {
    const cache: KubeObject = {
      ...childOf("ReplicationGroup", "cache"),
      spec: token ? { authToken: { name: "shop-cache", key: "password" } } : {},
      status: { authTokenEnabled: said },
    };
    const record = extractor(() => "f")(cache);
    expect(lateValues(new Map([[childKey(record), record]]), question).standingCache?.password).toBe(password);
  });

  it("know which address pods have, and that the pooler serves once it is rolled out", () => {
    const env = [{ name: "DATABASE_HOST", value: "db.example.com" }];
    const web = { ...childOf("Deployment", "web"), spec: { template: { spec: { containers: [{ env }] } } } };
    const pooler = (availableReplicas: number) => ({
      ...childOf("Deployment", "pooler"),
      spec: { replicas: 2 },
      status: { observedGeneration: 0, replicas: 2, updatedReplicas: 2, availableReplicas },
    });
    const late = (...objects: KubeObject[]) => {
      const records = objects.map(extractor(() => "f"));
      return lateValues(new Map(records.map((record) => [childKey(record), record])), question);
    };
    expect(late(web, pooler(0))).toMatchObject({ dialedHosts: ["db.example.com"], poolerServes: false });
    expect(late(web, pooler(1)).poolerServes).toBe(true);
    expect(late()).toMatchObject({ dialedHosts: [], poolerServes: false });
  });

  it.each([
    { kind: "rds" as const, readers: { readReplicas: 2 }, hosts: ["rds-1", "rds-2"] },
    { kind: "aurora" as const, readers: { readersMin: 2, readersMax: 2 }, hosts: ["aurora-0", "aurora-1", "aurora-2"] },
  ])("name the instances of $kind that can be read from, those without an endpoint left out", ({ kind, readers, hosts }) => {
    const instance = (role: string, address?: string): KubeObject => ({
      ...childOf("DBInstance", role),
      apiVersion: "rds.services.k8s.aws/v1alpha1",
      status: {
        endpoint: { address },
        dbInstanceStatus: "available",
        conditions: [{ type: "ACK.ResourceSynced", status: "True" }],
      },
    });
    const records = [kind, ...hosts, `${kind}-3`]
      .map((role) => instance(role, role === `${kind}-3` ? undefined : role))
      .map(extractor(() => "f"));
    const children = new Map(records.map((record) => [childKey(record), record]));
    const database = { kind, ...readers, version: "17", instanceClass: "db.r7g.large", backupRetentionDays: 7 } as Database;
    expect(lateValues(children, { ...question, database }).replicaHosts).toEqual(hosts);
  });
});
