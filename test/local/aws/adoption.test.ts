import { describe, expect, it } from "@jest/globals";
import { recordOf } from "../../../local/aws/model/read.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import * as made from "./manifests.js";
import { LONG_MS, Stage } from "./stage.js";

const FINE = { "ACK.ResourceSynced": "True", Ready: "True" };
const RETAIN = { "services.k8s.aws/deletion-policy": "retain" };
const withAnnotations = (object: KubeObject, annotations: Readonly<Record<string, string>>): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations },
});
const policy = (name: string, fields?: object): Readonly<Record<string, string>> => ({
  ...RETAIN,
  "services.k8s.aws/adoption-policy": name,
  ...(fields === undefined ? {} : { "services.k8s.aws/adoption-fields": JSON.stringify(fields) }),
});

describe("a security group that no object stands for any more", () => {
  async function left() {
    const stage = new Stage();
    const first = withAnnotations(made.guard, RETAIN);
    await stage.settle(first);
    const id = stage.status(first)["id"];
    stage.api.delete(first);
    await stage.advance(LONG_MS);
    return { stage, id };
  }

  it("keeps its name: another one of that name is refused for good", async () => {
    const { stage } = await left();
    const second = withAnnotations(made.guard, policy("adopt-or-create"));
    await stage.settle(second);
    expect(stage.condition(second, "ACK.Terminal")["message"]).toContain("InvalidGroup.Duplicate");
  });

  it("is adopted by its id", async () => {
    const { stage, id } = await left();
    const second = withAnnotations(made.guard, policy("adopt-or-create", { id }));
    await stage.settle(second);
    expect(stage.conditions(second)).toMatchObject(FINE);
    expect(stage.status(second)["id"]).toBe(id);
  });
});

describe("the policy adopt with adoption-fields", () => {
  const adopt = policy("adopt", { tableName: "shop-sessions" });
  const adopting = made.sessions({ annotations: adopt });

  it("makes nothing and says nothing where AWS has no such resource", async () => {
    const stage = new Stage();
    await stage.settle(adopting);
    expect(stage.status(adopting)).toEqual({});
    expect([...stage.world.resources.values()]).toEqual([]);
  });

  it("takes what AWS has into its spec, whatever the spec said", async () => {
    const stage = new Stage();
    await stage.settle(made.sessions({ annotations: RETAIN }));
    stage.api.delete(adopting);
    await stage.advance(LONG_MS);
    await stage.settle({ ...adopting, spec: { ...(adopting.spec as object), deletionProtectionEnabled: true } });
    expect(stage.conditions(adopting)).toMatchObject(FINE);
    expect(stage.spec(adopting)["deletionProtectionEnabled"]).toBe(false);
    expect(recordOf(stage.api.get(adopting) ?? {}, "metadata")["annotations"]).toMatchObject({
      "services.k8s.aws/adopted": "true",
    });
  });
});

describe("the policy adopt for a database that somebody else has made", () => {
  const annotations = policy("adopt", { dbInstanceIdentifier: "db" });
  const wish = made.database("db", { annotations, spec: { deletionProtection: true, storageType: undefined } });

  it("takes class, storage and groups from what is there, and carries out what was wanted beside with the next change of the spec, a new password among it", async () => {
    const stage = new Stage();
    const first = made.database("db", { annotations: RETAIN, spec: { storageType: "gp2" } });
    await stage.settle(made.secret("master"), made.subnets, first);
    stage.api.delete(first);
    await stage.settle(made.secret("master", "another-password"));
    await stage.settle(wish);
    expect(stage.spec(wish)).toMatchObject({ storageType: "gp2", masterUserPassword: { name: "master" } });
    expect(stage.conditions(wish)).toMatchObject(FINE);
    expect(stage.world.modifications).toEqual([]);
    await stage.settle(wish);
    const fields: unknown = expect.arrayContaining(["masterUserPassword", "deletionProtection"]);
    expect(stage.world.modifications).toMatchObject([{ fields }]);
  });

  it("makes nothing where there is none", async () => {
    const stage = new Stage();
    await stage.settle(made.secret("master"), made.subnets, wish);
    expect([...stage.world.resources.values()].filter(({ type }) => type === "rds/DBInstance")).toEqual([]);
  });
});

describe("the master password of an adopted database", () => {
  it("is set anew after the object shows the endpoint, and takes its time", async () => {
    const stage = new Stage();
    const first = made.database("db", { annotations: RETAIN });
    await stage.settle(made.secret("master"), made.subnets, first);
    stage.api.delete(first);
    await stage.settle(made.secret("master", "another-password"));
    const second = made.database("db", { annotations: policy("adopt-or-create") });
    stage.api.apply(second);
    await stage.advance(200);
    expect(stage.status(second)).toMatchObject({ endpoint: { port: 5432 }, dbInstanceStatus: "modifying" });
    expect(stage.conditions(second)["Ready"]).toBe("False");
    await stage.advance(LONG_MS);
    expect(stage.conditions(second)).toMatchObject(FINE);
    expect(stage.world.modifications).toMatchObject([{ fields: ["masterUserPassword"] }]);
  });
});
