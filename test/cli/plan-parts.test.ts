// The pure parts of a plan: what differs in an object, who has a host, what is known of what waits, what stands or is on its way out.
import { describe, expect, it } from "@jest/globals";
import { settle } from "../../cdk8s/settle.js";
import { claimsOf } from "../../cli/planning/claims.js";
import { hasChanges } from "../../cli/planning/document.js";
import { objectDiff } from "../../cli/planning/object-diff.js";
import { outlookOf } from "../../cli/planning/outlook.js";
import { planText } from "../../cli/planning/plan-text.js";
import type { Asked, GoodOutlook } from "../../cli/planning/types.js";
import { takenHosts } from "../../domain/admit/taken-hosts.js";
import { FIELD_MANAGER, LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { ANYWHERE } from "../../domain/observed/settled.js";
import pc from "picocolors";
import { OPTIONS } from "../cdk8s/arbitrary.js";
import { webService, webServiceClass } from "../fixtures/services.js";

const NOW = Date.parse("2026-01-07T12:00:00Z");
const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });
const HOSTS = ["shop.example.com"];

function standing(spec: Partial<WebServiceSpec>): readonly KubeObject[] {
  const question = { service: webService(spec), serviceClass: CLASS, render: OPTIONS, operatorVersion: "0", now: NOW };
  return [...settle(question).objects.values()];
}

/** All that stands once the operator has done what it does. */
function rested(spec: Partial<WebServiceSpec>, from: readonly KubeObject[]): readonly KubeObject[] {
  const question = { service: webService(spec), serviceClass: CLASS, render: OPTIONS, operatorVersion: "0", now: NOW };
  return [...settle({ ...question, standing: from }).objects.values()];
}

function good(spec: Partial<WebServiceSpec>, more: Partial<Asked> = {}): GoodOutlook {
  const operator = { version: "0", ...OPTIONS };
  const { outlook } = outlookOf({ service: webService(spec), serviceClass: CLASS, operator, now: NOW, ...more });
  if (!outlook.ok) throw new Error(outlook.problem.message);
  return outlook;
}

describe("the diff of an object", () => {
  const wanted: KubeObject = {
    ...{ apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "store", labels: { a: "1" } } },
    spec: { ports: [{ name: "http", port: 80 }], type: "ClusterIP" },
  };
  const fieldsV1 = {
    "f:metadata": { "f:labels": { "f:a": {}, "f:gone": {} } },
    "f:spec": { "f:type": {}, "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:port": {}, "f:name": {} } } },
  };
  const live: KubeObject = {
    ...wanted,
    metadata: {
      ...{ name: "web", namespace: "store", uid: "u", resourceVersion: "7", labels: { a: "1", theirs: "2" } },
      managedFields: [{ manager: FIELD_MANAGER, operation: "Apply", fieldsV1 }],
    },
    spec: { ports: [{ name: "http", port: 80, protocol: "TCP", targetPort: 80 }], type: "ClusterIP", clusterIP: "10.0.0.1" },
    status: { loadBalancer: {} },
  };
  const lines = (diff: string) => diff.split("\n").filter((line) => /^[+-] /.test(line));

  it("has nothing of what others own, or of what the server fills in", () => {
    expect(objectDiff(live, wanted)).toBe("");
  });

  it("has what we own and would not write any more", () => {
    const labelled = { ...live, metadata: { ...live.metadata, labels: { a: "1", gone: "yes" } } };
    expect(lines(objectDiff(labelled, wanted))).toEqual(['-    gone: "yes"'.replace('"yes"', "yes")]);
  });

  it("has what somebody has changed of ours", () => {
    const drifted = { ...live, spec: { ...(live.spec as object), type: "NodePort" } };
    expect(lines(objectDiff(drifted, wanted))).toEqual(["-  type: NodePort", "+  type: ClusterIP"]);
  });

  it("compares what both have where nothing says who owns what", () => {
    const exported = { ...live, metadata: { ...live.metadata, managedFields: undefined } };
    expect(objectDiff(exported, wanted)).toBe("");
  });

  it("is the whole of an object that is new", () => {
    const diff = objectDiff(undefined, wanted);
    expect(diff).toContain("--- /dev/null");
    expect(lines(diff)).toContain("+  type: ClusterIP");
  });
});

