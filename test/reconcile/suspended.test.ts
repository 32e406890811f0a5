// A suspended service is Ready only for a spec that was built, whatever its status said before.
import { describe, expect, it } from "@jest/globals";
import type { MoveState } from "../../domain/api/status-move.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { BoundMove } from "../../domain/observed/bound-move.js";
import { webService } from "../fixtures/services.js";
import { fakeWorld } from "../fakes/fake-world.js";
import type { FakeWorld } from "../fakes/fake-world.js";

function condition(at: FakeWorld, type: string) {
  return at.service().status?.conditions?.find((candidate) => candidate.type === type);
}

async function built(userTier: WebServiceSpec["userTier"] = "1"): Promise<FakeWorld> {
  const at = fakeWorld(webService({ userTier }));
  await at.run();
  expect(condition(at, "Ready")).toMatchObject({ status: "True", observedGeneration: 1 });
  return at;
}

async function suspended(spec: Parameters<FakeWorld["edit"]>[0] = {}): Promise<FakeWorld> {
  const at = await built();
  at.edit({ suspend: true });
  await at.run();
  at.writes.length = 0;
  if (Object.keys(spec).length > 0) at.edit(spec);
  await at.run();
  return at;
}

/** As if a move from RDS to Aurora had come so far. */
function moved(at: FakeWorld, state: MoveState): void {
  const move: BoundMove = {
    ...{ id: "0123456789ab", state, since: "2026-01-07T12:00:00Z", attempt: 1, undoing: state === "undoing" ? 1 : 0 },
    ...{ from: { kind: "rds", generation: 0 }, to: { kind: "aurora", generation: 0 } },
  };
  at.see((record) => {
    const { binding } = record.facts;
    return binding === undefined ? record : { ...record, facts: { ...record.facts, binding: { ...binding, move } } };
  });
}

describe("a suspended service", () => {
  it("stays Ready when nothing else of its spec was changed", async () => {
    const at = await suspended();
    expect(condition(at, "Ready")).toMatchObject({ status: "True", reason: "Ready", observedGeneration: 2 });
    expect(condition(at, "Suspended")?.status).toBe("True");
    expect(at.writes).toEqual([]);
  });

  it.each([
    ["a higher tier", { userTier: "10" }],
    ["another image", { image: "example.com/shop:2" }],
    ["a class that does not exist", { className: "nowhere" }],
  ])("is not Ready for %s that was never built, and nothing of it is written", async (_what, spec) => {
    const at = await suspended(spec);
    expect(condition(at, "Ready")).toMatchObject({ status: "False", reason: "SuspendRequested", observedGeneration: 3 });
    expect(condition(at, "Reconciling")?.status).toBe("False");
    expect(condition(at, "Stalled")?.status).toBe("False");
    expect(at.writes.filter((write) => write !== "status")).toEqual([]);
    expect(at.events.filter(({ type }) => type === "Warning")).toEqual([]);
  });

  it("is Ready again when the edit is taken back", async () => {
    const at = await suspended({ image: "example.com/shop:2" });
    at.edit({ image: "example.com/shop:1" });
    await at.run();
    expect(condition(at, "Ready")).toMatchObject({ status: "True", observedGeneration: 4 });
  });

  it("needs no status and no memory to know it", async () => {
    const ready = await suspended();
    const other = await suspended({ userTier: "10" });
    for (const at of [ready, other]) {
      at.change((service) => ({ ...service, status: {} }));
      at.restart();
      await at.run();
    }
    expect(condition(ready, "Ready")?.status).toBe("True");
    expect(condition(other, "Ready")?.status).toBe("False");
  });

  it("is not Ready when what it stands on breaks", async () => {
    const at = await suspended();
    const lost = { state: "progressing", usable: false, message: "none of 1 pods is available" } as const;
    at.see((record) => (record.kind === "Deployment" ? { ...record, health: lost } : record));
    await at.run();
    expect(condition(at, "Ready")).toMatchObject({ status: "False", reason: "SuspendRequested" });
    expect(condition(at, "Ready")?.message).toContain("none of 1 pods is available");
    expect(condition(at, "WorkloadReady")?.status).toBe("False");
  });

  it("shows its plan as waiting for the suspension to end", async () => {
    const at = await suspended({ image: "example.com/shop:2" });
    expect(at.service().status?.plan?.changes.map(({ state, waitingFor }) => [state, waitingFor])).toEqual([
      ["Waiting", "spec.suspend to be false"],
    ]);
    expect(condition(at, "PlanPending")).toMatchObject({ status: "True", reason: "SuspendRequested" });
  });

  it.each([
    { state: "rehearsed", letsIn: false },
    { state: "freezing", letsIn: true },
    { state: "promoting", letsIn: true },
    { state: "verifying", letsIn: true },
    { state: "undoing", letsIn: true },
    { state: "kept", letsIn: false },
  ] as const)("whose move is $state lets the application into its database first: $letsIn", async ({ state, letsIn }) => {
    const at = await built("100");
    moved(at, state);
    at.writes.length = 0;
    at.edit({ suspend: true });
    await at.run(1);
    expect(at.writes.some((write) => write.includes("move-undo"))).toBe(letsIn);
  });
});
