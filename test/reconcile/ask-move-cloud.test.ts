// What AWS is asked, and has done, for a move to a replica: nothing that the gate does not want, and every silence in words.
import { describe, expect, it } from "@jest/globals";
import type { AuroraDatabase, RdsDatabase } from "../../domain/blueprint/types.js";
import type { WebService } from "../../domain/api/service.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { ReplicaQuestion } from "../../domain/plan/move-cloud.js";
import { unaskedReplicas } from "../../operator/adapters/rds-unasked.js";
import type { CloudReplicas, ReplicaState } from "../../operator/ports/cloud-replicas.js";
import { CloudRefusal } from "../../operator/ports/cloud-replicas.js";
import { askMoveCloud } from "../../operator/reconcile/act/ask-move-cloud.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { fakeClock } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { webService } from "../fixtures/services.js";

const SOURCE = { kind: "rds", version: "16" } as RdsDatabase;
const TARGET = { kind: "aurora", version: "16", instanceClass: "db.r7g.large", generation: 1 } as AuroraDatabase;
const OFFER = { stands: "16.10", isAtRest: true, obstacles: [] };
const children = new Map([
  ["DBInstance/rds", { name: "shop-rds", facts: {} } as ChildRecord],
  ["DBInstance/rds-g1", { name: "shop-rds-g1", facts: { identifier: "legacy" } } as ChildRecord],
  ["DBCluster/aurora-g1", { name: "shop-aurora-g1", facts: {} } as ChildRecord],
]);

function asking(state: ReplicaState | Error = "replica") {
  const calls: string[] = [];
  const answer = <T>(call: string, value: T): Promise<T> => {
    calls.push(call);
    return state instanceof Error ? Promise.reject(state) : Promise.resolve(value);
  };
  const replicas: CloudReplicas = {
    asks: true,
    obstacles: ({ instance, instanceClass }) => answer(`obstacles ${instance} ${instanceClass}`, []),
    state: (region, cluster) => answer(`state ${region} ${cluster}`, state as ReplicaState),
    promote: (region, cluster) => answer(`promote ${region} ${cluster}`, undefined),
    upgrade: ({ kind, name, to }) => answer(`upgrade ${kind} ${name} ${to}`, OFFER),
    snapshot: ({ kind, of, name, notBefore = "" }) =>
      answer(`snapshot ${kind} ${of} ${name} ${notBefore}`.trim(), { name, isFinished: true }),
  };
  const memory = emptyMemory();
  const world = { replicas, clock: fakeClock(), log: fakeLog(), memory: () => memory };
  const service: WebService = webService({});
  const ask = (question?: ReplicaQuestion) => askMoveCloud(world, service, { question, children, region: "eu-west-1" });
  return { ask, calls, log: world.log };
}

describe("asking AWS for a move to a replica", () => {
  it("asks nothing that nobody wants to know", async () => {
    const { ask, calls } = asking();
    expect(await ask()).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("promotes what is a replica still, when it is told to, and not otherwise", async () => {
    const { ask, calls } = asking();
    await ask({ about: "promotion", target: TARGET, promotes: false });
    expect(calls).toEqual(["state eu-west-1 shop-aurora-g1"]);
    expect(await ask({ about: "promotion", target: TARGET, promotes: true })).toEqual({ about: "promotion", state: "replica" });
    expect(calls.slice(1)).toEqual(["state eu-west-1 shop-aurora-g1", "promote eu-west-1 shop-aurora-g1"]);
  });

  it.each(["promoting", "promoted", "gone"] as const)("leaves a cluster alone that is %s", async (state) => {
    const { ask, calls } = asking(state);
    expect(await ask({ about: "promotion", target: TARGET, promotes: true })).toEqual({ about: "promotion", state });
    expect(calls).toHaveLength(1);
  });

  it("names the snapshot by instance and move", async () => {
    const { ask } = asking();
    const answer = await ask({ about: "snapshot", source: SOURCE, suffix: "move-0123-1" });
    expect(answer).toEqual({ about: "snapshot", name: "shop-rds-move-0123-1", isFinished: true });
  });

  it("names a database that was adopted by its identifier", async () => {
    const { ask } = asking();
    const answer = await ask({ about: "snapshot", source: { ...SOURCE, generation: 1 }, suffix: "move-0123-1" });
    expect(answer).toEqual({ about: "snapshot", name: "legacy-move-0123-1", isFinished: true });
  });

  it("asks once what AWS offers, as long as the same is wanted", async () => {
    const { ask, calls } = asking();
    const question = { about: "replica", source: SOURCE, wanted: TARGET } as const;
    await ask(question);
    await ask(question);
    expect(calls).toEqual(["obstacles shop-rds db.r7g.large"]);
    await ask({ ...question, wanted: { ...TARGET, instanceClass: "db.r7g.xlarge" } });
    expect(calls).toHaveLength(2);
  });

  it("asks whether an upgrade is taken, and has a snapshot made only when a suffix says so", async () => {
    const { ask, calls } = asking();
    const question = { about: "upgrade", database: SOURCE, to: "17" } as const;
    expect(await ask(question)).toEqual({ about: "upgrade", ...OFFER });
    expect(calls).toEqual(["upgrade DBInstance shop-rds 17"]);
    const answer = await ask({ ...question, database: TARGET, suffix: "before-upgrade-16-17" });
    const name = "shop-aurora-g1-before-upgrade-16-17";
    expect(answer).toEqual({ about: "upgrade", ...OFFER, snapshot: { name, isFinished: true } });
    const dayAgo = fakeClock().now() - 24 * 3_600_000;
    expect(calls.slice(1)).toEqual([
      "upgrade DBCluster shop-aurora-g1 17",
      `snapshot DBCluster shop-aurora-g1 ${name} ${dayAgo}`,
    ]);
  });

  it("has no snapshot made of what has the version already", async () => {
    const { ask, calls } = asking();
    await ask({ about: "upgrade", database: TARGET, to: "16", suffix: "before-upgrade-15-16" });
    expect(calls).toEqual(["upgrade DBCluster shop-aurora-g1 16"]);
  });

  it("believes for a while what is in the way of an upgrade, and asks each time whether one can be given up", async () => {
    const { ask, calls } = asking();
    const up = { about: "upgrade", database: SOURCE, to: "17" } as const;
    await ask(up);
    await ask(up);
    expect(calls).toHaveLength(1);
    await ask({ ...up, to: "15" });
    await ask({ ...up, to: "15" });
    expect(calls).toHaveLength(3);
  });

  it("says that AWS may not be asked when that was decided", async () => {
    const memory = emptyMemory();
    const world = { replicas: unaskedReplicas, clock: fakeClock(), log: fakeLog(), memory: () => memory };
    const question = { about: "upgrade", database: SOURCE, to: "17" } as const;
    expect(await askMoveCloud(world, webService({}), { question, children, region: "eu-west-1" })).toMatchObject({
      about: "nothing",
      isOff: true,
    });
  });

  it.each([
    { message: "add rds:X to its policy", isRefused: true },
    { message: "socket hang up", isRefused: false },
  ])("says in words what AWS does not answer: $message", async ({ message, isRefused }) => {
    const error = isRefused ? new CloudRefusal(message) : new Error(message);
    const { ask, log } = asking(error);
    const answer = await ask({ about: "promotion", target: TARGET, promotes: true });
    expect(answer).toEqual({ about: "nothing", why: message });
    expect(log.lines.some(({ level }) => level === "warn")).toBe(!isRefused);
  });
});
