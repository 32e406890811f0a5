// The stand-in of the snapshot controller.
import { beforeEach, describe, expect, it } from "@jest/globals";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { SnapshotController } from "../../../local/aws/volumes/snapshot-controller.js";
import { FakeApiServer } from "./fake-api-server.js";
import { FakeClock } from "./fake-clock.js";
import { DELAYS, silent } from "./stage.js";

const CLAIM: KubeObject = {
  ...{ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "shop-db", namespace: "store" } },
  status: { phase: "Bound", capacity: { storage: "10Gi" } },
};

function snapshot(className: string, claim = "shop-db"): KubeObject {
  return {
    ...{
      apiVersion: BUILT_IN.volumeSnapshot.apiVersion,
      kind: "VolumeSnapshot",
      metadata: { name: "night", namespace: "store" },
    },
    spec: { volumeSnapshotClassName: className, source: { persistentVolumeClaimName: claim } },
  };
}

let api: FakeApiServer;
let clock: FakeClock;

beforeEach(() => {
  api = new FakeApiServer();
  clock = new FakeClock();
  const controller = new SnapshotController({ cluster: api, clock, log: silent, delays: DELAYS, className: "local" });
  api.listeners.push((kind, object, isGone) => {
    if (kind.kind !== "VolumeSnapshot") return;
    if (isGone) controller.gone(object);
    else controller.seen(object);
  });
});

const statusOf = (object: KubeObject) => api.get(object)?.["status"];

describe("a snapshot", () => {
  it("is taken at once, is ready after a while, and then goes when it is deleted", async () => {
    api.apply(CLAIM);
    const night = api.apply(snapshot("local"));
    await clock.advance(0);
    expect(statusOf(night)).toMatchObject({ readyToUse: false, creationTime: "2026-03-01T00:00:00.000Z" });
    await clock.advance(DELAYS.createMs);
    expect(statusOf(night)).toMatchObject({ readyToUse: true, restoreSize: "10Gi" });
    api.delete(night);
    await clock.advance(0);
    expect(api.get(night)).toBeUndefined();
  });

  it("of a class that is not there fails, says so, and is tried again", async () => {
    api.apply(CLAIM);
    const night = api.apply(snapshot("other"));
    await clock.advance(0);
    expect(statusOf(night)).toMatchObject({
      readyToUse: false,
      error: { message: expect.stringContaining('"other" not found') },
    });
    const before = api.writesTo(night).length;
    await clock.advance(DELAYS.retryMaxMs);
    expect(api.writesTo(night).length).toBeGreaterThan(before);
  });

  it("of a claim that is not there fails until it is", async () => {
    const night = api.apply(snapshot("local"));
    await clock.advance(0);
    expect(statusOf(night)).toMatchObject({ error: { message: expect.stringContaining("cannot get claim") } });
    api.apply(CLAIM);
    await clock.advance(DELAYS.retryMaxMs + DELAYS.createMs);
    expect(statusOf(night)).toMatchObject({ readyToUse: true });
  });
});
