import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { serveRdsApi, type RdsApi } from "../../local/aws/rds-api/server.js";
import { rdsDatabases, unaskedDatabases } from "../../operator/adapters/rds-databases.js";
import type { CloudDatabases } from "../../operator/ports/cloud-databases.js";
import * as made from "../local/aws/manifests.js";
import { PLACE, Stage } from "../local/aws/stage.js";

describe("asking RDS through its SDK", () => {
  let api: RdsApi;
  let databases: CloudDatabases;

  beforeEach(async () => {
    const stage = new Stage();
    api = await serveRdsApi({ world: stage.world, place: PLACE, port: 0 });
    databases = rdsDatabases({ endpoint: api.endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" } });
    await stage.settle(made.secret("master"), made.subnets, made.database("db", { spec: { deletionProtection: true } }));
  });
  afterEach(() => api.stop());

  it("tells what AWS really has", async () => {
    expect(await databases.describe("us-east-1", "db")).toEqual({
      status: "available",
      allocatedStorageGiB: 20,
      instanceClass: "db.t4g.small",
      multiAZ: false,
      version: "17",
      deletionProtection: true,
    });
  });

  it("knows nothing of a database that is not there", async () => {
    expect(await databases.describe("us-east-1", "nowhere")).toBeUndefined();
  });

  it("can be switched off, and then says so", async () => {
    await expect(unaskedDatabases.describe("us-east-1", "db")).rejects.toThrow("--no-aws-queries");
  });
});
