// Nightly snapshots: which are made, and which go.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { volumeSnapshot } from "../../../cdk8s/volume-snapshot.js";
import { backupProblems } from "../../../domain/admit/backup-problems.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { extractor } from "../../../domain/observed/extract.js";
import { childKey } from "../../../domain/observed/record.js";
import { settled } from "../../../domain/observed/settled.js";
import type { BackupQuestion, Backups } from "../../../domain/plan/backups.js";
import { backups, snapshotState } from "../../../domain/plan/backups.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const DAY_MS = 24 * 3_600_000;
const NOON = Date.parse("2026-01-07T12:00:00Z");
const CLASS = webServiceClass({ volumeSnapshotClassName: "ebs" });

type Shop = { readonly retention?: number; readonly restoreFrom?: string };

/** A service with a database in the cluster, and a storage system that takes or refuses snapshots. */
class Volume {
  readonly objects: KubeObject[] = ["PersistentVolumeClaim", "StatefulSet"].map((kind) => withRole(kind, "db"));
  readonly made: string[] = [];
  readonly removed: string[] = [];
  /** The server's own clock, which no operator sets. */
  #serial = NOON;

  ask(now: number, { retention, restoreFrom }: Shop = {}, rest: Partial<BackupQuestion> = {}): Backups {
    const service = webService({ userTier: "1", database: { backupRetentionDays: retention, restoreFrom } });
    const records = this.objects.map(extractor(() => ""));
    const children = new Map(records.map((record) => [childKey(record), record]));
    const next = blueprint(service, CLASS);
    return backups({ ...{ service, next, children, now, isServed: true, mayExpireMany: false }, ...rest });
  }

