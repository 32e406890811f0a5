// Whether AWS takes a database to another major version: what runs now, and what is a target of it.
import type { RDSClient } from "@aws-sdk/client-rds";
import { DescribeDBClustersCommand, DescribeDBInstancesCommand, paginateDescribeDBEngineVersions } from "@aws-sdk/client-rds";
import type { UpgradeOffer, UpgradeWish } from "../ports/cloud-replicas.js";
import { CloudRefusal } from "../ports/cloud-replicas.js";
import { allowed, isNamed } from "./rds-refusals.js";

export async function upgradeOffer(client: RDSClient, wish: UpgradeWish): Promise<UpgradeOffer> {
  const { engine, version: stands, isAtRest } = await running(client, wish);
  if (majorOf(stands) === wish.to) return { stands, isAtRest, obstacles: [] };
  const targets = await targetsOf(client, engine, stands);
  if (targets.includes(wish.to)) return { stands, isAtRest, obstacles: [] };
  return { stands, isAtRest, obstacles: [noTarget(wish, stands, targets)] };
}

type Running = { readonly engine: string; readonly version: string; readonly isAtRest: boolean };

async function running(client: RDSClient, { kind, name }: UpgradeWish): Promise<Running> {
  try {
    const found = kind === "DBInstance" ? await instance(client, name) : await cluster(client, name);
    if (found !== undefined) return found;
  } catch (error) {
    if (!isNamed(error, "DBInstanceNotFoundFault", "DBInstanceNotFound", "DBClusterNotFoundFault")) throw error;
  }
  throw new CloudRefusal(`AWS has no ${kind} ${name} in this region and account`);
}

async function instance(client: RDSClient, name: string): Promise<Running | undefined> {
  const question = new DescribeDBInstancesCommand({ DBInstanceIdentifier: name });
  const found = (await allowed("rds:DescribeDBInstances", () => client.send(question))).DBInstances?.[0];
  if (found === undefined) return undefined;
  const { Engine: engine = "", EngineVersion: version = "", DBInstanceStatus: status, PendingModifiedValues: pending } = found;
  return { engine, version, isAtRest: status === "available" && pending?.EngineVersion === undefined };
}

async function cluster(client: RDSClient, name: string): Promise<Running | undefined> {
  const question = new DescribeDBClustersCommand({ DBClusterIdentifier: name });
  const found = (await allowed("rds:DescribeDBClusters", () => client.send(question))).DBClusters?.[0];
  if (found === undefined) return undefined;
  const { Engine: engine = "", EngineVersion: version = "", Status: status, PendingModifiedValues: pending } = found;
  return { engine, version, isAtRest: status === "available" && pending?.EngineVersion === undefined };
}

/** The major versions that AWS takes this one to, the lowest first. */
async function targetsOf(client: RDSClient, engine: string, version: string): Promise<readonly string[]> {
  const found = new Set<string>();
  await allowed("rds:DescribeDBEngineVersions", async () => {
    for await (const page of paginateDescribeDBEngineVersions({ client }, { Engine: engine, EngineVersion: version })) {
      const targets = (page.DBEngineVersions ?? []).flatMap((known) => known.ValidUpgradeTarget ?? []);
      for (const { EngineVersion = "" } of targets) found.add(majorOf(EngineVersion));
    }
  });
  found.delete(majorOf(version));
  return [...found].sort((a, b) => Number(a) - Number(b));
}

function noTarget({ to, kind, name }: UpgradeWish, stands: string, targets: readonly string[]): string {
  const what = `AWS does not take ${kind} ${name} from PostgreSQL ${stands} to ${to}`;
  const below = targets.filter((target) => Number(target) < Number(to)).at(-1);
  const newer = `a newer minor version of ${majorOf(stands)} first (AWS brings it in the maintenance window, or modify it with the AWS CLI: minor versions are left as they are)`;
  if (below === undefined) return `${what}: it needs ${newer}, or AWS has to offer ${to} in this region`;
  return `${what}, but to ${targets.join(", ")}: set spec.database.version to ${below} and go on from there, or take ${newer}`;
}

function majorOf(version: string): string {
  return version.split(".")[0] ?? "";
}
