// A database that was never Tenfold's, from the first look to the moves of later years, by the operator's own steps.
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import type { OutsideDatabase } from "../../domain/api/cloud-database.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { numberAt, textAt } from "../../domain/observed/reading.js";
import { CLUSTER, INSTANCE } from "../fixtures/outside.js";
import { webServiceClass } from "../fixtures/services.js";
import { bound } from "./watching.js";
import { SimulatedWorld } from "./world.js";

type Spec = Partial<WebServiceSpec>;
const application = { database: "shop_prod", role: "shopper" };
const RDS: Spec = { userTier: "10k", database: { adopt: { instance: INSTANCE.name, application, resetPasswords: true } } };
const AURORA: Spec = { userTier: "1M", database: { adopt: { cluster: CLUSTER.name, resetPasswords: true } } };

const all = (world: SimulatedWorld, kind: string) => [...world.objects.values()].filter((object) => object.kind === kind);
const component = ({ metadata }: KubeObject) => metadata.labels?.["app.kubernetes.io/component"] ?? "";
const identifiers = (world: SimulatedWorld) =>
  Object.fromEntries(
    all(world, "DBInstance").map((object) => [component(object), textAt(object, "spec", "dbInstanceIdentifier")]),
  );

/** In each step: nothing is made beside it, and nothing of it becomes smaller or is bound before it was taken over. */
function watching(found: OutsideDatabase) {
  return (world: SimulatedWorld) => {
    for (const object of all(world, "DBInstance").filter((one) => component(one) === "rds")) {
      expect(textAt(object, "spec", "dbInstanceIdentifier")).toBe(found.name);
      expect(numberAt(object, "spec", "allocatedStorage")).toBeGreaterThanOrEqual(found.storageGiB);
    }
    for (const object of all(world, "DBCluster")) expect(textAt(object, "spec", "dbClusterIdentifier")).toBe(found.name);
    const isSealed = [...all(world, "DBInstance"), ...all(world, "DBCluster")].some(
      ({ metadata }) => metadata.annotations?.["tenfold.dev/aws-resource-id"] === found.resourceID,
    );
    if (!isSealed) expect(bound(world).database ?? "none").toBe("none");
  };
}

const KILLS = Array.from({ length: 24 }, (_, writes) => writes);

describe("an operator that is killed while it adopts", () => {
  it.each(KILLS)("an instance, after %p writes of each of its first looks, ends as one that is not", (writes) => {
    const options = { outside: INSTANCE, watch: watching(INSTANCE) };
    const [killed, whole] = [new SimulatedWorld(webServiceClass()), new SimulatedWorld(webServiceClass())];
    const rest = killed.settle(RDS, { ...options, killedAfter: [writes, writes + 1, writes + 3] });
    expect(rest).toMatchObject({ problem: undefined, stuck: [] });
    whole.settle(RDS, options);
    expect(identifiers(killed)).toEqual(identifiers(whole));
    expect(killed.names("Secret")).toEqual(whole.names("Secret"));
    expect(bound(killed)).toMatchObject({ database: "rds" });
  });

  it.each(KILLS)("a cluster, after %p writes of each of its first looks, keeps all its instances and their classes", (writes) => {
    const world = new SimulatedWorld(webServiceClass());
    const options = { outside: CLUSTER, watch: watching(CLUSTER), approves: false };
    expect(world.settle(AURORA, { ...options, killedAfter: [writes, writes + 1, writes + 3] }).problem).toBeUndefined();
    expect(identifiers(world)).toMatchObject({ "aurora-0": "orders-a", "aurora-1": "orders-b" });
    const classes = all(world, "DBInstance").map((object) => textAt(object, "spec", "dbInstanceClass"));
    expect(classes.slice(0, 2)).toEqual(["db.r6g.large", "db.r6g.xlarge"]);
  });
});

describe("an adopted instance", () => {
  it("takes its class one approval later, and never before", () => {
    const world = new SimulatedWorld(webServiceClass());
    const options = { outside: INSTANCE, watch: watching(INSTANCE) };
    const waiting = world.settle(RDS, { ...options, approves: false });
    expect(waiting.stuck).toEqual(expect.arrayContaining([expect.stringMatching(/^database-class:/)]));
    const classOf = () =>
      textAt(
        all(world, "DBInstance").find((one) => component(one) === "rds"),
        "spec",
        "dbInstanceClass",
      );
    expect(classOf()).toBe("db.m6g.2xlarge");
    expect(world.settle(RDS, options).stuck).toEqual([]);
    expect(classOf()).toBe("db.m7g.large");
  });

  it("is used again by a service of the same name after its own was deleted, under the names of its application", () => {
    const world = new SimulatedWorld(webServiceClass());
    world.settle(RDS, { outside: INSTANCE });
    const { formerUid } = world.deleteAndCreate();
    const rest = world.settle({ userTier: "10k", database: { adoptFrom: formerUid } });
    expect(rest.problem).toBeUndefined();
    expect(identifiers(world)).toMatchObject({ rds: INSTANCE.name });
    expect(JSON.stringify(all(world, "Deployment"))).toContain('{"name":"DATABASE_NAME","value":"shop_prod"}');
  });

  it("is moved to Aurora like any other, by a replica of it, and the application keeps its names", () => {
    const world = new SimulatedWorld(webServiceClass());
    world.settle(RDS, { outside: INSTANCE });
    const rest = world.settle({ userTier: "1M" });
    expect(rest).toMatchObject({ problem: undefined, held: [] });
    expect(bound(world)).toMatchObject({ database: "aurora", move: { state: "kept" } });
    expect(JSON.stringify(all(world, "Deployment"))).toContain('{"name":"DATABASE_USER","value":"shopper"}');
    expect(identifiers(world)).toMatchObject({ rds: INSTANCE.name });
    expect(JSON.stringify(all(world, "DBCluster"))).toContain('{"key":"tenfold_application_role","value":"shopper"}');
  });
});
