// Moves from RDS to Aurora, by the operator's own steps: a replica that is promoted, whatever AWS answers and however the programs end.
import { beforeEach, describe, expect, it } from "@jest/globals";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { at as valueAt, textAt } from "../../domain/observed/reading.js";
import { webServiceClass } from "../fixtures/services.js";
import type { CloudScript } from "./cloud.js";
import type { Run, Script } from "./servers.js";
import { bound, dialled, watch } from "./watching.js";
import { SimulatedWorld } from "./world.js";

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });
const RDS: Partial<WebServiceSpec> = { userTier: "100k" };
const AURORA: Partial<WebServiceSpec> = { userTier: "1M" };

const once = (command: string, run: Run): Script => {
  let isOver = false;
  return (ran) => {
    if (ran !== command || isOver) return "done";
    isOver = true;
    return run;
  };
};
const silentAbout =
  (about: string): CloudScript =>
  (question) =>
    question.about === about ? "silent" : "done";

describe("a move to a replica", () => {
  let world: SimulatedWorld;
  let before: string | undefined;

  beforeEach(() => {
    world = new SimulatedWorld(CLASS);
    world.settle(RDS, { watch });
    before = dialled(world);
  });

  const clusters = () => [...world.objects.values()].filter(({ kind }) => kind === "DBCluster");
  const waitingFor = (rest: ReturnType<SimulatedWorld["settle"]>) =>
    rest.desire?.gated.decisions.find(({ change }) => change.detail.kind === "database-move")?.waitingFor ?? "";

  it("is made as a replica of the instance, without a master of its own, and follows nobody in the end", () => {
    world.settle(AURORA, { watch, steps: 2 });
    const [replica] = clusters();
    const instance = [...world.objects.values()].find(
      ({ kind, spec }) => kind === "DBInstance" && textAt(spec, "dbName") === undefined,
    );
    const arn = textAt(instance, "status", "ackResourceMetadata", "arn") ?? "none";
    expect(arn).toContain("-rds-");
    expect(valueAt(replica, "spec", "replicationSourceIdentifier")).toBe(arn);
    for (const field of ["masterUsername", "masterUserPassword", "databaseName"]) expect(replica?.spec).not.toHaveProperty(field);
    world.settle(AURORA, { watch });
    expect(bound(world)).toMatchObject({ database: "aurora", move: { state: "kept", attempt: 1 } });
    const [promoted] = clusters();
    expect(promoted?.spec).not.toHaveProperty("replicationSourceIdentifier");
    expect(promoted?.spec).not.toHaveProperty("masterUserPassword");
    expect(promoted?.metadata.annotations?.[ANNOTATION.bornOf]).toBe("0");
    expect(world.names("Secret").filter((name) => name.includes("aurora"))).toEqual([]);
    expect(world.servers.isShut(before ?? "")).toBe(true);
  });

  it("has one instance while it follows, and its readers when it is in use", () => {
    const members = () => world.names("DBInstance").filter((name) => name.includes("aurora"));
    world.settle(AURORA, { watch, approves: false });
    expect(members()).toHaveLength(1);
    world.settle(AURORA, { watch });
    expect(members()).toHaveLength(4);
  });

  it("says before approval what the freeze is made of, and shuts nobody out before", () => {
    const rest = world.settle(AURORA, { watch, approves: false });
    const move = rest.desire?.gated.decisions.find(({ change }) => change.detail.kind === "database-move");
    expect(move).toMatchObject({ state: "Waiting", waitingFor: "approval" });
    expect(dialled(world)).toBe(before);
    expect(world.servers.open()).toEqual([before]);
  });

  it("shuts nobody out as long as AWS cannot be asked, and says why", () => {
    const rest = world.settle(AURORA, { watch, steps: 8, cloud: () => "silent" });
    expect(rest.problem).toBeUndefined();
    expect(bound(world)).toMatchObject({ database: "rds", move: { state: "rehearsed", attempt: 0 } });
    expect(world.servers.open()).toEqual([before]);
    const held = world.settle(AURORA, { watch, cloud: () => "silent" });
    expect(waitingFor(held)).toContain("AWS cannot be asked");
  });

  it("that AWS does not promote lets the application in again when its time is over, and uses the same replica later", () => {
    world.settle(AURORA, { watch, steps: 40, cloud: silentAbout("promotion") });
    expect(bound(world)).toMatchObject({ database: "rds", move: { state: "undone", attempt: 1, promotion: "maybe" } });
    expect(bound(world).move?.failure).toContain("AWS cannot be asked");
    expect(world.servers.open()).toEqual([before]);
    world.settle(AURORA, { watch });
    expect(bound(world)).toMatchObject({ database: "aurora", move: { state: "kept", attempt: 2 } });
    expect(clusters()).toHaveLength(1);
  });

  it("whose target was promoted in vain is never gone on with: the next attempt has a replica of its own, and asks again", () => {
    const first = world.settle(AURORA, { watch, approves: false }).desire?.plan.id ?? "";
    const annotations = { [ANNOTATION.approve]: first };
    const again = world.settle(AURORA, { watch, approves: false, annotations, programs: once("verify", "refused") });
    expect(bound(world)).toMatchObject({ database: "rds", move: { state: "rehearsed", attempt: 1, spent: [0] } });
    expect(again.desire?.plan.id).not.toBe(first);
    expect(waitingFor(again)).toBe("approval");
    expect(world.servers.open()).toEqual([before]);
    world.settle(AURORA, { watch });
    expect(bound(world)).toMatchObject({ database: "aurora", move: { to: { generation: 1 }, attempt: 2 } });
    expect(clusters()).toHaveLength(2);
    for (const cluster of clusters()) expect(cluster.spec).not.toHaveProperty("replicationSourceIdentifier");
  });

  it("goes on when a comparison leaves nothing behind: it is made again", () => {
    world.settle(AURORA, { watch, programs: once("verify", "killed") });
    expect(bound(world)).toMatchObject({ database: "aurora", move: { attempt: 1 } });
  });

  it("whose promotion was done although the answer was lost goes on", () => {
    let isLost = false;
    const cloud: CloudScript = ({ about }) => {
      if (about !== "promotion" || isLost) return "done";
      isLost = true;
      return "lost";
    };
    world.settle(AURORA, { watch, cloud });
    expect(bound(world)).toMatchObject({ database: "aurora", move: { attempt: 1 } });
  });

  it("that is taken back while AWS promotes lets the application in, and the cluster is never a target again", () => {
    world.settle(AURORA, { watch, steps: 14, programs: (command) => (command === "verify" ? "running" : "done") });
    expect(bound(world)).toMatchObject({ database: "rds", move: { state: "verifying", promotion: "done" } });
    world.settle(RDS, { watch });
    expect(bound(world)).toMatchObject({ database: "rds" });
    expect(dialled(world)).toBe(before);
    expect(world.servers.open()).toEqual([before]);
    world.settle(AURORA, { watch });
    expect(bound(world)).toMatchObject({ database: "aurora", move: { to: { generation: 1 } } });
  });
});
