import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { extractor } from "../../../domain/observed/extract.js";
import { recordsOf } from "../../../local/aws/model/read.js";
import { observe } from "../../../domain/observed/observe.js";
import { emptyMemory } from "../../../operator/reconcile/memory.js";
import { UID, webService } from "../../fixtures/services.js";
import * as made from "./manifests.js";
import { Stage } from "./stage.js";

/** As somebody saw them on the real controllers, or as their source has them. */
describe("conditions in the form of the real controllers", () => {
  const needs = [made.secret("master"), made.subnets];

  it("have a time everywhere but where a controller says itself that it is synced", async () => {
    const stage = new Stage();
    const objects = made.everything().filter(({ kind }) => kind !== "Secret");
    await stage.settle(...made.everything());
    for (const object of objects) {
      const without = recordsOf(stage.status(object), "conditions").filter(
        ({ lastTransitionTime }) => lastTransitionTime === undefined,
      );
      const wanted = object.kind === "ReplicationGroup" ? [{ type: "ACK.ResourceSynced", status: "True" }] : [];
      expect({ kind: object.kind, without }).toEqual({ kind: object.kind, without: wanted });
    }
  });

  it("are not synced where AWS refused for good, and Terminal has no time", async () => {
    const stage = new Stage();
    await stage.settle(...needs, made.database("db", { spec: { dbInstanceClass: "db.t4g.gigantic" } }));
    const database = made.database("db");
    expect(stage.condition(database, "ACK.Terminal")).toEqual({
      type: "ACK.Terminal",
      status: "True",
      message: "api error InvalidParameterValue: Invalid DB Instance class: db.t4g.gigantic",
    });
    expect(stage.condition(database, "ACK.ResourceSynced")).toMatchObject({ status: "False", message: "Resource not synced" });
  });

  it("say in the reason what a reference waits for, and in the message only that it waits", async () => {
    const stage = new Stage();
    await stage.settle(made.secret("master"), made.database("db"));
    const conditions = recordsOf(stage.status(made.database("db")), "conditions");
    expect(conditions).toMatchObject([
      {
        type: "ACK.ReferencesResolved",
        status: "Unknown",
        reason: expect.stringMatching(/^dbsubnetgroups\.rds\.services\.k8s\.aws ".*" not found$/),
        message: "Reference resolution failed",
      },
    ]);
  });

  it("are taken for ready by the operator, of every kind, after its own change of the spec", async () => {
    const stage = new Stage();
    const objects = made.everything().filter(({ kind }) => kind !== "Secret");
    await stage.settle(...made.everything());
    const written = Date.parse("2026-01-01T00:00:00Z");
    for (const object of objects) {
      const live = stage.api.get(object);
      if (live === undefined) throw new Error(`no ${object.kind}`);
      const record = { ...extractor(() => "")(labelled(live)), serviceUid: UID };
      expect(record.syncedAt).toBeGreaterThan(written);
      const specWrites = new Map([[record.uid, { at: written, resourceVersion: "1" }]]);
      const [seen] = observe([record], webService(), { ...emptyMemory(), specWrites }).byId.values();
      expect({ kind: object.kind, health: seen?.health.state }).toEqual({ kind: object.kind, health: record.health.state });
    }
  });
});

function labelled(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { "tenfold.dev/component": "x" } } };
}
