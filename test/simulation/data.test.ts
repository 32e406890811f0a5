// Paths on which data was lost, doubled or opened by the wrong version, each as it was walked.
import { describe, expect, it } from "@jest/globals";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { webServiceClass } from "../fixtures/services.js";
import { at } from "../cdk8s/rendering.js";
import { bound } from "./watching.js";
import { SimulatedWorld } from "./world.js";

type Spec = Partial<WebServiceSpec>;
const CLASS = webServiceClass();

function world(): SimulatedWorld {
  return new SimulatedWorld(CLASS);
}

/** Image of PostgreSQL in the cluster. */
function image({ objects }: SimulatedWorld): unknown {
  const set = [...objects.values()].find(({ kind }) => kind === "StatefulSet");
  return at(set, "spec.template.spec.containers.0.image");
}

const databases = (of: SimulatedWorld) =>
  ["PersistentVolumeClaim", "DBInstance", "DBCluster"].flatMap((kind) => of.names(kind).map((name) => `${kind} ${name}`));

describe("a volume", () => {
  it("is opened again by the version that wrote it, after the database was switched off and on", () => {
    const shop = world();
    const wants = (version: "16" | "17", enabled: boolean): Spec => ({ userTier: "10", database: { version, enabled } });
    shop.settle(wants("16", true));
    const asked = () => shop.settle(wants("17", true), { approves: false }).stuck;
    expect(asked()).toEqual(["database-move:in-cluster>in-cluster"]);
    shop.settle(wants("17", false));
    expect(shop.names("StatefulSet")).toEqual([]);
    expect(asked()).toEqual(["database-move:in-cluster>in-cluster"]);
    expect(image(shop)).toBe("example.com/postgres:16");
    // And the way back is open.
    expect(shop.settle(wants("16", true))).toMatchObject({ held: [], stuck: [] });
  });

  it("is opened by its own version when it is adopted without naming one", () => {
    const shop = world();
    shop.settle({ userTier: "10", database: { version: "15" } });
    const { formerUid } = shop.deleteAndCreate();
    const rest = shop.settle({ userTier: "10", database: { adoptFrom: formerUid } });
    expect(rest).toMatchObject({ problem: undefined, held: [], stuck: [] });
    expect(image(shop)).toBe("example.com/postgres:15");
  });

  it("that does not say its version is not opened at all", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    const [id, claim] = [...shop.objects].find(([, { kind }]) => kind === "PersistentVolumeClaim") ?? ["", undefined];
    if (claim === undefined) throw new Error("no claim");
    shop.remove("StatefulSet");
    shop.objects.set(id, { ...claim, metadata: { ...claim.metadata, annotations: {} } });
    const { problem } = shop.settle({ userTier: "10" });
    expect(problem?.reason).toBe("DatabaseVersionUnknown");
    expect(problem?.message).toContain(`kubectl annotate pvc ${claim.metadata.name} tenfold.dev/postgres-version=VERSION`);
    expect(shop.names("StatefulSet")).toEqual([]);
  });
});

