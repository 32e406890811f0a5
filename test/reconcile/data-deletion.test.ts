// The rules of a deletion of data, one by one.
import { describe, expect, it } from "@jest/globals";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { ChildRecord, Health } from "../../domain/observed/record.js";
import {
  closedLocks,
  isTakenUp,
  keysOf,
  leavingInWords,
  openedLocks,
  stageOf,
} from "../../operator/reconcile/decide/data-deletion.js";
import { UID, webService } from "../fixtures/services.js";

const READY: Health = { state: "ready" };

function record(kind: string, role = "x", more: Partial<ChildRecord> = {}): ChildRecord {
  const group = kind === "PersistentVolumeClaim" || kind === "Secret" ? "v1" : "some.services.k8s.aws/v1alpha1";
  return {
    ...{
      apiVersion: group,
      kind,
      namespace: "store",
      name: `shop-${role}`,
      uid: `${kind}-${role}`,
      resourceVersion: "1",
      generation: 1,
    },
    ...{ service: "shop", serviceUid: UID, role, holdsData: true, retained: false, hash: "", ownedFields: "", appliedAt: 0 },
    ...{ deleting: false, syncedAt: undefined, health: READY, facts: {} },
    ...more,
  };
}

describe("the keys", () => {
  const given = (confirm: string | undefined, snapshot: string | undefined) => {
    const annotations = { [ANNOTATION.confirmDelete]: confirm, [ANNOTATION.finalSnapshot]: snapshot };
    const said = Object.entries(annotations).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    return keysOf(webService({ deletion: { data: "Delete" } }, Object.fromEntries(said) as Record<string, string>));
  };

  it.each([
    [UID, "one", ["one"]],
    [UID, " one, two ,", ["one", "two"]],
  ])("are there with %s and %j", (confirm, snapshot, snapshots) => {
    expect(given(confirm, snapshot)).toEqual({ kind: "given", snapshots });
  });

  it.each([
    [undefined, "one"],
    [UID, undefined],
    [UID, ""],
    [UID, " , "],
    [UID.toUpperCase().replace("1", "2"), "one"],
    [`${UID} `, "one"],
    ["", ""],
  ])("are not there with %j and %j", (confirm, snapshot) => {
    expect(given(confirm, snapshot)).toMatchObject({ kind: "missing", message: expect.stringContaining(`"data":"Retain"`) });
  });
});

describe("the order", () => {
  const all = [
    ...[
      record("DBSubnetGroup", "rds"),
      record("SecurityGroup", "rds"),
      record("DBParameterGroup", "rds"),
      record("Queue", "queue"),
    ],
    ...[
      record("Table", "sessions"),
      record("LogGroup", "logs"),
      record("PersistentVolumeClaim", "db"),
      record("DBCluster", "aurora"),
    ],
    ...[record("DBInstance", "rds"), record("DBInstance", "rds-1"), record("DBInstance", "aurora-0"), record("Bucket", "assets")],
    record("DBInstance", "rds-g1"),
  ];

  it("is bucket, copies, databases, volume, the rest of the data, what others refer to", () => {
    const seen: string[] = [];
    let left: readonly ChildRecord[] = all;
    while (left.length > 0) {
      const { records, afterSnapshots } = stageOf(left);
      seen.push(`${afterSnapshots ? "after" : "before"}: ${records.map(({ kind, role }) => `${kind}/${role}`).join(" ")}`);
      left = left.filter((one) => !records.includes(one));
    }
    expect(seen).toEqual([
      "before: Bucket/assets",
      "before: DBInstance/rds-1 DBInstance/aurora-0",
      "before: DBCluster/aurora DBInstance/rds DBInstance/rds-g1",
      "after: PersistentVolumeClaim/db",
      "after: Queue/queue Table/sessions LogGroup/logs",
      "after: DBSubnetGroup/rds SecurityGroup/rds DBParameterGroup/rds",
    ]);
    expect(stageOf([])).toEqual({ records: [], afterSnapshots: true });
  });
});

describe("the locks", () => {
  it("of a database are opened for a deletion that leaves a snapshot, never for one that does not", () => {
    for (const main of [record("DBInstance", "rds"), record("DBCluster", "aurora")]) {
      expect(openedLocks(main)).toEqual({
        annotations: {
          "services.k8s.aws/deletion-policy": "delete",
          "rds.services.k8s.aws/skip-final-snapshot": "false",
          "rds.services.k8s.aws/final-db-snapshot-identifier": `${main.name}-final`,
          "rds.services.k8s.aws/delete-automated-backups": "false",
        },
        spec: { deletionProtection: false },
      });
    }
  });

  it("are closed as data is born", () => {
    const retain = { "services.k8s.aws/deletion-policy": "retain" };
    expect(closedLocks(record("DBInstance", "rds"))).toEqual({ annotations: retain, spec: { deletionProtection: true } });
    expect(closedLocks(record("Table"))).toEqual({ annotations: retain, spec: { deletionProtectionEnabled: true } });
    expect(closedLocks(record("DBInstance", "rds-1"))).toEqual({ annotations: retain });
  });

  it("of a copy concern its protection only where AWS shows one; a volume has none", () => {
    expect(openedLocks(record("DBInstance", "rds-1"))).toEqual({ annotations: { "services.k8s.aws/deletion-policy": "delete" } });
    expect(openedLocks(record("DBInstance", "rds-1"), true)).toMatchObject({ spec: { deletionProtection: false } });
    expect(openedLocks(record("PersistentVolumeClaim", "db"))).toBeUndefined();
  });

  it.each([
    ["not looked at since, a moment later", { syncedAt: 900, at: 1000, now: 2000, health: READY }, false],
    ["looked at since", { syncedAt: 1100, at: 1000, now: 2000, health: READY }, true],
    ["not looked at since, and time enough has passed", { syncedAt: 900, at: 1000, now: 16_000, health: READY }, true],
    [
      "still being changed",
      { syncedAt: 1100, at: 1000, now: 99_000, health: { state: "progressing", usable: true, message: "" } as Health },
      false,
    ],
    ["opened by somebody else, nobody knows when", { syncedAt: 900, at: undefined, now: 2000, health: READY }, true],
  ])("of a table %s", (_what, { syncedAt, at, now, health }, taken) => {
    expect(isTakenUp(record("Table", "sessions", { syncedAt, health, facts: { released: { whole: true, at } } }), now)).toBe(
      taken,
    );
  });
});

describe("what status says of an object that goes", () => {
  it("is what its controller has trouble with, and for a bucket the command that empties it", () => {
    const message = "is being deleted, and its controller says: api error BucketNotEmpty: not empty";
    const text = leavingInWords(record("Bucket", "assets", { health: { state: "progressing", usable: false, message } }));
    expect(text).toContain("Bucket shop-assets is being deleted, and its controller says");
    expect(text).toContain("aws s3api delete-objects --bucket shop-assets");
    expect(text).toContain("deletion-policy=retain");
  });
});