describe("who has a host", () => {
  const named = (name: string, createdAt: string, served: readonly string[] = []): WebService => {
    const service = webService({ hosts: HOSTS });
    const metadata = { ...service.metadata, name, uid: name, creationTimestamp: createdAt };
    return { ...service, metadata, status: { endpoints: { hosts: [...served] } } };
  };
  const own = webService({ hosts: HOSTS });

  it.each([
    { title: "nobody else names", others: [], isTaken: false },
    { title: "an older one names", others: [named("old", "2026-01-01T00:00:00Z")], isTaken: true },
    {
      title: "one serves, written otherwise",
      others: [named("old", "2026-01-01T00:00:00Z", ["Shop.Example.com."])],
      isTaken: true,
    },
  ])("is told for one that $title", ({ others, isTaken }) => {
    expect(takenHosts(claimsOf(others, own), own) !== undefined).toBe(isTaken);
  });

  it("stays with the one that is planned for where it is the older or serves it", () => {
    const mine = {
      ...named("shop", "2026-01-01T00:00:00Z"),
      metadata: { ...own.metadata, creationTimestamp: "2026-01-01T00:00:00Z" },
    };
    const younger = named("young", "2026-01-02T00:00:00Z");
    expect(takenHosts(claimsOf([mine, younger], own), own)).toBeUndefined();
    const serving = {
      ...mine,
      metadata: { ...mine.metadata, creationTimestamp: "2026-01-03T00:00:00Z" },
      status: { endpoints: { hosts: HOSTS } },
    };
    expect(takenHosts(claimsOf([serving, younger], own), own)).toBeUndefined();
  });
});

describe("what waits", () => {
  it.each(["1", "10", "100", "1k", "10k", "100k", "1M", "5M", "10M"] as const)(
    "is said for all of a fresh service of tier %s",
    (userTier) => {
      const later = good({ userTier, hosts: HOSTS }).objects.filter(({ action }) => action.endsWith("-later"));
      expect(later.length).toBeGreaterThan(0);
      for (const { waitsFor } of later) expect(waitsFor).toMatch(/^(the|Deployment|Queue|DB|ConfigMap|Distribution|Service) ?/);
    },
  );

  it("is the rehearsal for its Job, and the change for what is written after the move", () => {
    const { objects, changes, approvals } = good(
      { userTier: "100", hosts: HOSTS },
      { standing: standing({ userTier: "10", hosts: HOSTS }) },
    );
    const waitOf = (kind: string, role: string) =>
      objects.find((object) => object.kind === kind && object.name.includes(role))?.waitsFor;
    expect(waitOf("Job", "move-rehearse")).toBe("the new database, which is made beside the present one");
    expect(waitOf("Job", "rds-bootstrap")).toBe("change 2: move the data from PostgreSQL in the cluster to RDS");
    expect(waitOf("StatefulSet", "shop-db")).toBe("change 2: move the data from PostgreSQL in the cluster to RDS");
    expect(changes[1]?.summary).toBe("move the data from PostgreSQL in the cluster to RDS");
    expect(approvals).toEqual([changes[1]?.id]);
  });

  it("is no hour of a schedule that comes while the data is moved", () => {
    const scaling = { schedules: [{ name: "noon", start: "5 12 * * *", end: "0 23 * * *", minReplicas: 40 }] };
    const before = standing({ userTier: "1k", scaling });
    const { objects } = good({ userTier: "1k", scaling, database: { placement: "Aurora" } }, { standing: before });
    const later = objects.filter(({ waitsFor = "" }) => waitsFor.startsWith("change "));
    expect(later.map(({ kind }) => kind)).toContain("Job");
    expect(later.map(({ kind }) => kind)).not.toContain("HorizontalPodAutoscaler");
  });

  it("costs already while it waits, and what is kept costs afterwards", () => {
    const up = good({ userTier: "100" }, { standing: standing({ userTier: "10" }) }).cost;
    expect(up.meanwhileUSD).toBeGreaterThan(up.afterUSD ?? Infinity);
    expect(up.beforeUSD).toBeLessThan(up.afterUSD ?? 0);
    const down = good({ userTier: "10" }, { standing: standing({ userTier: "1M" }) }).cost;
    expect(down.afterUSD).toBeGreaterThan(10 * (down.targetUSD ?? Infinity));
  });
});