describe("data of a deleted service", () => {
  it("is asked about although its labels do not say that it was kept", () => {
    const shop = world();
    shop.settle({ userTier: "100" });
    const { formerUid } = shop.deleteAndCreate();
    const before = databases(shop);
    const { problem } = shop.settle({ userTier: "100" });
    expect(problem?.reason).toBe("RetainedDataFound");
    expect(problem?.message).toContain(formerUid);
    expect(databases(shop)).toEqual(before);
  });

  it("is named when adoptFrom names none, nothing is made, and the word can be corrected", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    const { formerUid } = shop.deleteAndCreate();
    const wrong = `${formerUid.slice(0, -1)}f`;
    const { problem } = shop.settle({ userTier: "10", database: { adoptFrom: wrong } });
    expect(problem?.reason).toBe("DataNotFound");
    expect(problem?.message).toContain(`"adoptFrom":"${formerUid}"`);
    expect(shop.names("PersistentVolumeClaim")).toHaveLength(1);
    expect(shop.settle({ userTier: "10", database: { adoptFrom: formerUid } }).problem).toBeUndefined();
    expect(shop.names("PersistentVolumeClaim")).toHaveLength(1);
  });

  it("is taken over by a service of a higher tier as it is and moved from there, not left beside an empty database", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    const { formerUid } = shop.deleteAndCreate();
    const rest = shop.settle({ userTier: "100", database: { adoptFrom: formerUid } });
    expect(rest).toMatchObject({ problem: undefined, stuck: [], held: [] });
    expect(bound(shop)).toMatchObject({ database: "rds", move: { from: { kind: "in-cluster" }, state: "kept" } });
    expect(shop.names("PersistentVolumeClaim")).toHaveLength(1);
  });

  it("cannot be exchanged for other data once it is in use, and the message says the way back", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    const { formerUid } = shop.deleteAndCreate();
    shop.settle({ userTier: "10", database: { adoptFrom: formerUid } });
    const { problem } = shop.settle({ userTier: "10", database: { adoptFrom: "Fresh" } });
    expect(problem?.reason).toBe("DataInUse");
    expect(problem?.message).toContain(`"adoptFrom":"${formerUid}"`);
    // Who leaves the answer out means the data that is in use.
    expect(shop.settle({ userTier: "10" }).problem).toBeUndefined();
  });

  it("stands beside a fresh database when somebody asks for one", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    shop.deleteAndCreate();
    expect(shop.settle({ userTier: "10", database: { adoptFrom: "Fresh" } }).problem).toBeUndefined();
    expect(shop.names("PersistentVolumeClaim")).toHaveLength(2);
  });
});

describe("a database that was switched off", () => {
  it.each([
    { from: "10", to: "100", kept: "PersistentVolumeClaim" },
    { from: "100", to: "1M", kept: "DBInstance" },
  ])("at tier $from comes back with its data, and is then moved, when it is switched on at tier $to", ({ from, to, kept }) => {
    const shop = world();
    shop.settle({ userTier: from });
    const before = databases(shop);
    expect(shop.settle({ userTier: from, database: { enabled: false } }).stuck).toEqual([]);
    expect(shop.settle({ userTier: to, database: { enabled: false } }).stuck).toEqual([]);
    const rest = shop.settle({ userTier: to });
    expect(rest).toMatchObject({ stuck: [], held: [] });
    expect(databases(shop)).toEqual(expect.arrayContaining([...before]));
    expect(bound(shop).move).toMatchObject({ state: "kept" });
    expect(before[0]).toContain(kept);
  });

  it("stays off when something else is edited", () => {
    const shop = world();
    shop.settle({ userTier: "100" });
    const off: Spec = { userTier: "100", database: { enabled: false }, changes: { automatic: "None" } };
    shop.settle(off);
    const rest = shop.settle({ ...off, image: "example.com/shop:2" }, { approves: false });
    expect(rest.desire?.gated.next.database).toBeUndefined();
    expect(shop.names("DBInstance")).toHaveLength(1);
  });
});

