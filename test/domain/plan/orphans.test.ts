import { describe, expect, it } from "@jest/globals";
import { LABEL } from "../../../domain/api/keys.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { extractor } from "../../../domain/observed/extract.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childKey } from "../../../domain/observed/record.js";
import { orphans } from "../../../domain/plan/orphans.js";
import { podsBehind } from "../../../domain/plan/pods-behind.js";

const NOBODY = { replaced: [], rolling: [], leaving: [] };

function record(kind: string, role: string, rest: Partial<KubeObject> = {}): ChildRecord {
  const metadata = { name: `shop-${role}`, generation: 2, labels: { [LABEL.component]: role } };
  return extractor(() => "")({ apiVersion: "v1", kind, metadata, ...rest });
}

const deployment = (role: string, status: Record<string, unknown>, fingerprint = "new") => ({
  ...record("Deployment", role, { status }),
  facts: { ...record("Deployment", role, { status }).facts, fingerprint },
});
const done = { observedGeneration: 2, replicas: 3, updatedReplicas: 3 };

function behind(records: readonly ChildRecord[], fingerprint = "new", wanted = ["web"]) {
  const rendered = fingerprint === "" ? [] : [{ role: "web", pods: { fingerprint } }];
  return podsBehind(new Map(records.map((one) => [childKey(one), one])), rendered, new Set(wanted));
}

describe("pods of an earlier template", () => {
  it.each([
    { name: "are none when all replicas are of the written one", status: done, expected: [] },
    { name: "run while old replicas are left", status: { ...done, updatedReplicas: 2 }, expected: ["web"] },
    { name: "run while the controller has not looked", status: { ...done, observedGeneration: 1 }, expected: ["web"] },
    { name: "run while some are on their way out", status: { ...done, terminatingReplicas: 1 }, expected: ["web"] },
    { name: "are none when there are no pods", status: { observedGeneration: 2 }, expected: [] },
  ])("$name", ({ status, expected }) => {
    expect(behind([deployment("web", status)]).replaced).toEqual(expected);
  });

  it("run for as long as a rollout is frozen or waits to be rendered", () => {
    expect(behind([deployment("web", done)], "newer").replaced).toEqual(["web"]);
    expect(behind([deployment("web", done)], "").replaced).toEqual(["web"]);
  });

  it("run for as long as a Deployment that nobody wants stands", () => {
    expect(behind([deployment("svc-search", done)])).toEqual({ ...NOBODY, leaving: ["svc-search"] });
  });
});

describe("new pods", () => {
  const gaveUp = { conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] };

  it.each([
    { name: "are made while a rollout goes on", status: { ...done, updatedReplicas: 2 }, expected: ["web"] },
    { name: "are made no more once it has come to nothing", status: { ...done, updatedReplicas: 2, ...gaveUp }, expected: [] },
    { name: "are made when the old ones went first, and none is there", status: { observedGeneration: 2 }, expected: ["web"] },
    { name: "are not made when it is over", status: { ...done, availableReplicas: 3 }, expected: [] },
  ])("$name", ({ status, expected }) => {
    expect(behind([deployment("web", status)]).rolling).toEqual(expected);
  });
});

describe("children that nobody names", () => {
  const all = [
    record("Deployment", "svc-search"),
    record("Deployment", "worker-mail"),
    record("Service", "svc-search"),
    record("Service", "nlb"),
    record("ReplicationGroup", "cache"),
    record("MetricAlarm", "alarm-latency"),
  ];
  const going = (of: Parameters<typeof orphans>[2]) => orphans(all, new Set(), of).going.map((one) => `${one.kind} ${one.role}`);

  it("go in the order in which nobody uses them any more: callers, the called, what all of them used", () => {
    const unused = ["Deployment worker-mail", "Service nlb", "MetricAlarm alarm-latency"];
    expect(going({ ...NOBODY, replaced: ["web"], leaving: ["svc-search"] })).toEqual(unused);
    expect(going({ ...NOBODY, leaving: ["svc-search"] })).toEqual(["Deployment svc-search", ...unused]);
    expect(going(NOBODY)).toHaveLength(all.length);
  });

  it("an old way in goes when no web pods are being made, which would wait for its word for ever", () => {
    const ways = [
      record("Service", "nlb"),
      record("ElasticIPAddress", "nlb"),
      record("Ingress", "alb"),
      record("Service", "web"),
    ];
    const rolling = { replaced: ["web"], rolling: ["web"], leaving: [] };
    expect(orphans(ways, new Set(), rolling).inUse).toEqual(ways);
    // Its pods may be waiting for just that way in, which opens their gates as it goes.
    expect(orphans(ways, new Set(), { ...rolling, rolling: [] }).going).toEqual(ways);
    expect(orphans(ways, new Set(), { ...rolling, rolling: ["worker-mail"] }).going).toEqual(ways);
  });

  it("a pooler goes after the last pod that dials it", () => {
    const pooler = record("Deployment", "pooler");
    expect(orphans([pooler], new Set(), { ...NOBODY, replaced: ["web"], leaving: ["pooler"] }).inUse).toEqual([pooler]);
    expect(orphans([pooler], new Set(), { ...NOBODY, leaving: ["pooler"] }).going).toEqual([pooler]);
  });

  it("stay when they are named, and when they hold data", () => {
    const data = { ...record("DBInstance", "rds"), holdsData: true };
    const found = orphans([...all, data], new Set(["ReplicationGroup/shop-cache"]), NOBODY);
    expect(found.kept).toEqual([data]);
    expect(found.going.map(({ kind }) => kind)).not.toContain("ReplicationGroup");
  });
});
