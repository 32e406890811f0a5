// Backups over whole reconciles: what is written, what is removed, and what the status says.
import { describe, expect, it } from "@jest/globals";
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import type { FakeWorld } from "../fakes/fake-world.js";
import { fakeWorld } from "../fakes/fake-world.js";

const DAY_MS = 24 * 3_600_000;
const BACKED_UP = webServiceClass({ volumeSnapshotClassName: "ebs" });

async function shop(spec: Parameters<typeof webService>[0] = {}, serviceClass = BACKED_UP): Promise<FakeWorld> {
  const at = fakeWorld(webService({ userTier: "1", ...spec }), serviceClass);
  await at.run();
  return at;
}

async function nights(at: FakeWorld, count: number): Promise<void> {
  for (let night = 0; night < count; night += 1) {
    at.clock.advance(DAY_MS);
    await at.run(3);
  }
}

const writes = (at: FakeWorld, verb: string) =>
  at.writes.filter((line) => line.startsWith(`${verb} VolumeSnapshot `)).map((line) => line.split(" ")[2] ?? "");
const backedUp = (at: FakeWorld) => at.service().status?.conditions?.find(({ type }) => type === "BackedUp");
const reasons = (at: FakeWorld) => (at.service().status?.problems ?? []).map(({ reason }) => reason);

describe("a service with a database in the cluster", () => {
  it("is backed up at once and then once a night, also by an operator that has just started", async () => {
    const at = await shop();
    const [first = ""] = writes(at, "write");
    expect(writes(at, "write")).toEqual([first]);
    expect(at.service().status?.backup).toMatchObject({ name: first, sizeGiB: 20 });
    expect(backedUp(at)).toMatchObject({ status: "True", reason: "Ready" });
    at.restart();
    await at.run();
    expect(writes(at, "write")).toEqual([first]);
    await nights(at, 3);
    expect(new Set(writes(at, "write")).size).toBe(4);
    expect(writes(at, "write")).toHaveLength(4);
  });

  it("asks to be looked at when the next backup is due", async () => {
    const at = await shop();
    expect(await at.run()).toMatchObject({ kind: "requeue-after" });
  });

  it("is Ready while a backup is under way or failed", async () => {
    const at = await shop();
    at.see((record) =>
      record.facts.snapshot === undefined
        ? record
        : { ...record, facts: { snapshot: { ...record.facts.snapshot, isReady: false, error: "no room" } } },
    );
    await at.run();
    expect(at.service().status?.conditions?.find(({ type }) => type === "Ready")?.status).toBe("True");
    expect(reasons(at)).toEqual(["BackupFailed"]);
    await nights(at, 2);
    expect(backedUp(at)).toMatchObject({ status: "False", reason: "BackupOld" });
    expect(at.service().status?.conditions?.find(({ type }) => type === "Ready")?.status).toBe("True");
  });

  it("keeps its snapshots when it is deleted, labelled and named in the note", async () => {
    const at = await shop();
    const [first = ""] = writes(at, "write");
    at.change((service) => ({ ...service, metadata: { ...service.metadata, deletionTimestamp: "2026-01-08T00:00:00Z" } }));
    await at.run(3);
    expect(writes(at, "remove")).toEqual([]);
    expect(at.children().find(({ kind }) => kind === "VolumeSnapshot")).toMatchObject({ name: first });
    expect(at.noteOf("kept")).toContain(`VolumeSnapshot ${first}`);
  });

  it("makes and removes none while it is suspended", async () => {
    const at = await shop({ database: { backupRetentionDays: 1 } });
    at.edit({ suspend: true });
    at.writes.length = 0;
    await nights(at, 5);
    expect([writes(at, "write"), writes(at, "remove")]).toEqual([[], []]);
    expect(backedUp(at)).toMatchObject({ status: "False", reason: "BackupOld" });
  });

  it("says that nothing is backed up where the class names no VolumeSnapshotClass, and is Ready", async () => {
    const at = await shop({}, webServiceClass());
    expect(reasons(at)).toEqual(["NotBackedUp"]);
    expect(backedUp(at)).toMatchObject({ status: "False", reason: "NotBackedUp" });
    expect(at.service().status?.conditions?.find(({ type }) => type === "Ready")?.status).toBe("True");
    expect(writes(at, "write")).toEqual([]);
  });
});

describe("retention", () => {
  const managedBy = (at: FakeWorld) => at.manage("VolumeSnapshot", FIELD_MANAGER);

  it("removes the oldest night, one for each new one", async () => {
    const at = await shop({ database: { backupRetentionDays: 2 } });
    managedBy(at);
    await nights(at, 5);
    const made = [...new Set(writes(at, "write"))];
    expect(writes(at, "remove")).toEqual(made.slice(0, 4));
  });

  it("leaves one that somebody has just relabelled to keep it", async () => {
    const at = await shop({ database: { backupRetentionDays: 2 } });
    managedBy(at);
    const [first = ""] = writes(at, "write");
    at.relabel("VolumeSnapshot", first, { "tenfold.dev/snapshot": "kept" });
    // The watch has not told of it yet.
    at.see((record) =>
      record.name === first && record.facts.snapshot !== undefined
        ? { ...record, facts: { snapshot: { ...record.facts.snapshot, reason: "nightly" } } }
        : record,
    );
    await nights(at, 4);
    expect(writes(at, "remove")).not.toContain(first);
  });

  it("removes nothing that another field manager has made", async () => {
    const at = await shop({ database: { backupRetentionDays: 2 } });
    at.manage("VolumeSnapshot", "somebody");
    await nights(at, 4);
    expect(writes(at, "remove")).toEqual([]);
  });
});
