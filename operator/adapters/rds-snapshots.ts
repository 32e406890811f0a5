// Snapshots that a change is preceded by: taken once, and looked at until they are finished.
import type { RDSClient } from "@aws-sdk/client-rds";
import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
} from "@aws-sdk/client-rds";
import type { SnapshotState, SnapshotWish } from "../ports/cloud-replicas.js";
import { CloudRefusal } from "../ports/cloud-replicas.js";
import { allowed, isNamed, unlessMissing } from "./rds-refusals.js";

/** More attempts than anybody makes at one change. */
const MOST_NUMBERS = 50;

export async function snapshotOnce(client: RDSClient, wish: SnapshotWish): Promise<SnapshotState> {
  for (let number = 1; number <= MOST_NUMBERS; number += 1) {
    const name = number === 1 ? wish.name : `${wish.name}-${number}`;
    const found = await describe(client, wish, name);
    if (found === undefined) {
      await create(client, wish, name);
      return { name, isFinished: false };
    }
    if (isOld(found, wish)) continue;
    if (found.status === "failed") throw new CloudRefusal(`snapshot ${name} has failed: delete it, and another is taken`);
    return { name, isFinished: found.status === "available" };
  }
  throw new CloudRefusal(`there are ${MOST_NUMBERS} snapshots ${wish.name} already: delete those that you do not need`);
}

type Found = { readonly status: string; readonly takenAt: number | undefined };

/** One that is being made is of this attempt, or of one that was just given up. */
function isOld({ status, takenAt }: Found, { notBefore }: SnapshotWish): boolean {
  return notBefore !== undefined && status !== "creating" && takenAt !== undefined && takenAt < notBefore;
}

async function describe(client: RDSClient, { kind }: SnapshotWish, name: string): Promise<Found | undefined> {
  const found = await (kind === "DBInstance" ? ofInstance(client, name) : ofCluster(client, name)).catch(unlessMissing);
  return found && { status: found.Status ?? "", takenAt: found.SnapshotCreateTime?.getTime() };
}

async function ofInstance(client: RDSClient, name: string) {
  const question = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: name });
  return (await allowed("rds:DescribeDBSnapshots", () => client.send(question))).DBSnapshots?.[0];
}

async function ofCluster(client: RDSClient, name: string) {
  const question = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: name });
  return (await allowed("rds:DescribeDBClusterSnapshots", () => client.send(question))).DBClusterSnapshots?.[0];
}

async function create(client: RDSClient, { kind, of }: SnapshotWish, name: string): Promise<void> {
  try {
    if (kind === "DBInstance") {
      const order = new CreateDBSnapshotCommand({ DBInstanceIdentifier: of, DBSnapshotIdentifier: name });
      await allowed("rds:CreateDBSnapshot", () => client.send(order));
    } else {
      const order = new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: of, DBClusterSnapshotIdentifier: name });
      await allowed("rds:CreateDBClusterSnapshot", () => client.send(order));
    }
  } catch (error) {
    // Somebody else's call, or one of ours whose answer was lost; or AWS is at something else, and takes it later.
    if (!isNamed(error, ...THERE_ALREADY, ...NOT_NOW)) throw error;
  }
}
const NOT_NOW = ["InvalidDBInstanceStateFault", "InvalidDBInstanceState", "InvalidDBClusterStateFault"];
const THERE_ALREADY = ["DBSnapshotAlreadyExistsFault", "DBSnapshotAlreadyExists", "DBClusterSnapshotAlreadyExistsFault"];
