// A database in the cluster restored from a snapshot, over the operator's own pure steps.
import { describe, expect, it } from "@jest/globals";
import { volumeSnapshot } from "../../cdk8s/volume-snapshot.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { settled } from "../../domain/observed/settled.js";
import { textAt } from "../../domain/observed/reading.js";
import { webServiceClass } from "../fixtures/services.js";
import type { Rest } from "./world.js";
import { SimulatedWorld } from "./world.js";

type Spec = Partial<WebServiceSpec>;
const CLASS = webServiceClass({ volumeSnapshotClassName: "ebs" });
const asking = (restoreFrom?: string, rest: Spec = {}): Spec => ({ userTier: "10", database: { restoreFrom }, ...rest });

/** A service at rest with one good snapshot of its volume. */
function shop(): { readonly world: SimulatedWorld; readonly snapshot: string } {
  const world = new SimulatedWorld(CLASS);
  const { desire } = world.settle({ userTier: "10" });
  return { world, snapshot: snapshotOf(world, desire) };
}

function snapshotOf(world: SimulatedWorld, desire: Rest["desire"], status?: unknown): string {
  const [order] = desire?.backups.orders ?? [];
  if (order === undefined || desire === undefined) throw new Error("no backup is due");
  const made = settled(volumeSnapshot(desire.gated.next, order));
  const { name } = made.metadata;
  world.objects.set(`VolumeSnapshot/${name}`, {
    ...made,
    metadata: { ...made.metadata, uid: name },
    ...(status === undefined ? {} : { status }),
  });
  return name;
}

const of = ({ objects }: SimulatedWorld, kind: string) => [...objects.values()].filter((object) => object.kind === kind);
const binding = (world: SimulatedWorld, key: string) =>
  textAt(
    of(world, "ConfigMap").find(({ metadata }) => metadata.name.includes("binding")),
    "data",
    key,
  );
const source = (claim: KubeObject | undefined) => textAt(claim, "spec", "dataSource", "name");
const bound = (world: SimulatedWorld) =>
  of(world, "PersistentVolumeClaim").find(({ metadata }) => metadata.name === binding(world, "object"));
const databaseHost = (world: SimulatedWorld) =>
  JSON.stringify(of(world, "Deployment")).match(/shop-db[a-z0-9-]*\.store\.svc/g)?.[0];

