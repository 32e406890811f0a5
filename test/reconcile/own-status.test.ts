// The status is the operator's own: what somebody else writes over it is put back, without a fight and without hearing its own echo.
import { describe, expect, it } from "@jest/globals";
import { reconcile } from "../../operator/reconcile/reconcile.js";
import { isForeignStatus } from "../../operator/reconcile/tell/write-status.js";
import { webService } from "../fixtures/services.js";
import { fakeWorld } from "../fakes/fake-world.js";
import type { FakeWorld } from "../fakes/fake-world.js";

const KEY = "store/shop";
const LONGEST_PAUSE_MS = 300_000;

async function ready(): Promise<FakeWorld> {
  const at = fakeWorld(webService({ userTier: "1" }));
  await at.run();
  return at;
}

function overwrite(at: FakeWorld, status: object): void {
  at.change((service) => ({ ...service, status }));
}

describe("a status that somebody else has written", () => {
  it.each([
    ["erased", {}],
    ["that lies about readiness", { conditions: [] }],
    ["that names another tier", { tier: { current: "10M" }, history: [{ time: "then", tier: "10M" }] }],
  ])("%s is put back as it was, times and history included", async (_what, status) => {
    const at = await ready();
    const own = at.service().status;
    overwrite(at, status);
    expect(isForeignStatus(at.memory, at.service())).toBe(true);
    await at.run();
    expect(at.service().status).toEqual(own);
  });

  it("is never seen in the operator's own echo", async () => {
    const at = await ready();
    expect(isForeignStatus(at.memory, at.service())).toBe(false);
    const known = at.writes.length;
    await at.run();
    expect(at.writes).toHaveLength(known);
  });

  it("is not seen in the echo that is faster than the answer to the write", async () => {
    const at = await ready();
    at.edit({ suspend: true });
    const seen: boolean[] = [];
    const { cluster } = at.world;
    const patchStatus: typeof cluster.patchStatus = async (...args) => {
      const written = await cluster.patchStatus(...args);
      seen.push(isForeignStatus(at.memory, at.service()));
      return written;
    };
    await reconcile({ ...at.world, cluster: { ...cluster, patchStatus } }, KEY);
    expect(seen).toEqual([false]);
  });

  it("of a service made again under the same name is none of its predecessor's", async () => {
    const at = await ready();
    at.change((service) => ({ ...service, metadata: { ...service.metadata, uid: "another" }, status: undefined }));
    expect(isForeignStatus(at.memory, at.service())).toBe(false);
  });

  it("is put back ever more slowly against one who goes on writing, and at once again after a calm", async () => {
    const at = await ready();
    const times: number[] = [];
    const end = at.clock.now() + 10 * LONGEST_PAUSE_MS;
    while (at.clock.now() < end) {
      const before = at.writes.length;
      overwrite(at, {});
      const action = await reconcile(at.world, KEY);
      if (at.writes.length > before) times.push(at.clock.now());
      at.clock.advance(action.kind === "requeue-after" ? action.milliseconds : 1);
    }
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(LONGEST_PAUSE_MS);
    expect(times.length).toBeLessThan(25);
    at.clock.advance(3 * LONGEST_PAUSE_MS);
    overwrite(at, {});
    expect(await reconcile(at.world, KEY)).toEqual({ kind: "await-change" });
    expect(at.service().status?.observedGeneration).toBe(1);
  });

  it("is not suspected when our own write has failed", async () => {
    const at = fakeWorld(webService({ userTier: "1" }));
    const failing = { ...at.world.cluster, patchStatus: () => Promise.reject(new Error("away")) };
    await expect(reconcile({ ...at.world, cluster: failing }, KEY)).rejects.toThrow("away");
    expect(isForeignStatus(at.memory, at.service())).toBe(false);
  });
});
