// A database that was never Tenfold's, in front of controllers and an AWS that behave as the real ones: what is changed of it, and that it is never
// deleted.
import { describe, expect, it } from "@jest/globals";
import { ANNOTATION } from "../../domain/api/keys.js";
import { isRefusal } from "../../local/aws/model/refusal.js";
import type { Resource } from "../../local/aws/model/resource.js";
import { DB_INSTANCE, dbInstance } from "../../local/aws/model/types/rds-instance.js";
import { EndingWorld } from "../fakes/ending-world.js";
import { INSTANCE } from "../fixtures/outside.js";
import { UID } from "../fixtures/services.js";
import { PLACE } from "../local/aws/stage.js";

const THEIRS = {
  ...{ dbInstanceIdentifier: INSTANCE.name, dbInstanceClass: "db.m6g.2xlarge", engine: "postgres", engineVersion: "15" },
  ...{ allocatedStorage: 300, maxAllocatedStorage: 1000, storageType: "gp2", storageEncrypted: true, multiAZ: true },
  ...{ masterUsername: "root", masterUserPassword: { name: "theirs", key: "password" }, backupRetentionPeriod: 21 },
  ...{ dbSubnetGroupName: "default-vpc-0123456789abcdef0", dbParameterGroupName: "default.postgres15" },
  ...{ publiclyAccessible: true, vpcSecurityGroupIDs: ["sg-theirs"], tags: [{ key: "team", value: "shop" }] },
};

async function adopted(): Promise<EndingWorld> {
  const adopt = { instance: INSTANCE.name, resetPasswords: true };
  const at = new EndingWorld({ userTier: "100", database: { adopt }, deletion: { data: "Delete" } });
  const made = at.stage.world.create(dbInstance, { place: PLACE, attributes: THEIRS, token: "somebody" });
  if (isRefusal(made)) throw new Error(made.message);
  await at.stage.advance(600_000);
  const resourceID = String(legacy(at)?.facts["dbiResourceID"]);
  at.outside = { ...INSTANCE, resourceID, maxStorageGiB: 1000, multiAZ: true, tags: { team: "shop" } };
  await at.build();
  return at;
}

const legacy = (at: EndingWorld): Resource | undefined => at.stage.world.named(DB_INSTANCE, INSTANCE.name, PLACE);

describe("an adopted database", () => {
  it("is changed in nothing but what was told: nothing that shrinks it, restarts it, or shuts anybody but old passwords out", async () => {
    const at = await adopted();
    const changed = at.stage.world.modifications.filter(({ name }) => name === INSTANCE.name);
    expect([...new Set(changed.flatMap(({ fields }) => fields))].sort()).toEqual(TOLD);
    expect(changed.filter(({ wasted }) => wasted !== undefined)).toEqual([]);
    const { attributes } = legacy(at) ?? {};
    const { masterUserPassword, vpcSecurityGroupIDs, tags, ...same } = THEIRS;
    expect(attributes).toMatchObject({ ...same, engineVersion: expect.stringMatching(/^15/) });
    expect(attributes?.["masterUserPassword"]).not.toEqual(masterUserPassword);
    expect(attributes?.["vpcSecurityGroupIDs"]).toEqual([...vpcSecurityGroupIDs, expect.stringMatching(/^sg-/)]);
    expect(attributes?.["tags"]).toEqual(expect.arrayContaining(tags));
  });

  it("is not deleted with both keys, nor is anything else; with the data kept the service goes, and it stays", async () => {
    const at = await adopted();
    const database = legacy(at);
    if (database === undefined || isRefusal(at.stage.world.snapshot(database, "last-one", "db"))) throw new Error("no snapshot");
    at.annotate({ [ANNOTATION.confirmDelete]: UID, [ANNOTATION.finalSnapshot]: "last-one" });
    at.delete();
    await at.run();
    expect(at.message).toMatch(/^DeletionHeld: .*is legacy in RDS, which was adopted and not made by Tenfold/);
    expect(at.deleted).toEqual([]);
    at.setData("Retain");
    await at.run();
    expect(at.service).toBeUndefined();
    await at.stage.advance(600_000);
    expect(legacy(at)?.facts["dbiResourceID"]).toBe(database.facts["dbiResourceID"]);
    expect(at.names("DBInstance")).toHaveLength(1);
  });
});

/** docs/how-to/adopt-a-database.md lists them. */
const TOLD = ["copyTagsToSnapshot", "deletionProtection", "masterUserPassword", "tags", "vpcSecurityGroupIDs"];
