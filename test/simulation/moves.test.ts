// Moves of data between databases, by the operator's own steps against servers that remember who is shut out and where the rows are.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { webServiceClass } from "../fixtures/services.js";
import type { CloudRun, CloudScript } from "./cloud.js";
import type { Run, Script } from "./servers.js";
import { bound, dialled, watch } from "./watching.js";
import { SimulatedWorld } from "./world.js";

type Spec = Partial<WebServiceSpec>;
const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });

const RISES: readonly { readonly from: Spec; readonly to: Spec; readonly kind: string }[] = [
  { from: { userTier: "10" }, to: { userTier: "100" }, kind: "rds" },
  { from: { userTier: "1" }, to: { userTier: "10k" }, kind: "rds" },
  { from: { userTier: "100k" }, to: { userTier: "1M" }, kind: "aurora" },
  { from: { userTier: "10" }, to: { userTier: "10M" }, kind: "aurora" },
  { from: { userTier: "10" }, to: { userTier: "10", database: { placement: "RDS" } }, kind: "rds" },
];

const at = (command: string, run: Run): Script => {
  const seen = new Set<string>();
  return (ran, job) => {
    if (ran !== command || seen.has(job.metadata.name)) return "done";
    seen.add(job.metadata.name);
    return run;
  };
};