  carryOut({ orders, expired }: Backups, status: unknown = { readyToUse: true, restoreSize: "10Gi" }): void {
    for (const order of orders) {
      const object = volumeSnapshot(blueprint(webService({ userTier: "1" }), CLASS), order);
      this.#serial += 60_000;
      const creationTimestamp = new Date(this.#serial).toISOString();
      this.objects.push({ ...object, metadata: { ...object.metadata, creationTimestamp }, status });
      this.made.push(object.metadata.name);
    }
    for (const { name } of expired) {
      this.objects.splice(this.objects.findIndex(({ metadata }) => metadata.name === name), 1); // prettier-ignore
      this.removed.push(name);
    }
  }

  /** Each night at noon, from now on. */
  nights(count: number, first = 0, shop: Shop = {}): void {
    for (let night = first; night < first + count; night += 1) this.carryOut(this.ask(NOON + night * DAY_MS, shop));
    this.carryOut(this.ask(NOON + (first + count - 1) * DAY_MS, shop));
  }

  get good(): readonly string[] {
    const snapshots = this.objects.filter(({ kind, status }) => kind === "VolumeSnapshot" && isGood(status));
    return snapshots.map(({ metadata }) => metadata.name);
  }
}

const isGood = (status: unknown) => (status as { readonly readyToUse?: boolean }).readyToUse === true;

function withRole(kind: string, role: string): KubeObject {
  const labels = { "app.kubernetes.io/component": role };
  return settled({ apiVersion: "v1", kind, metadata: { name: `shop-${role}`, namespace: "store", uid: kind, labels } });
}

describe("a nightly snapshot", () => {
  it("is made as soon as the database answers, and once a night", () => {
    const volume = new Volume();
    const first = volume.ask(NOON);
    expect(first.orders).toMatchObject([{ reason: "nightly", role: "db-2026-01-07", claim: "shop-db", version: "17" }]);
    volume.carryOut(first);
    expect(volume.ask(NOON).orders).toEqual([]);
    expect(volume.ask(NOON + DAY_MS).orders).toMatchObject([{ role: "db-2026-01-08" }]);
  });

  it("is not made of a database that does not answer: good copies would give way to it", () => {
    const volume = new Volume();
    volume.objects[1] = { ...withRole("StatefulSet", "db"), status: { readyReplicas: 0 } };
    expect(volume.ask(NOON).orders).toEqual([]);
  });

  it("of missed nights is made once", () => {
    const volume = new Volume();
    volume.nights(1);
    const late = volume.ask(NOON + 5 * DAY_MS);
    expect(late.orders).toMatchObject([{ role: "db-2026-01-12" }]);
    volume.carryOut(late);
    expect(volume.ask(NOON + 5 * DAY_MS).orders).toEqual([]);
  });

  it("is begun anew when somebody deletes it", () => {
    const volume = new Volume();
    volume.nights(1);
    volume.objects.pop();
    expect(volume.ask(NOON).orders).toMatchObject([{ role: "db-2026-01-07" }]);
  });

  it.each<{ readonly name: string; readonly rest: Partial<BackupQuestion>; readonly state: Backups["state"] }>([
    {
      name: "the class names no snapshot class",
      rest: { next: blueprint(webService({ userTier: "1" }), webServiceClass()) },
      state: "no-class",
    },
    { name: "the cluster does not know snapshots", rest: { isServed: false }, state: "not-served" },
    { name: "the database is in AWS", rest: { next: blueprint(webService({ userTier: "100" }), CLASS) }, state: "unwanted" },
  ])("is not made where $name, and what is there stays", ({ rest, state }) => {
    const volume = new Volume();
    volume.nights(9);
    expect(volume.ask(NOON + 20 * DAY_MS, { retention: 1 }, rest)).toMatchObject({ state, orders: [], expired: [] });
  });
});

describe("retention", () => {
  it("keeps as many good nights as were asked for, seven by default", () => {
    const volume = new Volume();
    volume.nights(30);
    expect(volume.good).toEqual(volume.made.slice(-7));
  });

  it("of one day keeps two all the same", () => {
    const volume = new Volume();
    volume.nights(5, 0, { retention: 1 });
    expect(volume.good).toEqual(volume.made.slice(-2));
  });

  it("that is shortened removes nothing by itself, and all of it once that is approved", () => {
    const volume = new Volume();
    volume.nights(7);
    expect(volume.ask(NOON + 6 * DAY_MS, { retention: 2 }).expired).toEqual([]);
    const approved = volume.ask(NOON + 6 * DAY_MS, { retention: 2 }, { mayExpireMany: true });
    expect(approved.expired.map(({ name }) => name).sort()).toEqual(volume.made.slice(0, 5).sort());
  });

  it("never counts nights that failed", () => {
    const volume = new Volume();
    volume.nights(7);
    const good = volume.good;
    const failed = { readyToUse: false, error: { message: "no room" } };
    for (let night = 7; night < 40; night += 1) volume.carryOut(volume.ask(NOON + night * DAY_MS), failed);
    expect(volume.good).toEqual(good);
    // Nor do failures pile up.
    expect(volume.objects.filter(({ kind }) => kind === "VolumeSnapshot").length).toBeLessThanOrEqual(15);
  });

  it("leaves alone what is labelled otherwise, what is of another volume, and what the spec restores from", () => {
    const volume = new Volume();
    volume.nights(7);
    const [kept, foreign, restored] = volume.objects.splice(2, 3);
    if (kept === undefined || foreign === undefined || restored === undefined) throw new Error("too few");
    const labels = { ...kept.metadata.labels, "tenfold.dev/snapshot": "kept" };
    volume.objects.splice(2, 0, { ...kept, metadata: { ...kept.metadata, labels } });
    volume.objects.splice(3, 0, { ...foreign, spec: { source: { persistentVolumeClaimName: "shop-db-before" } } });
    volume.objects.splice(4, 0, restored);
    volume.nights(20, 7, { restoreFrom: restored.metadata.name });
    expect(volume.objects.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining([kept.metadata.name, foreign.metadata.name, restored.metadata.name]),
    );
    expect(volume.removed.length).toBeGreaterThan(5);
  });

  it("leaves one that is under way although the storage system's clock is behind that of the server", () => {
    const volume = new Volume();
    for (let night = 0; night < 2; night += 1) {
      const ahead = new Date(NOON + 3_600_000).toISOString();
      volume.carryOut(volume.ask(NOON + night * DAY_MS, { retention: 2 }), { readyToUse: true, creationTime: ahead });
    }
    volume.carryOut(volume.ask(NOON + 2 * DAY_MS, { retention: 2 }), {});
    expect(volume.ask(NOON + 2 * DAY_MS, { retention: 2 }).expired).toEqual([]);
  });

  it("never takes a good copy that is not older than as many good ones, whatever the clock says and what fails", () => {
    const step = fc.record({ hours: fc.integer({ min: -20_000, max: 20_000 }), fails: fc.boolean() });
    const retentions = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), retentions, (steps, retention) => {
        const volume = new Volume();
        let best = 0;
        for (const { hours, fails } of steps) {
          const answer = volume.ask(NOON + hours * 3_600_000, { retention });
          const going = answer.expired.map(({ name }) => name).filter((name) => volume.good.includes(name));
          const left = volume.good.filter((name) => !going.includes(name));
          const age = (name: string) => volume.made.lastIndexOf(name);
          expect(going.every((name) => left.filter((other) => age(other) > age(name)).length >= Math.max(2, retention))).toBe(
            true,
          );
          volume.carryOut(answer, fails ? { readyToUse: false } : undefined);
          expect(volume.good.length).toBeGreaterThanOrEqual(Math.min(best, 2));
          best = Math.max(best, volume.good.length);
        }
      }),
    );
  });
});

