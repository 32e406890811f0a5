// Instances and clusters that somebody makes with RDS's own API, beside Kubernetes: what a service may adopt.
import { isRefusal, type Refusal } from "../model/refusal.js";
import type { Attributes, ResourceType } from "../model/resource.js";
import { dbCluster } from "../model/types/rds-cluster.js";
import { dbInstance } from "../model/types/rds-instance.js";
import type { Action, Call, Parameters } from "./call.js";
import { clusterXml, instanceXml } from "./describe.js";
import type { Xml } from "./xml.js";

/** No object of the cluster has such a UID. */
const SOMEBODY = "somebody";

type Field = readonly [field: string, read: (text: string) => unknown];

const COMMON: Readonly<Record<string, Field>> = {
  Engine: ["engine", String],
  EngineVersion: ["engineVersion", String],
  MasterUsername: ["masterUsername", String],
  // The password itself is of no use here.
  MasterUserPassword: ["masterUserPassword", () => ({ name: SOMEBODY, key: "password" })],
  ManageMasterUserPassword: ["manageMasterUserPassword", isTrue],
  StorageEncrypted: ["storageEncrypted", isTrue],
  DeletionProtection: ["deletionProtection", isTrue],
  BackupRetentionPeriod: ["backupRetentionPeriod", Number],
  DBSubnetGroupName: ["dbSubnetGroupName", String],
};

const INSTANCE: Readonly<Record<string, Field>> = {
  ...COMMON,
  DBInstanceIdentifier: ["dbInstanceIdentifier", String],
  DBClusterIdentifier: ["dbClusterIdentifier", String],
  DBInstanceClass: ["dbInstanceClass", String],
  AllocatedStorage: ["allocatedStorage", Number],
  MaxAllocatedStorage: ["maxAllocatedStorage", Number],
  StorageType: ["storageType", String],
  MultiAZ: ["multiAZ", isTrue],
  PubliclyAccessible: ["publiclyAccessible", isTrue],
  DBParameterGroupName: ["dbParameterGroupName", String],
  PromotionTier: ["promotionTier", Number],
};

const CLUSTER: Readonly<Record<string, Field>> = { ...COMMON, DBClusterIdentifier: ["dbClusterIdentifier", String] };

export const CREATE_ACTIONS: readonly (readonly [string, Action])[] = [
  ["CreateDBInstance", (call) => create(call, dbInstance, INSTANCE)],
  ["CreateDBCluster", (call) => create(call, dbCluster, CLUSTER)],
];

function create({ world, place, parameters }: Call, type: ResourceType, fields: Readonly<Record<string, Field>>): Xml | Refusal {
  const answer = world.create(type, { place, attributes: attributesOf(parameters, fields), token: SOMEBODY });
  if (isRefusal(answer)) return answer;
  return type === dbInstance ? { DBInstance: instanceXml(answer, world) } : { DBCluster: clusterXml(answer, world) };
}

function attributesOf(parameters: Parameters, fields: Readonly<Record<string, Field>>): Attributes {
  const given = Object.entries(fields).flatMap(([parameter, [field, read]]) => {
    const text = parameters.get(parameter);
    return text === undefined ? [] : [[field, read(text)] as const];
  });
  return {
    ...Object.fromEntries(given),
    vpcSecurityGroupIDs: listed(parameters, "VpcSecurityGroupIds.VpcSecurityGroupId"),
    tags: tagsOf(parameters),
  };
}

/** `Name.1`, `Name.2`, … */
function listed(parameters: Parameters, name: string): readonly string[] {
  const found: string[] = [];
  for (let text = parameters.get(`${name}.1`); text !== undefined; text = parameters.get(`${name}.${found.length + 1}`))
    found.push(text);
  return found;
}

function tagsOf(parameters: Parameters): readonly Attributes[] {
  const keys = [...parameters.keys()].filter((name) => /^Tags\.Tag\.[0-9]+\.Key$/.test(name)).sort();
  return keys.map((name) => ({
    key: parameters.get(name),
    value: parameters.get(name.replace(/Key$/, "Value")) ?? "",
  }));
}

function isTrue(text: string): boolean {
  return text === "true";
}
