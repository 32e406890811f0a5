import { emptyMemory } from "../../../operator/reconcile/memory.js";
import { describe, expect, it } from "@jest/globals";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { observe } from "../../../domain/observed/observe.js";
import { UID, webService } from "../../fixtures/services.js";

const WROTE = Date.parse("2026-01-01T10:00:00Z");

function bucket(rest: Partial<ChildRecord>): ChildRecord {
  return {
    apiVersion: "s3.services.k8s.aws/v1alpha1",
    kind: "Bucket",
    namespace: "store",
    name: "b",
    uid: "bucket-uid",
    resourceVersion: "20",
    generation: 2,
    service: "shop",
    serviceUid: UID,
    role: "assets",
    holdsData: true,
    retained: false,
    hash: "h",
    ownedFields: "f",
    appliedAt: WROTE,
    deleting: false,
    syncedAt: WROTE,
    health: { state: "ready" },
    facts: {},
    ...rest,
  };
}

const stateAfter = (record: ChildRecord, write?: { at: number; resourceVersion: string }) =>
  observe([record], webService(), {
    ...emptyMemory(),
    specWrites: new Map(write === undefined ? [] : [["bucket-uid", write]]),
  }).byRole.get("Bucket/assets")?.health.state;

describe("an ACK object after our change of its spec", () => {
  it("is not ready while its last sync is older than the change, although its condition says so", () => {
    expect(stateAfter(bucket({ syncedAt: WROTE - 1000 }), { at: WROTE, resourceVersion: "19" })).toBe("progressing");
  });

  it("is not ready within the same second as long as nobody wrote after us", () => {
    expect(stateAfter(bucket({ resourceVersion: "19" }), { at: WROTE, resourceVersion: "19" })).toBe("progressing");
  });

  it("is ready once its controller has synced again", () => {
    expect(stateAfter(bucket({}), { at: WROTE, resourceVersion: "19" })).toBe("ready");
  });

  it("is ready when somebody wrote after us at a time that nobody knows", () => {
    expect(stateAfter(bucket({ syncedAt: undefined }), { at: WROTE, resourceVersion: "19" })).toBe("ready");
  });

  it("is not ready at an unknown time as long as nobody wrote after us", () => {
    expect(stateAfter(bucket({ syncedAt: undefined, resourceVersion: "19" }), { at: WROTE, resourceVersion: "19" })).toBe(
      "progressing",
    );
  });

  it("is believed at once where no controller of ACK answers for it", () => {
    const map = bucket({ apiVersion: "v1", kind: "Bucket", syncedAt: undefined, resourceVersion: "19" });
    expect(stateAfter(map, { at: WROTE, resourceVersion: "19" })).toBe("ready");
  });

  it("stays ready when only labels were written, since its controller does not look at those", () => {
    expect(stateAfter(bucket({ syncedAt: WROTE - 1000 }))).toBe("ready");
  });
});

describe("children of a service", () => {
  it("include adopted data, and data of others is left behind", () => {
    const old = bucket({ serviceUid: "99999999-2222-3333-4444-555555555555", retained: true });
    const inCloud = { kind: "absent", dataUid: old.serviceUid, region: "us-east-1", names: [] } as const;
    const of = (adoptFrom: string | undefined) =>
      observe([old], webService({ database: { adoptFrom } }), { ...emptyMemory(), inCloud });
    expect(of(undefined).foreign).toMatchObject([{ uid: old.serviceUid, records: [old] }]);
    expect(of(undefined).byId.size).toBe(0);
    expect(of(old.serviceUid).byId.size).toBe(1);
    expect(of(old.serviceUid).foreign).toEqual([]);
  });

  it("are in doubt while nobody has asked AWS for the database of adopted data that has none here", () => {
    const old = bucket({ serviceUid: "99999999-2222-3333-4444-555555555555", retained: true });
    const ownerOf = (database: { adoptFrom: string; enabled?: boolean }) =>
      observe([old], webService({ database }), emptyMemory()).owner.kind;
    expect(ownerOf({ adoptFrom: old.serviceUid })).toBe("unknown");
    expect(ownerOf({ adoptFrom: old.serviceUid, enabled: false })).toBe("known");
  });
});