describe("a move", () => {
  it.each(RISES)(
    "from $from.userTier to $to.userTier ends with the application on $kind, its rows there, the source kept and shut",
    (rise) => {
      const world = new SimulatedWorld(CLASS);
      world.settle(rise.from, { watch });
      const before = bound(world);
      const rest = world.settle(rise.to, { watch });
      expect(rest).toMatchObject({ problem: undefined, stuck: [] });
      expect(rest.held.filter((id) => id.startsWith("database-move"))).toEqual([]);
      expect(bound(world)).toMatchObject({ database: rise.kind, move: { state: "kept", attempt: 1 } });
      expect(dialled(world)).toBe(bound(world).host);
      expect(world.servers.isShut(before.host ?? "")).toBe(true);
      expect(world.names("StatefulSet")).toEqual([]);
      expect(world.names("Job").filter((name) => name.includes("move"))).toEqual([]);
    },
  );

  it("asks nobody before its rehearsal has passed, and then says how long it will take and by what it knows", () => {
    const world = new SimulatedWorld(CLASS);
    world.settle({ userTier: "10" }, { watch });
    const waiting = world.settle({ userTier: "100" }, { watch, approves: false });
    const move = waiting.desire?.gated.decisions.find(({ change }) => change.detail.kind === "database-move");
    expect(move).toMatchObject({ state: "Waiting", waitingFor: "approval", change: { downtimeSeconds: 42 } });
    expect(move?.change.basis).toContain("2.0 GiB in 42 s");
    expect(bound(world)).toMatchObject({ database: "in-cluster", move: { state: "rehearsed", attempt: 0 } });
    expect(world.servers.open()).toEqual([dialled(world)]);
  });

  it("that its rehearsal finds impossible interrupts nobody, says why, and goes on by itself when that is put right", () => {
    const world = new SimulatedWorld(CLASS);
    world.settle({ userTier: "10" }, { watch });
    const refused = world.settle({ userTier: "100" }, { watch, steps: 6, programs: () => "refused" });
    expect(refused.desire).toBeUndefined();
    expect(bound(world)).toMatchObject({ database: "in-cluster", move: { attempt: 0, rehearsal: { passed: false } } });
    expect(bound(world).move?.rehearsal?.message).toContain("an extension is missing");
    world.settle({ userTier: "100" }, { watch });
    expect(bound(world).database).toBe("rds");
  });

  it.each(["letIn", "killed", "refused"] as const)(
    "that fails while the application is shut out (%s) lets it in again, is rehearsed again and asks again",
    (run) => {
      const world = new SimulatedWorld(CLASS);
      world.settle({ userTier: "10" }, { watch });
      const wanted: Spec = { userTier: "100" };
      const first = world.settle(wanted, { watch, approves: false }).desire?.plan.id ?? "";
      const annotations = { "tenfold.dev/approve": first };
      const again = world.settle(wanted, { watch, approves: false, annotations, programs: at("move", run) });
      expect(bound(world)).toMatchObject({ database: "in-cluster", move: { state: "rehearsed", attempt: 1 } });
      expect(again.desire?.plan.id).not.toBe(first);
      expect(again.desire?.gated.decisions).toContainEqual(expect.objectContaining({ waitingFor: "approval" }));
      expect(world.servers.open()).toEqual([dialled(world)]);
      world.settle(wanted, { watch });
      expect(bound(world)).toMatchObject({ database: "rds", move: { state: "kept", attempt: 2 } });
    },
  );

  it("is taken back by editing the spec back at any point before the switch, and leaves the service as it was", () => {
    for (let steps = 1; steps < 7; steps += 1) {
      const world = new SimulatedWorld(CLASS);
      world.settle({ userTier: "10" }, { watch });
      const before = dialled(world);
      world.settle({ userTier: "100" }, { watch, steps, programs: at("move", "running") });
      if (bound(world).database === "rds") continue;
      const rest = world.settle({ userTier: "10" }, { watch });
      expect(rest).toMatchObject({ problem: undefined, stuck: [], held: [] });
      expect(bound(world)).toMatchObject({ database: "in-cluster" });
      expect(dialled(world)).toBe(before);
      expect(world.servers.open()).toEqual([before]);
    }
  });

  it("that was taken back in the middle is another one when it is wanted again after a different one: nothing of the first attempt counts", () => {
    const world = new SimulatedWorld(CLASS);
    world.settle({ userTier: "10" }, { watch });
    world.settle({ userTier: "100" }, { watch, steps: 4 });
    const first = bound(world).move;
    expect(first).toMatchObject({ state: "freezing", attempt: 1 });
    world.settle({ userTier: "1M" }, { watch, approves: false });
    expect(bound(world)).toMatchObject({ database: "in-cluster", move: { state: "rehearsed", to: { kind: "aurora" } } });
    const rest = world.settle({ userTier: "100" }, { watch });
    expect(rest).toMatchObject({ problem: undefined, stuck: [] });
    expect(bound(world)).toMatchObject({ database: "rds", move: { state: "kept", to: { kind: "rds" } } });
    expect(bound(world).move?.id).not.toBe(first?.id);
    expect(world.servers.open()).toEqual([dialled(world)]);
  });

  it("goes through whatever is wanted, approved, killed or fails on the way, and never has two databases that take rows", () => {
    const runs = fc.array(fc.constantFrom<Run>("done", "refused", "letIn", "killed", "running"), { maxLength: 12 });
    const wish = fc.record({
      userTier: fc.constantFrom("1", "10", "100", "10k", "100k", "1M"),
      steps: fc.integer({ min: 1, max: 9 }),
      approves: fc.boolean(),
      killedAfter: fc.array(fc.nat(40), { maxLength: 3 }),
    });
    const answers = fc.array(fc.constantFrom<CloudRun>("done", "silent", "lost"), { maxLength: 12 });
    const wishes = fc.array(wish, { minLength: 2, maxLength: 5 });
    const property = fc.property(wishes, runs, answers, (wished, script, said) => {
      const world = new SimulatedWorld(CLASS);
      const [left, unsaid] = [[...script], [...said]];
      const programs: Script = () => left.shift() ?? "done";
      const cloud: CloudScript = () => unsaid.shift() ?? "done";
      for (const { userTier, steps, approves, killedAfter } of wished)
        world.settle({ userTier }, { watch, steps, approves, killedAfter, programs, cloud });
      const last = { userTier: wished.at(-1)?.userTier } as Spec;
      const rest = world.settle(last, { watch });
      expect(rest).toMatchObject({ problem: undefined, stuck: [] });
      expect(world.servers.open()).toEqual([dialled(world)]);
    });
    fc.assert(property, { numRuns: 60 });
  });
});