it("a change that is held is none that is to be made", () => {
  const down = good({ userTier: "10" }, { standing: standing({ userTier: "1k" }) });
  const settled = good({ userTier: "10" }, { standing: rested({ userTier: "10" }, standing({ userTier: "1k" })) });
  expect(settled.changes.map(({ state }) => state)).toEqual(["Held"]);
  expect(hasChanges(settled)).toBe(false);
  expect(hasChanges(down)).toBe(true);
  const text = planText({ ...settled, basis: { kind: "nothing" }, notes: [] }, pc.createColors(false));
  expect(text).toMatch(/Nothing to change: \d+ objects as they should be, and what differs is held/);
});

describe("an object", () => {
  const before = standing({ userTier: "1k", hosts: HOSTS });
  const deployment = ({ kind }: Pick<KubeObject, "kind">) => kind === "Deployment";

  it("that is being deleted is made again when it is gone", () => {
    const leaving = { deletionTimestamp: "2026-01-07T11:00:00Z" };
    const seen = before.map((object) =>
      deployment(object) ? { ...object, metadata: { ...object.metadata, ...leaving } } : object,
    );
    const change = good({ userTier: "1k", hosts: HOSTS }, { standing: seen }).objects.find(deployment);
    expect(change).toMatchObject({ action: "create-later", waitsFor: expect.stringContaining("being deleted") });
  });

  it("that somebody has changed by hand is put right, and that is said; without a word on who wrote it nothing is", () => {
    const managedFields = [{ manager: FIELD_MANAGER, operation: "Apply", fieldsV1: { "f:spec": {} } }];
    const seen = before.map((object) =>
      deployment(object) ? { ...object, metadata: { ...object.metadata, managedFields } } : object,
    );
    const outlook = good({ userTier: "1k", hosts: HOSTS }, { standing: seen });
    expect(outlook.objects).toMatchObject([{ kind: "Deployment", action: "update", because: "drifted" }]);
    expect(planText({ ...outlook, basis: { kind: "nothing" }, notes: [] }, pc.createColors(false))).toContain(
      "changed it by hand",
    );
    expect(good({ userTier: "1k", hosts: HOSTS }, { standing: before }).objects).toEqual([]);
  });

  it("is a nightly snapshot, which comes and goes by itself and is no data that is kept", () => {
    const [claim] = standing({ userTier: "10" }).filter(({ kind }) => kind === "PersistentVolumeClaim");
    const snapshot: KubeObject = {
      ...{ apiVersion: "snapshot.storage.k8s.io/v1", kind: "VolumeSnapshot" },
      metadata: { name: "shop-nightly", namespace: "store", labels: { ...claim?.metadata.labels, [LABEL.snapshot]: "nightly" } },
      spec: { source: { persistentVolumeClaimName: claim?.metadata.name } },
      status: { readyToUse: true, creationTime: ANYWHERE.time },
    };
    const outlook = good({ userTier: "10" }, { standing: [...standing({ userTier: "10" }), snapshot] });
    expect(outlook.objects).toEqual([]);
  });
});

it("a volume that could not grow stays as it is in the plan of the stored spec, as the operator holds it", () => {
  const grown = { userTier: "10", database: { storageGiB: 200 } } as const;
  const status = { problems: [{ reason: "VolumeCannotGrow", message: "it does not" }] };
  const more = { standing: standing({ userTier: "10" }), status };
  const held = (isAsStored: boolean) => good(grown, { ...more, isAsStored }).changes.map(({ state }) => state);
  expect(held(true)).toEqual(["Held"]);
  expect(held(false)).not.toEqual(["Held"]);
});
