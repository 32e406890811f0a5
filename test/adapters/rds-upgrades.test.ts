// What an upgrade asks of RDS, through the SDK, of the local RDS: the targets of the version that runs, and a snapshot that is new.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { serveRdsApi, type RdsApi } from "../../local/aws/rds-api/server.js";
import { rdsReplicas } from "../../operator/adapters/rds-replicas.js";
import { unaskedReplicas } from "../../operator/adapters/rds-unasked.js";
import type { CloudReplicas } from "../../operator/ports/cloud-replicas.js";
import { CloudRefusal } from "../../operator/ports/cloud-replicas.js";
import * as made from "../local/aws/manifests.js";
import { LONG_MS, PLACE, Stage } from "../local/aws/stage.js";

const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const KINDS = [
  { kind: "DBInstance", name: "db", type: "rds/DBInstance" },
  { kind: "DBCluster", name: "aurora", type: "rds/DBCluster" },
] as const;

describe.each(KINDS)("an upgrade of a $kind", ({ kind, name, type }) => {
  let api: RdsApi;
  let replicas: CloudReplicas;
  let stage: Stage;

  beforeEach(async () => {
    stage = new Stage();
    api = await serveRdsApi({ world: stage.world, place: PLACE, port: 0 });
    replicas = rdsReplicas({ endpoint: api.endpoint, credentials: CREDENTIALS });
    const database = kind === "DBInstance" ? made.database(name, { spec: { engineVersion: "16" } }) : made.cluster(name);
    await stage.settle(made.secret("master"), made.subnets, database);
    change({ engineVersion: "16.4" });
  });
  afterEach(() => api.stop());

  const change = (attributes: Readonly<Record<string, unknown>>) => {
    const found = stage.resource(type, name);
    if (found === undefined) throw new Error(`no ${name}`);
    stage.world.alter(found.arn, { attributes: { ...found.attributes, ...attributes } });
    return found.arn;
  };
  const offer = (to: string) => replicas.upgrade({ region: REGION, kind, name, to });
  const snapshot = (notBefore?: number) =>
    replicas.snapshot({ region: REGION, kind, of: name, name: `${name}-before-upgrade-16-17`, notBefore });

  it("has nothing in its way to a target of the very version that runs", async () => {
    expect(await offer("17")).toEqual({ stands: "16.4", isAtRest: true, obstacles: [] });
  });

  it("says which versions it is taken to, and what to do, when the wanted one is no target", async () => {
    change({ engineVersion: kind === "DBInstance" ? "16.4" : "15.14" });
    const { obstacles } = await offer(kind === "DBInstance" ? "18" : "19");
    expect(obstacles).toEqual([expect.stringContaining("set spec.database.version to 17 and go on from there")]);
  });

  it("says that a newer minor version is needed when there is no target at all", async () => {
    change({ engineVersion: "17.1" });
    expect((await offer("18")).obstacles).toEqual([expect.stringContaining("a newer minor version of 17")]);
  });

  it("tells what AWS is at from what is at rest", async () => {
    const arn = change({});
    stage.world.modify(arn, { engineVersion: "17" });
    expect(await offer("17")).toMatchObject({ stands: "16.4", isAtRest: false });
    await stage.advance(LONG_MS);
    expect(await offer("17")).toEqual({ stands: "17.6", isAtRest: true, obstacles: [] });
  });

  it("of what AWS does not have is refused in words", async () => {
    const refused = await replicas.upgrade({ region: REGION, kind, name: "nowhere", to: "17" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CloudRefusal);
    expect(String(refused)).toContain(`AWS has no ${kind} nowhere`);
  });

  it("is preceded by a snapshot that is taken once and awaited, and by another when that is of an earlier attempt", async () => {
    expect(await snapshot(0)).toEqual({ name: `${name}-before-upgrade-16-17`, isFinished: false });
    expect(await snapshot(0)).toEqual({ name: `${name}-before-upgrade-16-17`, isFinished: false });
    await stage.advance(LONG_MS);
    expect(await snapshot(0)).toEqual({ name: `${name}-before-upgrade-16-17`, isFinished: true });
    const later = Math.max(...[...stage.world.snapshots.values()].map(({ createdAt }) => createdAt)) + 1;
    expect(await snapshot(later)).toEqual({ name: `${name}-before-upgrade-16-17-2`, isFinished: false });
    expect(await snapshot()).toEqual({ name: `${name}-before-upgrade-16-17`, isFinished: true });
  });

  it("has its snapshot taken later when AWS is at something else", async () => {
    const arn = change({});
    stage.world.alter(arn, { phase: "creating" });
    expect(await snapshot(0)).toMatchObject({ isFinished: false });
    expect(stage.world.snapshots.size).toBe(0);
    stage.world.alter(arn, { phase: "ready" });
    await snapshot(0);
    expect(stage.world.snapshots.size).toBe(1);
  });
});

describe("an upgrade where the operator may not ask", () => {
  it("is refused in words", async () => {
    const wish = { region: REGION, kind: "DBInstance", name: "db", to: "17" } as const;
    await expect(unaskedReplicas.upgrade(wish)).rejects.toThrow("--no-aws-queries");
    expect(unaskedReplicas.asks).toBe(false);
  });
});