describe("a restore", () => {
  it("waits for its approval by name, and says what is given up", () => {
    const { world, snapshot } = shop();
    const before = new Map(world.objects);
    const rest = world.settle(asking(snapshot, { changes: { automatic: "Restart" } }), { approves: false });
    const waiting = rest.desire?.gated.decisions.find(({ change }) => change.detail.kind === "database-restore");
    expect(waiting).toMatchObject({ state: "Waiting", waitingFor: "approval", change: { disruption: "Restart" } });
    expect(waiting?.change.summary).toContain("what was written since is not in it");
    expect(world.objects).toEqual(before);
  });

  it("moves the application to a copy beside the present database, whose volume is kept", () => {
    const { world, snapshot } = shop();
    const old = bound(world)?.metadata.name;
    const oldHost = databaseHost(world);
    expect(world.settle(asking(snapshot))).toMatchObject({ problem: undefined, stuck: [], held: [] });
    expect([binding(world, "generation"), binding(world, "restored")]).toEqual(["1", snapshot]);
    expect(source(bound(world))).toBe(snapshot);
    expect(world.names("PersistentVolumeClaim")).toContain(old);
    expect(bound(world)?.metadata.name).not.toBe(old);
    expect(world.names("StatefulSet")).toHaveLength(1);
    expect(databaseHost(world)).not.toBe(oldHost);
    // Passwords are those of the copied data.
    expect(world.names("Secret")).toHaveLength(2);
  });

  it("never lets PostgreSQL make an empty database where the copy should be", () => {
    const { world, snapshot } = shop();
    expect(JSON.stringify(of(world, "StatefulSet"))).toContain("POSTGRES_PASSWORD");
    world.settle(asking(snapshot));
    expect(JSON.stringify(of(world, "StatefulSet"))).not.toContain("POSTGRES_PASSWORD");
  });

  it("keeps the application where it is until the copy answers, and is taken back by the spec", () => {
    const { world, snapshot } = shop();
    const before = bound(world)?.metadata.name;
    const dead = (object: KubeObject) =>
      object.kind === "StatefulSet" && object.metadata.name.includes("db-g1") ? { readyReplicas: 0 } : undefined;
    const rest = world.settle(asking(snapshot), { trouble: dead });
    expect(rest.stuck).toEqual([expect.stringContaining("database-restore")]);
    expect(bound(world)?.metadata.name).toBe(before);
    expect(world.names("StatefulSet")).toHaveLength(2);
    expect(world.settle(asking(undefined))).toMatchObject({ stuck: [], held: [] });
    expect(bound(world)?.metadata.name).toBe(before);
    expect(world.names("StatefulSet")).toHaveLength(1);
    expect(world.names("PersistentVolumeClaim")).toHaveLength(2);
  });

  it("that was taken back is never taken for the database, also after that was switched off and on", () => {
    const { world, snapshot } = shop();
    const before = bound(world)?.metadata.name;
    world.settle(asking(snapshot), { steps: 2 });
    world.settle({ userTier: "10", database: { enabled: false } });
    expect(world.names("PersistentVolumeClaim")).toHaveLength(2);
    expect(binding(world, "database")).toBe("none");
    world.settle({ userTier: "10" });
    expect(bound(world)?.metadata.name).toBe(before);
  });

  it("stays restored when the field is removed, and is done again when the same is asked for again", () => {
    const { world, snapshot } = shop();
    world.settle(asking(snapshot));
    const first = bound(world)?.metadata.name;
    expect(world.settle(asking(undefined))).toMatchObject({ stuck: [], held: [] });
    expect([bound(world)?.metadata.name, binding(world, "restored")]).toEqual([first, undefined]);
    world.settle(asking(snapshot));
    expect([binding(world, "generation"), source(bound(world))]).toEqual(["2", snapshot]);
    expect(world.names("PersistentVolumeClaim")).toHaveLength(3);
  });

  it("is adopted as it stands by the next service of the name", () => {
    const { world, snapshot } = shop();
    world.settle(asking(snapshot));
    const restored = bound(world)?.metadata.name;
    const { formerUid } = world.deleteAndCreate();
    expect(world.settle({ userTier: "10", database: { adoptFrom: formerUid } }).problem).toBeUndefined();
    expect(bound(world)?.metadata.name).toBe(restored);
    expect(world.names("PersistentVolumeClaim")).toHaveLength(2);
  });

  it.each([
    {
      name: "there is none of that name",
      status: undefined,
      asked: "other",
      says: "this service has no VolumeSnapshot other. It has: shop-db-",
    },
    {
      name: "it is not ready",
      status: { error: { message: "no room" } },
      asked: undefined,
      says: "is not ready to use: no room",
    },
  ])("is held where $name, and says what to do", ({ status, asked, says }) => {
    const world = new SimulatedWorld(CLASS);
    const snapshot = snapshotOf(world, world.settle({ userTier: "10" }).desire, status);
    const rest = world.settle(asking(asked ?? snapshot));
    expect(rest.held).toHaveLength(1);
    const held = rest.desire?.gated.decisions.find(({ state }) => state === "Held");
    expect(held?.waitingFor).toContain(says);
    expect(held?.waitingFor).toContain("remove spec.database.restoreFrom");
    expect(world.names("PersistentVolumeClaim")).toHaveLength(1);
  });

  it("ends the same wherever the operator is killed", () => {
    const { world: whole, snapshot } = shop();
    whole.settle(asking(snapshot));
    for (let writes = 0; writes < 30; writes += 1) {
      for (const killedAfter of [[writes], [99, writes], [99, 99, writes], [writes, writes, writes]]) {
        const { world } = shop();
        world.settle(asking(snapshot), { killedAfter });
        expect([killedAfter, [...world.objects.keys()].sort()]).toEqual([killedAfter, [...whole.objects.keys()].sort()]);
        expect(binding(world, "object")).toBe(binding(whole, "object"));
      }
    }
  });
});