describe("data that is gone", () => {
  it.each([
    { tier: "10", kind: "PersistentVolumeClaim" },
    { tier: "100", kind: "DBInstance" },
    { tier: "1M", kind: "DBCluster" },
  ])("at tier $tier is not replaced by an empty $kind; only naming the loss goes on", ({ tier, kind }) => {
    const shop = world();
    shop.settle({ userTier: tier });
    const [name = ""] = shop.names(kind).filter((one) => !/-[0-9]+-[a-z2-7]{12}$/.test(one));
    shop.remove(kind);
    const { problem } = shop.settle({ userTier: tier });
    expect(problem?.reason).toBe("DatabaseMissing");
    expect(problem?.message).toContain(name);
    expect(shop.names(kind)).toEqual([]);
    const token = /accept-data-loss=(\S+?)\.?$/.exec(problem?.message ?? "")?.[1] ?? "";
    const annotations = { "tenfold.dev/accept-data-loss": token };
    expect(shop.settle({ userTier: tier }, { annotations }).problem).toBeUndefined();
    expect(shop.names(kind).length).toBeGreaterThan(0);
    // The same word does not cover the next loss.
    shop.remove(kind);
    expect(shop.settle({ userTier: tier }, { annotations }).problem?.reason).toBe("DatabaseMissing");
  });

  it("is not what a deleted StatefulSet means: its volume is there", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    shop.settle({ userTier: "100" }, { approves: false });
    shop.remove("StatefulSet");
    expect(shop.settle({ userTier: "100" }, { approves: false }).problem).toBeUndefined();
    expect(bound(shop).database).toBe("in-cluster");
    expect(shop.names("StatefulSet")).toHaveLength(1);
  });

  it("in AWS is not made again: once it was ready the object says so for good", () => {
    const shop = world();
    shop.settle({ userTier: "10k" });
    const sealed = [...shop.objects.values()].filter(
      ({ metadata }) => metadata.annotations?.["services.k8s.aws/adopted"] === "true",
    );
    expect(sealed.map(({ kind }) => kind).sort()).toEqual(["Bucket", "DBInstance", "Table"]);
    expect(sealed.every(({ metadata }) => metadata.annotations?.["tenfold.dev/aws-resource-id"] !== undefined)).toBe(true);
  });

  it("is not replaced by other data under its name before somebody says that it was restored", () => {
    const shop = world();
    shop.settle({ userTier: "100" });
    const [id, instance] = [...shop.objects].find(([, { kind }]) => kind === "DBInstance") ?? ["", undefined];
    if (instance === undefined) throw new Error("no instance");
    shop.objects.set(id, { ...instance, status: { ...(instance.status as object), dbiResourceID: "db-OTHER" } });
    const { problem } = shop.settle({ userTier: "100" });
    expect(problem?.reason).toBe("DataReplaced");
    expect(problem?.message).toContain("tenfold.dev/accept-data-loss=db-OTHER");
  });
});

describe("a setting of the operator", () => {
  it("restarts no database by itself, and does when that is approved", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    const elsewhere = { postgresRepository: "mirror.example.com/postgres", approves: false };
    const rest = shop.settle({ userTier: "10" }, elsewhere);
    expect(rest.stuck).toEqual([expect.stringContaining("database-template")]);
    expect(image(shop)).toBe("example.com/postgres:17");
    shop.settle({ userTier: "10" }, { ...elsewhere, approves: true });
    expect(image(shop)).toBe("mirror.example.com/postgres:17");
  });
});

describe("the class of a service", () => {
  it("with other nodes restarts no database by itself, and does when that is approved", () => {
    const shop = world();
    shop.settle({ userTier: "10" });
    const tolerations = [{ key: "example.com/team", operator: "Exists" as const }];
    const tainted = new SimulatedWorld(webServiceClass({ nodes: { tolerations } }));
    for (const [id, object] of shop.objects) tainted.objects.set(id, object);
    const seen = (kind: string) =>
      at(
        [...tainted.objects.values()].find((object) => object.kind === kind),
        "spec.template.spec.tolerations",
      );
    const rest = tainted.settle({ userTier: "10" }, { approves: false });
    expect(rest.stuck).toEqual([expect.stringContaining("database-template")]);
    expect([seen("StatefulSet"), seen("Deployment")]).toEqual([undefined, tolerations]);
    tainted.settle({ userTier: "10" });
    expect(seen("StatefulSet")).toEqual(tolerations);
  });

  it("with another network moves nothing, and says both ways out", () => {
    const shop = world();
    shop.settle({ userTier: "100" });
    const other = new SimulatedWorld({
      ...CLASS,
      metadata: { ...CLASS.metadata, name: "other" },
      spec: { ...CLASS.spec, vpcID: "vpc-2" },
    });
    for (const [id, object] of shop.objects) other.objects.set(id, object);
    const { problem } = other.settle({ userTier: "100" });
    expect(problem?.reason).toBe("PlaceChanged");
    expect(problem?.message).toContain("Set spec.className to standard");
  });
});
