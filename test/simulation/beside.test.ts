// Two databases of one service at once, as during a move: the bound one is the application's, the other stays as it is.
import { describe, expect, it } from "@jest/globals";
import { dataName, databaseRoles, generationOf } from "../../domain/blueprint/roles.js";
import { ANYWHERE, settled } from "../../domain/observed/settled.js";
import { databaseResourceID, instanceHost } from "../../domain/api/aws-identifiers.js";
import { UID, webServiceClass } from "../fixtures/services.js";
import { at } from "../cdk8s/rendering.js";
import { SimulatedWorld } from "./world.js";

/** As SimulatedWorld counts its incarnations. */
const FIRST_UID = `${UID.slice(0, -1)}0`;

describe("the roles of a database", () => {
  it("name its generation, and no role of one database is one of another", () => {
    const all = [0, 1, 2].flatMap((generation) => {
      const roles = databaseRoles({ kind: "rds", generation });
      return [roles.main, roles.masterSecret, roles.bootstrap, roles.readers, ...[1, 2, 3].map(roles.member)];
    });
    expect(new Set(all).size).toBe(all.length);
    expect(all.map((role) => generationOf("rds", role)).filter((found) => found !== undefined)).toEqual([0, 1, 2]);
  });
});

/** A service on RDS beside which a second instance of its own stands: as after a restore, or in the middle of a move. */
function twoInstances() {
  const world = new SimulatedWorld(webServiceClass());
  world.settle({ userTier: "100" });
  const role = databaseRoles({ kind: "rds", generation: 1 }).main;
  const [id, main] = [...world.objects].find(([, object]) => object.kind === "DBInstance") ?? ["", undefined];
  if (main === undefined) throw new Error("no instance");
  const identity = { name: "shop", namespace: "store", uid: FIRST_UID, dataUid: FIRST_UID };
  const name = dataName(identity, role);
  const labels = { ...main.metadata.labels, "app.kubernetes.io/component": role };
  const annotations = { ...main.metadata.annotations, "tenfold.dev/aws-resource-id": databaseResourceID("db", name) };
  const spec = { ...(main.spec as object), dbInstanceIdentifier: name };
  const metadata = { ...main.metadata, name, uid: "second", labels, annotations };
  const second = settled({ apiVersion: main.apiVersion, kind: main.kind, metadata, spec });
  world.objects.set(id.replace(main.metadata.name, name), second);
  return { world, name };
}

const binding = ({ objects }: SimulatedWorld) =>
  [...objects.values()].find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.includes("binding"));

describe("a database beside the application's own", () => {
  it("is neither used nor lost, and the application stays with the one that it is bound to", () => {
    const { world, name } = twoInstances();
    const before = at(binding(world), "data.host");
    const rest = world.settle({ userTier: "100", image: "example.com/shop:2" });
    expect(rest).toMatchObject({ problem: undefined, stuck: [] });
    expect(at(binding(world), "data.host")).toBe(before);
    expect(world.names("DBInstance")).toContain(name);
    expect(rest.desire?.standing.others).toMatchObject([{ kind: "rds", generation: 1 }]);
    expect(rest.desire?.gated.next.otherDatabases).toMatchObject([{ kind: "rds", generation: 1 }]);
  });

  it("is the application's once the binding names it, and then the first one is the one beside", () => {
    const { world, name } = twoInstances();
    const [id, bound] = [...world.objects].find(([, object]) => object === binding(world)) ?? ["", undefined];
    if (bound === undefined) throw new Error("no binding");
    const data = { ...(bound["data"] as object), generation: "1", object: name };
    world.objects.set(id, { ...bound, data });
    const rest = world.settle({ userTier: "100" });
    expect(rest).toMatchObject({ problem: undefined, stuck: [] });
    expect(at(binding(world), "data.host")).toBe(instanceHost(name, ANYWHERE.place));
    expect(rest.desire?.standing.others).toMatchObject([{ kind: "rds" }]);
  });
});
