import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { originAnnotations, originOf } from "../../../domain/observed/adopted.js";
import { childFacts } from "../../../domain/observed/facts.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { seals } from "../../../domain/observed/seals.js";

const ADOPTED = { identifier: "legacy", masterUser: "root", securityGroupIDs: ["sg-1"], tags: { team: "shop" } };
const FIELD = "dbInstanceIdentifier";

function instance(annotations: Readonly<Record<string, string>>, spec: object = {}): KubeObject {
  const metadata = { name: "shop-rds-x", namespace: "store", annotations };
  return {
    ...{ apiVersion: "rds.services.k8s.aws/v1alpha1", kind: "DBInstance", metadata },
    spec: { dbInstanceIdentifier: "legacy", masterUsername: "root", allocatedStorage: 20, ...spec },
  };
}

describe("what an object says of a database that somebody else has made", () => {
  it("is read as it was written, of an instance and of a cluster with its instances", () => {
    const member = { identifier: "a", instanceClass: "db.r6g.large", promotionTier: 3, isPublic: true, tags: {} };
    const application = { database: "shop", role: "shopper" };
    for (const origin of [{ adopted: ADOPTED }, { adopted: { ...ADOPTED, instances: [member] }, application }])
      expect(originOf(instance(originAnnotations(origin)), FIELD)).toEqual(origin);
  });

  it("is nothing of one that Tenfold has made", () => {
    expect(originOf(instance({}, { dbInstanceIdentifier: "shop-rds-x" }), FIELD)).toEqual({});
  });

  it.each(["", "{", "[]", '{"identifier":"legacy"}'])(
    "keeps the identifier of the spec when somebody writes %p into it",
    (text) => {
      const spec = { vpcSecurityGroupIDs: ["sg-1"], tags: [{ key: "team", value: "shop" }] };
      expect(originOf(instance({ "tenfold.dev/adopted-as": text }, spec), FIELD)).toEqual({ adopted: ADOPTED });
    },
  );
});

describe("the seal of an adopted database", () => {
  const record = (object: KubeObject, isReady = true): ChildRecord =>
    ({
      ...{ kind: object.kind, name: object.metadata.name, role: "rds", health: isReady ? { state: "ready" } : undefined },
      facts: { ...childFacts(object), resourceID: "db-A" },
    }) as ChildRecord;
  const of = (...records: readonly ChildRecord[]) =>
    seals(new Map(records.map((one) => [`${one.kind}/${one.role}`, one])), undefined);
  const ours = { tags: [{ key: "tenfold_service_uid", value: "x" }] };

  it("waits until its controller has filled in the rest and taken up our tags: before, the password is another", () => {
    expect(of(record(instance({}, { tags: [{ key: "team", value: "shop" }] })))).toEqual({});
    expect(of(record(instance({}, ours)))).toEqual({ "DBInstance/rds": "db-A" });
  });

  it("waits until each instance that it had has an object", () => {
    const missing = { ...record(instance({}, ours)), role: "aurora-1", isOnlyInCloud: true as const };
    expect(of(record(instance({}, ours)), missing)).toEqual({});
  });
});
