import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { extractor } from "../../../domain/observed/extract.js";
import { lateValues } from "../../../domain/observed/late-values.js";
import { childKey } from "../../../domain/observed/record.js";
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
});
