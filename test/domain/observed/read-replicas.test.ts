import { describe, expect, it } from "@jest/globals";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import type { RdsDatabase } from "../../../domain/blueprint/types.js";
import { readReplicasDue } from "../../../domain/observed/read-replicas.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childKey } from "../../../domain/observed/record.js";
import { UID } from "../../fixtures/services.js";

const { main, member } = databaseRoles("rds");
const READY = { state: "ready" } as const;
const CHANGING = { state: "progressing", usable: true, message: "RDS reports modifying" } as const;

const WANTED: RdsDatabase = {
  kind: "rds",
  version: "17",
  instanceClass: "db.r7g.large",
  multiAZ: true,
  storageGiB: 100,
  maxStorageGiB: 1000,
  backupRetentionDays: 14,
  readReplicas: 4,
};

type Given = {
  readonly role: string;
  readonly health?: ChildRecord["health"];
  readonly available?: boolean;
  readonly rds?: Partial<RdsDatabase>;
};

function due(...given: readonly Given[]): number {
  const records = given.map(({ role, health = READY, available = true, rds }) =>
    instance(role, { health, facts: { available, rds: role === main ? { ...WANTED, ...rds } : undefined } }),
  );
  return readReplicasDue(new Map(records.map((one) => [childKey(one), one])), WANTED);
}

function instance(role: string, rest: Pick<ChildRecord, "health" | "facts">): ChildRecord {
  return {
    ...rest,
    apiVersion: "rds.services.k8s.aws/v1alpha1",
    kind: "DBInstance",
    namespace: "store",
    name: role,
    uid: role,
    resourceVersion: "1",
    generation: 1,
    service: "shop",
    serviceUid: UID,
    role,
    holdsData: true,
    retained: false,
    hash: "h",
    ownedFields: "f",
    appliedAt: 0,
    deleting: false,
    syncedAt: undefined,
  };
}

describe("read replicas that may be there now", () => {
  it.each([
    { name: "none before there is a source", given: [], count: 0 },
    { name: "none while the source is made", given: [{ role: main, health: CHANGING, available: false }], count: 0 },
    { name: "none while the source serves and is not available", given: [{ role: main, available: false }], count: 0 },
    { name: "none before the source has taken up our last change", given: [{ role: main, health: CHANGING }], count: 0 },
    {
      name: "none before a change of the source that is about to be written",
      given: [{ role: main, rds: { instanceClass: "db.t4g.medium" } }],
      count: 0,
    },
    { name: "the first one, once the source is available", given: [{ role: main }], count: 1 },
    {
      name: "the first one only, while it is made",
      given: [{ role: main }, { role: member(1), health: CHANGING, available: false }],
      count: 1,
    },
    {
      name: "the first one only, while its status is empty",
      given: [{ role: main }, { role: member(1), available: false }],
      count: 1,
    },
    { name: "the second one, once the first is available", given: [{ role: main }, { role: member(1) }], count: 2 },
    {
      name: "those that exist, while the source is changed",
      given: [{ role: main, health: CHANGING, available: false }, { role: member(1) }, { role: member(2) }],
      count: 2,
    },
  ])("are $name", ({ given, count }) => {
    expect(due(...given)).toBe(count);
  });

  it.each([
    { is: "db.r7g.large", count: 2 },
    { is: "db.r7g.medium", count: 1 },
  ])("are none more before another class of a replica that is about to be written: it has $is", ({ is, count }) => {
    const found = [main, member(1)].map((role, index) => {
      const rds = index === 0 ? WANTED : undefined;
      return instance(role, { health: READY, facts: { available: true, instanceClass: index === 0 ? "db.r7g.large" : is, rds } });
    });
    const members = [{ instanceClass: "db.r7g.large" }, { instanceClass: "db.r7g.large" }];
    expect(readReplicasDue(new Map(found.map((one) => [childKey(one), one])), { ...WANTED, members })).toBe(count);
  });
});
