// What is not written, and how soon what could not be written is tried again.
import { describe, expect, it } from "@jest/globals";
import type { KindRef } from "../../domain/api/objects.js";
import type { PreparedChild } from "../../cdk8s/prepare.js";
import { placeholder } from "../../cdk8s/fill-secret.js";
import { childId } from "../../domain/observed/record.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import type { ClusterErrorKind } from "../../operator/ports/cluster.js";
import { applyChildren } from "../../operator/reconcile/act/apply-children.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import type { AnsweringWorld } from "../fakes/answering-world.js";
import { answeringWorld } from "../fakes/answering-world.js";
import { UID } from "../fixtures/services.js";

const ALARM: KindRef = {
  apiVersion: "cloudwatch.services.k8s.aws/v1alpha1",
  kind: "MetricAlarm",
  plural: "metricalarms",
  namespaced: true,
};
const CONFIG: KindRef = { apiVersion: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };

function child(kind: KindRef): PreparedChild {
  const object = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: `shop-${kind.plural}`, namespace: "store" } };
  return {
    id: kind.kind,
    kind,
    name: object.metadata.name,
    object,
    hash: "h",
    pods: undefined,
    expectedFields: "f",
    mode: "apply",
    role: "x",
    part: "Alarms",
    holdsData: false,
  };
}

function secret(): PreparedChild {
  const kind: KindRef = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };
  const object = {
    ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "shop-db-master", namespace: "store" } },
    stringData: { password: placeholder("masterPassword") },
  };
  return { ...child(kind), object, mode: "create-once", holdsData: true, part: "Database" };
}

/** What takes its password from it. */
function user(): PreparedChild {
  const kind: KindRef = { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets", namespaced: true };
  const env = [{ name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: { name: "shop-db-master", key: "password" } } }];
  const object = {
    ...{ apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "shop-db", namespace: "store" } },
    spec: { template: { spec: { containers: [{ name: "postgres", env }] } } },
  };
  return { ...child(kind), id: "StatefulSet/shop-db", object, part: "Workload" };
}

function applied(stage: AnsweringWorld, ...children: readonly PreparedChild[]) {
  return appliedBeside(stage, [], ...children);
}

function appliedBeside({ world }: AnsweringWorld, observed: readonly ChildRecord[], ...children: readonly PreparedChild[]) {
  const memory = emptyMemory();
  return applyChildren(world, {
    key: "store/shop",
    uid: UID,
    generation: 1,
    children,
    observed: new Map(observed.map((record) => [childId(record), record])),
    memory,
    changesDatabase: false,
    frozen: new Set(),
  });
}

describe("a child of a kind that is not installed", () => {
  it("is not written; the others are, and the problem names the controller", async () => {
    const stage = answeringWorld({ missing: [ALARM] });
    const outcomes = await applied(stage, child(ALARM), child(CONFIG));
    expect(stage.written).toEqual(["ConfigMap"]);
    expect(outcomes.get("ConfigMap")).toMatchObject({ kind: "written" });
    expect(outcomes.get("MetricAlarm")).toMatchObject({
      kind: "failed",
      again: false,
      problem: {
        reason: "ControllerMissing",
        stalls: false,
        message: expect.stringContaining("install the ACK controller for cloudwatch"),
      },
    });
  });

  it("is tried again soon when its watch does not know it yet", async () => {
    const stage = answeringWorld({
      answer: new ClusterError("kind-missing", "the server could not find the requested resource"),
    });
    const outcomes = await applied(stage, child(ALARM));
    expect(outcomes.get("MetricAlarm")).toMatchObject({ kind: "failed", again: true, problem: { reason: "ControllerMissing" } });
  });
});

describe("an autoscaler that is there already", () => {
  const AUTOSCALER: KindRef = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
    namespaced: true,
  };
  const { name } = child(AUTOSCALER);
  const outcome = async (owner: string, kind = "ScaledObject") => {
    const ownerReferences = [{ apiVersion: "keda.sh/v1alpha1", kind, name: owner, uid: "so" }];
    const live = {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name, uid: "hpa", ownerReferences },
    };
    const stage = answeringWorld({ live, answer: new ClusterError("conflict", "exists") });
    return { removed: stage.removed, outcome: (await applied(stage, child(AUTOSCALER))).get(AUTOSCALER.kind) };
  };

  it("is removed where KEDA has left it, and made again at once", async () => {
    const { removed, outcome: after } = await outcome(name);
    expect(removed).toEqual(["hpa"]);
    expect(after).toMatchObject({ kind: "failed", again: true, problem: { reason: "Progressing", stalls: false } });
  });

  it("is left alone where it is of somebody's ScaledObject, or of something else", async () => {
    for (const { removed, outcome: after } of [await outcome("other"), await outcome(name, "Deployment")]) {
      expect(removed).toEqual([]);
      expect(after).toMatchObject({ kind: "failed", problem: { reason: "NameConflict" } });
    }
  });
});

describe("a Secret that is there already", () => {
  const master = () => ({ ...secret(), id: "Secret/shop-db-master", role: "db-master" });

  it("is used when the operator has made it", async () => {
    const outcomes = await applied(answeringWorld({ secrets: "ours" }), master(), user());
    expect(outcomes.get("StatefulSet/shop-db")).toMatchObject({ kind: "written" });
  });

  it("is used by nothing of ours when somebody else has made it: he would know the password", async () => {
    const stage = answeringWorld({ secrets: "foreign" });
    const outcomes = await applied(stage, master(), user());
    for (const id of ["Secret/shop-db-master", "StatefulSet/shop-db"])
      expect(outcomes.get(id)).toMatchObject({ kind: "failed", again: false, problem: { reason: "NameConflict", stalls: true } });
    expect(stage.written).toEqual([]);
  });
});

describe("the Secret of a database that stands already", () => {
  const master = () => ({ ...secret(), id: "Secret/shop-rds-master", role: "rds-master" });
  const outcome = async (rest: Partial<ChildRecord>) => {
    const record: ChildRecord = {
      ...{ apiVersion: "rds.services.k8s.aws/v1alpha1", kind: "DBInstance", namespace: "store", name: "shop-rds", uid: "db" },
      ...{ resourceVersion: "1", generation: 1, service: "shop", serviceUid: UID, role: "rds", holdsData: true, retained: false },
      ...{ hash: undefined, ownedFields: "", appliedAt: 0, deleting: false, syncedAt: 0, health: { state: "ready" }, facts: {} },
      ...rest,
    };
    return (await appliedBeside(answeringWorld({}), [record], master())).get("Secret/shop-rds-master")?.kind;
  };

  it("is there as well where we have written the database: its password is not made anew", async () => {
    expect(await outcome({ hash: "h" })).toBe("unchanged");
  });

  it("is made where somebody has put the object back by hand, without any Secret of ours", async () => {
    expect(await outcome({ hash: undefined })).toBe("written");
  });
});

describe("a write that fails", () => {
  it.each<{ kind: ClusterErrorKind; again: boolean }>([
    { kind: "throttled", again: true },
    { kind: "unavailable", again: true },
    { kind: "invalid", again: false },
    { kind: "forbidden", again: false },
  ])("as $kind carries the wait that the server asked for, and is worth trying soon: $again", async ({ kind, again }) => {
    const outcomes = await applied(answeringWorld({ answer: new ClusterError(kind, "no", 7) }), child(CONFIG));
    expect(outcomes.get("ConfigMap")).toMatchObject({ kind: "failed", again, retryAfterSeconds: 7 });
  });
});
