// When a reconcile comes back: at once, after the time that the server asked for, or when a watch says so.
import { describe, expect, it } from "@jest/globals";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import { reconcile } from "../../operator/reconcile/reconcile.js";
import { answeringWorld } from "../fakes/answering-world.js";
import { webService } from "../fixtures/services.js";

const KEY = "store/shop";
const service = webService({ userTier: "1", className: "standard" });
const ACK = CHILD_KINDS.filter(({ apiVersion }) => apiVersion.includes(".services.k8s.aws/"));

describe("a reconcile", () => {
  it("whose writes were throttled tells the runner how long to wait", async () => {
    const { world } = answeringWorld({ service, answer: new ClusterError("throttled", "too many requests", 7) });
    await expect(reconcile(world, KEY)).rejects.toMatchObject({ retryAfterSeconds: 7 });
  });

  it("that misses controllers writes none of their kinds and does not look again by itself", async () => {
    const { world, written } = answeringWorld({ service, missing: ACK });
    expect(await reconcile(world, KEY)).toEqual({ kind: "await-change" });
    expect(written).toContain("ServiceAccount");
    expect(written.filter((kind) => ACK.some((missing) => missing.kind === kind))).toEqual([]);
  });

  it("that was refused a write looks again after a minute, not all services in the same second", async () => {
    const answer = new ClusterError("forbidden", "exceeded quota");
    const waits = [0, 0.5].map((chance) => {
      const { world } = answeringWorld({ service, answer });
      return reconcile({ ...world, clock: { ...world.clock, random: () => chance } }, KEY);
    });
    expect(await Promise.all(waits)).toEqual([
      { kind: "requeue-after", milliseconds: 60_000 },
      { kind: "requeue-after", milliseconds: 67_500 },
    ]);
  });

  it("that should have come back earlier lets go of the process before it does", async () => {
    const { world } = answeringWorld({ service });
    const past = { targets: undefined, nextAt: world.clock.now() - 60_000 };
    const memory = { ...world.memory(KEY) };
    Object.defineProperty(memory, "sight", { get: () => past, set: () => undefined });
    expect(await reconcile({ ...world, memory: () => memory }, KEY)).toEqual({ kind: "requeue-after", milliseconds: 250 });
  });

  it("of a suspended service does not come back to ask what it was to ask before", async () => {
    const { world } = answeringWorld({ service: { ...service, spec: { ...service.spec, suspend: true } } });
    const before = world.clock.now() - 60_000;
    const memory = world.memory(KEY);
    memory.inquiry = { since: new Map(), texts: new Map(), nextAt: before, lookAt: before };
    memory.sight = { targets: undefined, nextAt: before };
    expect(await reconcile(world, KEY)).toEqual({ kind: "await-change" });
  });
});
