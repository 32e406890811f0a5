// The calls of RDS that are answered here: those that Tenfold makes beside ACK.
import { isRefusal, recoverable, type Refusal } from "../model/refusal.js";
import type { Place, Resource } from "../model/resource.js";
import type { Action, Call } from "./call.js";
import { ENGINE_VERSIONS, fullVersion, isOffered, majorOf, offeredClasses, upgradeTargets } from "../model/types/rds-catalog.js";
import { clusterArn, DB_CLUSTER, DB_INSTANCE, instanceArn } from "../model/types/rds-instance.js";
import type { World } from "../model/world.js";
import { CREATE_ACTIONS } from "./create.js";
import { clusterXml, instanceXml } from "./describe.js";
import { pageOf } from "./pages.js";
import { promoteCluster } from "./promotion.js";
import { SNAPSHOT_ACTIONS } from "./snapshots.js";
import { listOf, type Xml } from "./xml.js";

export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["DescribeDBInstances", describeInstances],
  ["DescribeDBClusters", describeClusters],
  ["DescribeDBEngineVersions", describeVersions],
  ["DescribeOrderableDBInstanceOptions", describeOrderable],
  ["ModifyDBInstance", modifyInstance],
  ["PromoteReadReplicaDBCluster", promoteCluster],
  ...CREATE_ACTIONS,
  ...SNAPSHOT_ACTIONS,
]);

const MODIFIABLE: Readonly<Record<string, readonly [field: string, read: (text: string) => unknown]>> = {
  AllocatedStorage: ["allocatedStorage", Number],
  MaxAllocatedStorage: ["maxAllocatedStorage", Number],
  BackupRetentionPeriod: ["backupRetentionPeriod", Number],
  DBInstanceClass: ["dbInstanceClass", String],
  EngineVersion: ["engineVersion", String],
  MultiAZ: ["multiAZ", isTrue],
  DeletionProtection: ["deletionProtection", isTrue],
};

function describeInstances({ world, place, parameters }: Call): Xml | Refusal {
  const name = parameters.get("DBInstanceIdentifier");
  const found = name === undefined ? ofPlace(world, DB_INSTANCE, place) : [world.find(instanceArn(name, place))];
  const known = found.filter((resource) => resource !== undefined);
  if (name !== undefined && known.length === 0) return noInstance(name);
  const page = pageOf(known, parameters);
  if (isRefusal(page)) return page;
  const described = page.records.map((resource) => instanceXml(resource, world));
  return { DBInstances: listOf("DBInstance", described), Marker: page.marker };
}

function describeClusters({ world, place, parameters }: Call): Xml | Refusal {
  const name = parameters.get("DBClusterIdentifier");
  const found = name === undefined ? ofPlace(world, DB_CLUSTER, place) : [world.find(clusterArn(name, place))];
  const known = found.filter((resource) => resource !== undefined);
  if (name !== undefined && known.length === 0) return noCluster(name);
  const page = pageOf(known, parameters);
  if (isRefusal(page)) return page;
  const described = page.records.map((resource) => clusterXml(resource, world));
  return { DBClusters: listOf("DBCluster", described), Marker: page.marker };
}

function describeVersions({ parameters }: Call): Xml {
  const [engine, version] = [parameters.get("Engine"), parameters.get("EngineVersion")];
  const engines = Object.entries(ENGINE_VERSIONS).filter(([name]) => engine === undefined || name === engine);
  const found = engines.flatMap(([name, versions]) =>
    versions
      .filter((known) => version === undefined || known === version || known.startsWith(`${version}.`))
      .map((known): Xml => ({
        Engine: name,
        EngineVersion: known,
        MajorEngineVersion: known.split(".")[0],
        Status: "available",
        ValidUpgradeTarget: listOf(
          "UpgradeTarget",
          upgradeTargets(name, known).map((target): Xml => ({
            Engine: name,
            EngineVersion: target,
            IsMajorVersionUpgrade: majorOf(target) > majorOf(known),
          })),
        ),
      })),
  );
  return { DBEngineVersions: listOf("DBEngineVersion", found) };
}

function describeOrderable({ place, parameters }: Call): Xml {
  const engine = parameters.get("Engine") ?? "";
  const [version, wanted] = [parameters.get("EngineVersion"), parameters.get("DBInstanceClass")];
  const full = fullVersion(engine, version);
  const classes = wanted === undefined ? offeredClasses(engine) : [wanted].filter((name) => isOffered(engine, name));
  const zones = ["a", "b", "c"].map((zone): Xml => ({ Name: place.region + zone }));
  const options =
    full === undefined
      ? []
      : classes.map((DBInstanceClass): Xml => ({
          Engine: engine,
          EngineVersion: full,
          DBInstanceClass,
          AvailabilityZones: listOf("AvailabilityZone", zones),
          MultiAZCapable: true,
          ReadReplicaCapable: true,
          StorageType: engine === "postgres" ? "gp3" : "aurora",
          SupportsStorageEncryption: true,
        }));
  return { OrderableDBInstanceOptions: listOf("OrderableDBInstanceOption", options) };
}

function modifyInstance({ world, place, parameters }: Call): Xml | Refusal {
  const name = parameters.get("DBInstanceIdentifier") ?? "";
  const instance = world.find(instanceArn(name, place));
  if (instance === undefined) return noInstance(name);
  const changes = Object.fromEntries(
    Object.entries(MODIFIABLE).flatMap(([parameter, [field, read]]) => {
      const text = parameters.get(parameter);
      return text === undefined ? [] : [[field, read(text)]];
    }),
  );
  const answer = world.modify(instance.arn, changes);
  return isRefusal(answer) ? answer : { DBInstance: instanceXml(answer, world) };
}

function ofPlace(world: World, type: string, place: Place): readonly Resource[] {
  return [...world.all(type)].filter((resource) => resource.place.region === place.region);
}

function noInstance(name: string): Refusal {
  return recoverable("DBInstanceNotFound", `DBInstance ${name} not found.`);
}

function noCluster(name: string): Refusal {
  return recoverable("DBClusterNotFoundFault", `DBCluster ${name} not found.`);
}

function isTrue(text: string): boolean {
  return text === "true";
}
