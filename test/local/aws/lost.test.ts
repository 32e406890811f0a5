import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { textOf } from "../../../local/aws/model/read.js";
import * as made from "./manifests.js";
import { DELAYS, LONG_MS, Stage } from "./stage.js";

const needs = [made.secret("master"), made.subnets];
const FINE = { "ACK.ResourceSynced": "True", Ready: "True" };
const ADOPTED = { "services.k8s.aws/adopted": "true" };
const ARN = "arn:aws:rds:us-east-1:123456789012:db:db";
const losing = (order: string) => ({ annotations: { "local.tenfold.dev/lose": order } });

describe("a resource that AWS lost", () => {
  const cases: readonly { readonly name: string; readonly of: (rest?: object) => KubeObject; readonly id: string }[] = [
    { name: "instance", of: (rest) => made.database("db", rest), id: "dbiResourceID" },
    { name: "cluster", of: (rest) => made.cluster("aurora", rest), id: "dbClusterResourceID" },
    { name: "table", of: (rest) => made.sessions(rest), id: "tableID" },
  ];

  it.each(cases)("is made again, empty: the $name has the same name and another id, and is Ready", async ({ of, id }) => {
    const stage = new Stage();
    await stage.settle(...needs, of());
    const before = stage.status(of());
    expect(textOf(before, id)).toBeDefined();
    await stage.settle(of(losing("1")));
    const after = stage.status(of());
    expect(stage.conditions(of())).toMatchObject(FINE);
    expect(textOf(after, id)).toBeDefined();
    expect(textOf(after, id)).not.toBe(textOf(before, id));
    expect(after["endpoint"]).toEqual(before["endpoint"]);
  });

  it("is lost once for each order, and not again after a restart", async () => {
    const stage = new Stage();
    const lost: string[] = [];
    const record = ({ world }: Stage): void => {
      world.subscribe(({ name }, isGone) => {
        if (isGone) lost.push(name);
      });
    };
    record(stage);
    await stage.settle(...needs, made.database("db", losing("1")));
    expect(lost).toEqual([]);
    await stage.settle(made.database("db", losing("2")));
    stage.ack.resync();
    await stage.advance(LONG_MS);
    expect(lost).toEqual(["db"]);
    await stage.ack.stop();
    stage.api.listeners.splice(0);
    const after = new Stage(stage.api, stage.clock);
    record(after);
    after.ack.resync();
    await after.advance(LONG_MS);
    expect(lost).toEqual(["db"]);
  });

  it.each(cases)(
    "is not made again where its object counts as adopted: the $name stays lost, conditions stay stale",
    async ({ of }) => {
      const stage = new Stage();
      await stage.settle(...needs, of());
      await stage.settle(of({ annotations: ADOPTED }));
      const before = stage.status(of());
      const held = [...stage.world.resources.values()].find(({ token }) => token === stage.api.get(of())?.metadata.uid);
      await stage.settle(of(losing("1")));
      stage.ack.resync();
      await stage.advance(LONG_MS);
      expect(held).toBeDefined();
      expect(stage.world.find(held?.arn ?? "")).toBeUndefined();
      expect(stage.status(of())).toEqual(before);
      expect(stage.conditions(of())).toMatchObject(FINE);
    },
  );
});

describe("an object that says from its first apply that it was adopted", () => {
  const sealed = made.database("db", { annotations: ADOPTED });

  it("makes nothing and says nothing where AWS has no such resource", async () => {
    const stage = new Stage();
    await stage.settle(...needs);
    await stage.settle(sealed);
    expect(stage.world.find(ARN)).toBeUndefined();
    expect(stage.status(sealed)).toEqual({});
    expect(stage.api.get(sealed)?.metadata.finalizers ?? []).toEqual([]);
  });

  it("is Terminal, and shows what was found, where AWS has it", async () => {
    const stage = await withRetained();
    await stage.settle(sealed);
    expect(stage.condition(sealed, "Ready")).toMatchObject({ reason: "ACK.Terminal", message: "Resource already exists" });
    expect(stage.status(sealed)).toMatchObject({ dbInstanceStatus: "available", endpoint: { port: 5432 } });
    expect(stage.api.get(sealed)?.metadata.finalizers ?? []).toEqual([]);
  });
});

describe("an adoption policy", () => {
  const adopting = (policy: string) => made.database("db", { annotations: { "services.k8s.aws/adoption-policy": policy } });

  it("adopt-or-create: makes what is not there, and then does not count as adopted", async () => {
    const stage = new Stage();
    await stage.settle(...needs, adopting("adopt-or-create"));
    expect(stage.conditions(adopting(""))).toMatchObject(FINE);
    expect(stage.api.get(adopting(""))?.metadata.annotations).not.toHaveProperty("services.k8s.aws/adopted");
  });

  it.each(["there", "not there"])(
    "adopt, without adoption-fields: is Terminal alone, whether the resource is %s",
    async (where) => {
      const stage = where === "there" ? await withRetained() : new Stage();
      await stage.settle(...needs, adopting("adopt"));
      expect(stage.conditions(adopting(""))).toEqual({ "ACK.Terminal": "True" });
      expect(stage.condition(adopting(""), "ACK.Terminal")["message"]).toContain("adoption-fields");
    },
  );

  it("that nobody knows: is Terminal alone, with the policies that there are", async () => {
    const stage = new Stage();
    await stage.settle(...needs, adopting("adopt-only"));
    expect(stage.condition(adopting(""), "ACK.Terminal")["message"]).toContain('Supported policies are "adopt"');
    expect(stage.world.find(ARN)).toBeUndefined();
  });
});

describe("a read replica", () => {
  it("is refused for now while its source is not available, and made by itself when it is", async () => {
    const stage = new Stage();
    const replica = made.replica("reader", "db");
    await stage.settle(...needs);
    stage.api.apply(made.database("db"));
    await stage.advance(10);
    stage.api.apply(replica);
    await stage.advance(10);
    expect(stage.condition(replica, "ACK.Recoverable")["message"]).toContain("InvalidDBInstanceState");
    expect(stage.conditions(replica)).not.toHaveProperty("ACK.Terminal");
    expect(stage.api.get(replica)?.metadata.finalizers ?? []).toEqual([]);
    await stage.advance(LONG_MS + DELAYS.retryMaxMs);
    expect(stage.conditions(replica)).toMatchObject(FINE);
  });
});

/** AWS holds an instance of that name, which no object stands for. */
async function withRetained(): Promise<Stage> {
  const stage = new Stage();
  const first = made.database("db", { annotations: { "services.k8s.aws/deletion-policy": "retain" } });
  await stage.settle(...needs, first);
  stage.api.delete(first);
  await stage.advance(LONG_MS);
  return stage;
}
