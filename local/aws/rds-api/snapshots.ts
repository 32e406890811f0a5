// Snapshots of instances and clusters: asked for by name or by what they were taken of, and taken.
import { isRefusal, recoverable, terminal, type Refusal } from "../model/refusal.js";
import { regionalArn } from "../model/identifiers.js";
import type { Place } from "../model/resource.js";
import type { Snapshot } from "../model/snapshot.js";
import { clusterArn, instanceArn } from "../model/types/rds-instance.js";
import type { Action, Call } from "./call.js";
import { listOf, type Xml } from "./xml.js";

type Words = {
  readonly kind: Snapshot["kind"];
  readonly name: "DBSnapshotIdentifier" | "DBClusterSnapshotIdentifier";
  readonly source: "DBInstanceIdentifier" | "DBClusterIdentifier";
  readonly element: "DBSnapshot" | "DBClusterSnapshot";
  /** As the SDK reads it from the answer. */
  readonly missing: string;
  readonly arnOf: (name: string, place: Place) => string;
};

const INSTANCE: Words = {
  kind: "db",
  name: "DBSnapshotIdentifier",
  source: "DBInstanceIdentifier",
  element: "DBSnapshot",
  missing: "DBSnapshotNotFound",
  arnOf: instanceArn,
};
const CLUSTER: Words = {
  kind: "cluster",
  name: "DBClusterSnapshotIdentifier",
  source: "DBClusterIdentifier",
  element: "DBClusterSnapshot",
  missing: "DBClusterSnapshotNotFoundFault",
  arnOf: clusterArn,
};

export const SNAPSHOT_ACTIONS: readonly (readonly [string, Action])[] = [
  ["DescribeDBSnapshots", (call) => describe(call, INSTANCE)],
  ["DescribeDBClusterSnapshots", (call) => describe(call, CLUSTER)],
  ["CreateDBSnapshot", (call) => create(call, INSTANCE)],
  ["CreateDBClusterSnapshot", (call) => create(call, CLUSTER)],
];

function describe({ world, place, parameters }: Call, words: Words): Xml | Refusal {
  const [name, source] = [parameters.get(words.name), parameters.get(words.source)];
  const region = regionalArn("rds", place, "");
  const found = [...world.snapshots.values()].filter(
    (snapshot) =>
      snapshot.kind === words.kind &&
      snapshot.arn.startsWith(region) &&
      (name === undefined || snapshot.name === name) &&
      (source === undefined || snapshot.sourceName === source),
  );
  if (name !== undefined && found.length === 0) return recoverable(words.missing, `${words.element} ${name} not found.`);
  const described = found.map((snapshot) => snapshotXml(snapshot, words));
  return { [`${words.element}s`]: listOf(words.element, described) };
}

function create({ world, place, parameters }: Call, words: Words): Xml | Refusal {
  const name = parameters.get(words.source) ?? "";
  const database = world.find(words.arnOf(name, place));
  if (database === undefined) return recoverable("DBInstanceNotFound", `${name} not found.`);
  if (database.phase === "creating" || database.phase === "deleting") {
    return terminal("InvalidDBInstanceState", `${name} is not currently in the available state.`);
  }
  const answer = world.snapshot(database, parameters.get(words.name) ?? "", words.kind);
  return isRefusal(answer) ? answer : { [words.element]: snapshotXml(answer, words) };
}

function snapshotXml(snapshot: Snapshot, words: Words): Xml {
  return {
    [words.name]: snapshot.name,
    [`${words.element}Arn`]: snapshot.arn,
    [words.source]: snapshot.sourceName,
    [words.kind === "db" ? "DbiResourceId" : "DbClusterResourceId"]: snapshot.sourceID,
    Status: snapshot.status,
    SnapshotType: "manual",
    SnapshotCreateTime: new Date(snapshot.createdAt).toISOString(),
    Engine: snapshot.engine,
    EngineVersion: snapshot.engineVersion,
    AllocatedStorage: snapshot.allocatedStorage,
    PercentProgress: snapshot.status === "available" ? 100 : 0,
  };
}
