import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { ACK_CONTROLLERS } from "../../../local/aws/controllers/all.js";
import { recordOf } from "../../../local/aws/model/read.js";
import type { Resource } from "../../../local/aws/model/resource.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import * as made from "./manifests.js";
import { PLACE, Stage } from "./stage.js";

const needs = [made.secret("master"), made.subnets];
const GOLDEN = "test/golden";

type Case = { readonly name: string; readonly objects: readonly KubeObject[]; readonly fields: readonly string[] };

const trapped: readonly Case[] = [
  {
    name: "a read replica without maxAllocatedStorage",
    objects: [...needs, made.database("db"), made.replica("db-1", "db", { spec: { maxAllocatedStorage: undefined } })],
    fields: ["maxAllocatedStorage"],
  },
  {
    name: "encryption of a bucket without bucketKeyEnabled",
    objects: [
      made.bucket("shop-assets", {
        spec: { encryption: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] } },
      }),
    ],
    fields: ["encryption"],
  },
  {
    name: "an alarm without actionsEnabled",
    objects: [made.alarm("cpu", { spec: { actionsEnabled: undefined } })],
    fields: ["actionsEnabled"],
  },
  {
    name: "an alias with a trailing dot",
    objects: [
      made.record("www", {
        spec: { aliasTarget: { dnsName: "d1.cloudfront.net.", hostedZoneID: "Z2FDTNDATAQYW2", evaluateTargetHealth: false } },
      }),
    ],
    fields: ["aliasTarget"],
  },
];

describe("calls that a real controller would repeat for ever", () => {
  it.each(trapped)("are counted for $name", async ({ objects, fields }) => {
    const stage = new Stage();
    await stage.settle(...objects);
    stage.ack.resync();
    await stage.advance(1000);
    const wasted = stage.world.modifications.filter((modification) => modification.wasted !== undefined);
    expect(wasted.length).toBeGreaterThan(0);
    expect(new Set(wasted.map((modification) => modification.fields.join()))).toEqual(new Set(fields));
  });

  it("are counted when a field that was set once is removed", async () => {
    const stage = new Stage();
    const database = made.database("db");
    await stage.settle(...needs, database);
    stage.api.apply({ ...database, spec: { maxAllocatedStorage: null } });
    await stage.advance(1000);
    expect(stage.world.modifications).toMatchObject([{ fields: ["maxAllocatedStorage"], wasted: expect.any(String) }]);
  });

  it("are counted when something is changed that AWS never changes, and the object is never synced again", async () => {
    const stage = new Stage();
    const database = made.database("db");
    await stage.settle(...needs, database);
    await stage.settle(made.database("db", { spec: { storageEncrypted: false } }));
    expect(stage.world.modifications).toMatchObject([{ fields: ["storageEncrypted"], wasted: expect.any(String) }]);
    expect(stage.conditions(database)["ACK.ResourceSynced"]).toBe("False");
  });

  it("keep a scalable target without roleARN from ever being Ready", async () => {
    const stage = new Stage();
    const target = made.scalableTarget("readers", "aurora", { spec: { roleARN: undefined } });
    await stage.settle(...needs, made.cluster("aurora"), target);
    expect(stage.conditions(target)["Ready"]).toBe("False");
  });
});

describe("what Tenfold renders", () => {
  it.each(readdirSync(GOLDEN, { withFileTypes: true }).filter((entry) => entry.isDirectory()))(
    "causes no such call: $name",
    ({ name }) => {
      const objects = parseAllDocuments(readFileSync(`${GOLDEN}/${name}/expected.yaml`, "utf8")).map(
        (document) => document.toJS() as KubeObject,
      );
      expect(objects.length).toBeGreaterThan(5);
      expect(objects.flatMap((object) => wastesOf(object))).toEqual([]);
    },
  );
});

function wastesOf(object: KubeObject): readonly string[] {
  const controller = ACK_CONTROLLERS.find(({ kind }) => kind.kind === object.kind && kind.apiVersion === object.apiVersion);
  if (controller === undefined) return [];
  const spec = recordOf(object, "spec");
  const wastes = controller.wastes?.(spec, resourceOf(controller.type.id, spec)) ?? [];
  const isStuck = controller.neverSyncs?.(spec) === true;
  return [
    ...wastes.map(({ reason }) => `${object.metadata.name}: ${reason}`),
    ...(isStuck ? [`${object.metadata.name} never syncs`] : []),
  ];
}

function resourceOf(type: string, attributes: Resource["attributes"]): Resource {
  return {
    type,
    arn: "arn",
    name: "name",
    place: PLACE,
    token: "token",
    phase: "ready",
    state: "available",
    attributes,
    given: [],
    pending: {},
    facts: {},
    createdAt: 0,
  };
}
