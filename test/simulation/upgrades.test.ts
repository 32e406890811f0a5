// Upgrades of databases in AWS, by the operator's own steps: whatever AWS answers, and wherever the operator is killed.
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { textAt } from "../../domain/observed/reading.js";
import { webServiceClass } from "../fixtures/services.js";
import type { CloudScript } from "./cloud.js";
import { SimulatedWorld } from "./world.js";

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });
const KINDS = [
  { object: "DBInstance", userTier: "1k" },
  { object: "DBCluster", userTier: "1M" },
] as const;

describe.each(KINDS)("an upgrade of a $object", ({ object, userTier }) => {
  const spec = (version: "16" | "17"): Partial<WebServiceSpec> => ({ userTier, database: { version } });
  let world: SimulatedWorld;

  beforeEach(() => {
    world = new SimulatedWorld(CLASS);
    world.settle(spec("16"));
  });

  const written = () =>
    [...world.objects.values()]
      .filter(({ kind }) => kind === object)
      .flatMap(({ spec: given }) => textAt(given, "engineVersion") ?? []);
  const snapshots = () => [...world.servers.snapshots];
  const held = (rest: ReturnType<SimulatedWorld["settle"]>) =>
    rest.desire?.gated.decisions.find(({ change }) => change.detail.kind === "database-version");
  /** Whenever a version is written, its snapshot was finished before. */
  const watch = (): void => {
    if (written().includes("17")) expect(snapshots()).toEqual(["before-upgrade-16-17"]);
  };

  it("writes the version once its snapshot is there, and comes to rest", () => {
    const rest = world.settle(spec("17"), { watch });
    expect(written()).toEqual(["17"]);
    expect(rest).toMatchObject({ stuck: [], held: [] });
    expect(held(rest)).toBeUndefined();
  });

  it("takes no snapshot and writes nothing as long as nobody approves", () => {
    const rest = world.settle(spec("17"), { approves: false });
    expect(held(rest)).toMatchObject({ state: "Waiting", waitingFor: "approval" });
    expect([written(), snapshots()]).toEqual([["16"], []]);
  });

  it.each([
    [0, 0, 0],
    [1, 1],
    [0, 3, 0, 3],
  ])("converges when the operator is killed after %s writes", (...killedAfter) => {
    world.settle(spec("17"), { watch, killedAfter });
    expect(written()).toEqual(["17"]);
    expect(snapshots()).toEqual(["before-upgrade-16-17"]);
  });

  it.each(["silent", "lost"] as const)("goes on when AWS answers again after it was %s", (run) => {
    let asked = 0;
    const cloud: CloudScript = () => ((asked += 1) <= 4 ? run : "done");
    world.settle(spec("17"), { watch, cloud, steps: 3 });
    expect(written()).toEqual(["16"]);
    world.settle(spec("17"), { watch, cloud });
    expect(written()).toEqual(["17"]);
  });

  it("goes on without a snapshot where AWS may not be asked", () => {
    world.settle(spec("17"), { cloud: () => "off" });
    expect([written(), snapshots()]).toEqual([["17"], []]);
  });

  it("is dropped by the spec before it was written, and leaves no trace but the snapshot", () => {
    world.settle(spec("17"), { cloud: () => "silent", steps: 4 });
    const rest = world.settle(spec("16"));
    expect(written()).toEqual(["16"]);
    expect(held(rest)).toBeUndefined();
  });

  it("waits for what AWS would refuse", () => {
    const rest = world.settle(spec("17"), { cloud: () => "refused" });
    expect(held(rest)?.waitingFor).toContain("it is refused");
    expect(written()).toEqual(["16"]);
  });

  it("that AWS refuses after it was written is given up by the spec, and one that was made is not", () => {
    world.settle(spec("17"), { watch });
    expect(held(world.settle(spec("16")))).toMatchObject({ state: "Held" });
    expect(written()).toEqual(["17"]);
    world.settle(spec("16"), { cloud: () => "refused" });
    expect(written()).toEqual(["16"]);
  });
});