describe("what is said of backups", () => {
  const said = (answer: Backups) =>
    backupProblems(answer, blueprint(webService({ userTier: "1" }), CLASS)).map(({ reason }) => reason);

  it("is nothing as long as the last good one is younger than 26 hours, then that it is old", () => {
    const volume = new Volume();
    volume.nights(1);
    const taken = volume.ask(NOON).last?.facts.snapshot.takenAt ?? 0;
    const oldAt = taken + 26 * 3_600_000;
    expect(said(volume.ask(oldAt - 1))).toEqual([]);
    const old = volume.ask(oldAt);
    expect([old.isOld, said(old)]).toEqual([true, ["BackupOld"]]);
    // Somebody looks again at that very moment.
    expect(volume.ask(oldAt - 3_600_000).wakeAt).toBeLessThanOrEqual(oldAt);
  });

  it("is why the newest attempt failed, and that the first one did", () => {
    const volume = new Volume();
    volume.carryOut(volume.ask(NOON), { readyToUse: false, error: { message: "class not found" } });
    expect(said(volume.ask(NOON))).toEqual(["BackupFailed"]);
    expect(said(volume.ask(NOON + 2 * DAY_MS))).toEqual(["BackupFailed", "BackupOld"]);
  });

  it("is how to change it where nothing is backed up", () => {
    const serviceClass = webServiceClass();
    const next = blueprint(webService({ userTier: "1" }), serviceClass);
    const [problem] = backupProblems(new Volume().ask(NOON, {}, { next }), next);
    expect(problem).toMatchObject({ reason: "NotBackedUp", stalls: false });
    expect(problem?.message).toContain("Set spec.volumeSnapshotClassName of WebServiceClass standard");
  });
});

describe("a snapshot that a blueprint names", () => {
  const asked = { ...blueprint(webService({ userTier: "1" }), CLASS), snapshots: [{ reason: "before-move-abc" }] };
  const state = (volume: Volume) => {
    const children = new Map(volume.objects.map(extractor(() => "")).map((record) => [childKey(record), record]));
    if (asked.database?.kind !== "in-cluster") throw new Error("no database in the cluster");
    return snapshotState(children, asked.database, { reason: "before-move-abc" });
  };

  it("is made at once, even of a database that does not answer, is waited for, and is never removed", () => {
    const volume = new Volume();
    volume.objects[1] = { ...withRole("StatefulSet", "db"), status: { readyReplicas: 0 } };
    expect(state(volume)).toEqual({ kind: "absent" });
    volume.carryOut(volume.ask(NOON, {}, { next: asked }), {});
    expect(volume.made).toHaveLength(1);
    expect(state(volume)).toEqual({ kind: "under-way" });
    const [name = ""] = volume.made;
    volume.objects[2] = { ...(volume.objects[2] as KubeObject), status: { readyToUse: true } };
    expect(state(volume)).toEqual({ kind: "ready", name });
    volume.objects[1] = withRole("StatefulSet", "db");
    volume.nights(20, 0, { retention: 1 });
    expect(volume.good).toContain(name);
  });

  it("tells why it failed", () => {
    const volume = new Volume();
    volume.carryOut(volume.ask(NOON, {}, { next: asked }), { error: { message: "no room" } });
    expect(state(volume)).toMatchObject({ kind: "failed", message: "no room" });
  });
});
