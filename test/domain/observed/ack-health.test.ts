import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { ackHealth, syncedAt } from "../../../domain/observed/ack-health.js";
import { ackKindHealth } from "../../../domain/observed/ack-kinds-health.js";

const AFTER = "2026-01-01T10:00:01Z";

type C = readonly [type: string, status: string, at?: string, message?: string];
function object(kind: string, conditions: readonly C[], status: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: "rds.services.k8s.aws/v1alpha1",
    kind,
    metadata: { name: "x" },
    status: {
      ...status,
      conditions: conditions.map(([type, value, at = AFTER, message]) => ({
        type,
        status: value,
        lastTransitionTime: at,
        message,
      })),
    },
  };
}
const FINE: readonly C[] = [
  ["Ready", "True"],
  ["ACK.ResourceSynced", "True"],
];

describe("ACK conditions", () => {
  it("are ready when synced", () => {
    expect(ackHealth(object("Bucket", FINE))).toEqual({ state: "ready" });
  });

  it("are progressing while there are none", () => {
    expect(ackHealth(object("Bucket", []))).toMatchObject({ state: "progressing" });
  });

  it("are progressing while a reference waits, with the text that stands in the reason", () => {
    const text = "referenced resource is not synced yet, resource:DBSubnetGroup, namespace:store, name:subnets";
    const waiting = object("DBInstance", []);
    const condition = { type: "ACK.ReferencesResolved", status: "Unknown", reason: text, message: "Reference resolution failed" };
    expect(ackHealth({ ...waiting, status: { conditions: [condition] } })).toEqual({
      state: "progressing",
      usable: false,
      message: `waits for an object that it refers to: ${text}`,
    });
  });

  it("believe Terminal before Ready", () => {
    const terminal = object("DBInstance", [...FINE, ["ACK.Terminal", "True", AFTER, "api error InvalidParameterValue"]]);
    expect(ackHealth(terminal)).toEqual({ state: "failed", terminal: true, message: "api error InvalidParameterValue" });
  });

  it("take a bucket's first seconds for what they are", () => {
    const first = object("Bucket", [
      ["ACK.Recoverable", "True", AFTER, "Reconciling to sync additional fields"],
      ["ACK.ResourceSynced", "Unknown"],
    ]);
    expect(ackHealth(first)).toMatchObject({ state: "progressing" });
  });

  it("report what is being retried", () => {
    const retried = object("Role", [["ACK.Recoverable", "True", AFTER, "AccessDenied"]]);
    expect(ackHealth(retried)).toEqual({ state: "failed", terminal: false, message: "AccessDenied" });
  });
});

describe("kinds whose conditions are not the whole truth", () => {
  it.each([
    {
      name: "an instance that backs up serves",
      status: { dbInstanceStatus: "backing-up", endpoint: { address: "h" } },
      state: "ready",
    },
    { name: "a replica with an empty status does not count", status: {}, state: "progressing" },
    { name: "an instance without endpoint does not count", status: { dbInstanceStatus: "available" }, state: "progressing" },
    {
      name: "an instance out of storage has failed",
      status: { dbInstanceStatus: "storage-full", endpoint: { address: "h" } },
      state: "failed",
    },
  ])("$name", ({ status, state }) => {
    expect(ackKindHealth(object("DBInstance", FINE, status))).toMatchObject({ state });
  });

  it("a database that is modified is usable and not ready", () => {
    const modifying = object("DBInstance", [["ACK.ResourceSynced", "False"]], {
      dbInstanceStatus: "modifying",
      endpoint: { address: "h" },
    });
    expect(ackKindHealth(modifying)).toMatchObject({ state: "progressing", usable: true });
  });

  it("a failed cluster is never Terminal, so its own status decides", () => {
    expect(ackKindHealth(object("DBCluster", FINE, { status: "failed", endpoint: "h" }))).toMatchObject({
      state: "failed",
    });
  });

  it("a distribution is ready when deployed, not when created", () => {
    expect(ackKindHealth(object("Distribution", FINE, { status: "InProgress" }))).toMatchObject({ state: "progressing" });
    expect(ackKindHealth(object("Distribution", FINE, { status: "Deployed" }))).toEqual({ state: "ready" });
  });

  it("a cache whose conditions lag behind its status is judged by both", () => {
    const endpoint = { configurationEndpoint: { address: "h", port: 6379 } };
    expect(ackKindHealth(object("ReplicationGroup", FINE, { status: "creating" }))).toMatchObject({
      state: "progressing",
      usable: false,
    });
    expect(ackKindHealth(object("ReplicationGroup", FINE, { status: "modifying", ...endpoint }))).toMatchObject({
      state: "progressing",
      usable: true,
    });
    expect(ackKindHealth(object("ReplicationGroup", FINE, { status: "available", ...endpoint }))).toEqual({
      state: "ready",
    });
  });

  it("a function is ready when it is active and its last update succeeded", () => {
    const active = { state: "Active", lastUpdateStatus: "InProgress" };
    expect(ackKindHealth(object("Function", FINE, active))).toMatchObject({ state: "progressing" });
    expect(ackKindHealth(object("Function", FINE, { ...active, lastUpdateStatus: "Successful" }))).toEqual({
      state: "ready",
    });
  });
});

describe("when a controller last looked", () => {
  const [early, late] = ["2026-01-01T10:00:00Z", "2026-01-01T10:00:07Z"];
  const written = (conditions: readonly unknown[], entries: readonly unknown[] = []): KubeObject =>
    ({
      apiVersion: "elasticache.services.k8s.aws/v1alpha1",
      kind: "ReplicationGroup",
      metadata: { name: "x", managedFields: entries },
      status: { conditions },
    }) as unknown as KubeObject;
  const SYNCED = { type: "ACK.ResourceSynced", status: "True" };
  const ours = { manager: "tenfold", operation: "Apply", time: late };
  const theirs = { manager: "controller", operation: "Update", subresource: "status", time: late };

  it.each([
    {
      name: "is the time of Ready",
      conditions: [
        { ...SYNCED, lastTransitionTime: early },
        { type: "Ready", lastTransitionTime: late },
      ],
      at: late,
    },
    {
      name: "is the time of Ready where ResourceSynced has none",
      conditions: [SYNCED, { type: "Ready", lastTransitionTime: late }],
      at: late,
    },
    {
      name: "is the time of ResourceSynced where Ready has none",
      conditions: [{ ...SYNCED, lastTransitionTime: late }, { type: "Ready" }],
      at: late,
    },
    {
      name: "is the time of the status entry where no condition has one",
      conditions: [SYNCED],
      entries: [ours, theirs],
      at: late,
    },
    { name: "is unknown where nobody but us wrote", conditions: [SYNCED], entries: [ours], at: undefined },
    {
      name: "is unknown where the time cannot be read",
      conditions: [{ ...SYNCED, lastTransitionTime: "yesterday" }],
      at: undefined,
    },
  ])("$name", ({ conditions, entries, at }) => {
    expect(syncedAt(written(conditions, entries))).toBe(at === undefined ? undefined : Date.parse(at));
  });
});