describe("a new major version of a database in the cluster", () => {
  const wants = (version: "16" | "17", rest: Spec = {}): Spec => ({ userTier: "10", ...rest, database: { version } });

  it("is a move into a volume of its own, and what the old one holds stays", () => {
    const world = new SimulatedWorld(CLASS);
    world.settle(wants("16"), { watch });
    const [before] = world.names("PersistentVolumeClaim");
    const rest = world.settle(wants("17"), { watch });
    expect(rest).toMatchObject({ problem: undefined, stuck: [], held: [] });
    expect(bound(world)).toMatchObject({ database: "in-cluster", move: { to: { generation: 1 }, state: "kept" } });
    expect(world.names("PersistentVolumeClaim")).toHaveLength(2);
    expect(world.names("PersistentVolumeClaim")).toContain(before);
    expect(world.names("StatefulSet")).toHaveLength(1);
    expect(world.servers.open()).toEqual([dialled(world)]);
    expect(rest.desire?.standing.database).toMatchObject({ version: "17", generation: 1 });
  });

  it("is taken back before the switch, and comes again", () => {
    for (let steps = 1; steps < 6; steps += 1) {
      const world = new SimulatedWorld(CLASS);
      world.settle(wants("16"), { watch });
      const before = dialled(world);
      world.settle(wants("17"), { watch, steps, programs: at("move", "running") });
      if (bound(world).move?.to.generation === 1 && dialled(world) !== before) continue;
      expect(world.settle(wants("16"), { watch })).toMatchObject({ problem: undefined, stuck: [], held: [] });
      expect(world.servers.open()).toEqual([before]);
      world.settle(wants("17"), { watch });
      expect(world.servers.open()).toEqual([dialled(world)]);
      expect(dialled(world)).not.toBe(before);
    }
  });

  it("and then a move to RDS goes from the new volume", () => {
    const world = new SimulatedWorld(CLASS);
    world.settle(wants("16"), { watch });
    world.settle(wants("17"), { watch });
    world.settle({ userTier: "100", database: { version: "17" } }, { watch });
    expect(bound(world)).toMatchObject({ database: "rds", move: { from: { kind: "in-cluster", generation: 1 }, state: "kept" } });
    expect(world.servers.open()).toEqual([dialled(world)]);
  });
});

describe("a snapshot before a move", () => {
  const WITH_SNAPSHOTS = webServiceClass({ ...CLASS.spec, volumeSnapshotClassName: "snapshots" });
  const snapshots = (world: SimulatedWorld) => world.names("VolumeSnapshot").filter((name) => name.includes("before-move"));

  it("is there before the application is shut out, where the class names how", () => {
    const world = new SimulatedWorld(WITH_SNAPSHOTS);
    world.settle({ userTier: "10" }, { watch });
    const waits = world.settle({ userTier: "100" }, { watch, approves: false });
    expect(waits.desire?.gated.next.snapshots).toBeUndefined();
    expect(snapshots(world)).toEqual([]);
    const reasons: (string | undefined)[] = [];
    world.settle(
      { userTier: "100" },
      { watch, programs: (command) => (reasons.push(command === "move" ? snapshots(world)[0] : undefined), "done") },
    );
    expect(reasons.filter((name) => name !== undefined)).toHaveLength(1);
    expect(bound(world).database).toBe("rds");
  });
});

describe("the target of a move that was not made", () => {
  it.each([
    { from: { userTier: "10" }, to: { userTier: "100" } },
    { from: { userTier: "10", database: { version: "16" } }, to: { userTier: "10", database: { version: "17" } } },
    { from: { userTier: "100k" }, to: { userTier: "1M" } },
  ] as readonly { readonly from: Spec; readonly to: Spec }[])(
    "is never taken for the database, whatever comes: $from.userTier to $to.userTier",
    ({ from, to }) => {
      const world = new SimulatedWorld(CLASS);
      world.settle(from, { watch });
      const [before, { object }] = [dialled(world), bound(world)];
      world.settle(to, { watch, approves: false });
      const off = (spec: Spec): Spec => ({ ...spec, database: { ...spec.database, enabled: false } });
      world.settle(off(to), { watch });
      world.settle(to, { watch, approves: false });
      expect(dialled(world)).toBe(before);
      const { formerUid } = world.deleteAndCreate();
      world.settle({ ...to, database: { ...to.database, adoptFrom: formerUid } }, { watch: undefined, approves: false });
      expect(bound(world).database).toBe(from.userTier === "100k" ? "rds" : "in-cluster");
      expect(bound(world).object).toBe(object);
    },
  );
});
