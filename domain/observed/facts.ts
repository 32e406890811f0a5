// The values of each kind that other children, the plan or the status are computed from.
import type { ApplicationVariable } from "../api/application-variables.js";
import { ALB_PREFIX_LISTS, ANNOTATION, AWS_TAG } from "../api/keys.js";
import type { KubeObject } from "../api/objects.js";
import { cpuMillicores, memoryMiB } from "../api/quantity.js";
import { readDatabasePod } from "../blueprint/database-pod.js";
import { CDN_ORIGIN } from "../blueprint/roles.js";
import type { AuroraDatabase } from "../blueprint/types.js";
import { readBinding } from "./binding.js";
import { originOf } from "./adopted.js";
import { readEnding, releaseOf } from "./ending.js";
import { grantsOf } from "./grants.js";
import { at, isRecord, listAt, numberAt, textAt } from "./reading.js";
import type { ChildFacts } from "./record.js";
import { restoredFrom, snapshotFacts } from "./snapshots.js";
import { hasOnlyNewPods, hostname } from "./workload-health.js";

const GIB = 1024; // MiB

const FACTS: Readonly<Record<string, (object: KubeObject) => ChildFacts>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  PersistentVolumeClaim: volumeClaim,
  VolumeSnapshot: (object) => ({ snapshot: snapshotFacts(object) }),
  ConfigMap: (object) => ({ binding: readBinding(object), ending: readEnding(object) }),
  Service: (object) => ({ host: hostname(object), grants: grantsOf(object) }),
  NetworkPolicy: (object) => ({ grants: grantsOf(object) }),
  Policy: (object) => ({ grants: grantsOf(object) }),
  Ingress: (object) => ({ host: hostname(object), isClosed: object.metadata.annotations?.[ALB_PREFIX_LISTS] !== undefined }),
  DBInstance: dbInstance,
  DBCluster: (object) => ({
    isMoveTarget: isMoveTarget(object),
    host: textAt(object, "status", "endpoint"),
    port: numberAt(object, "status", "port") ?? POSTGRES_PORT,
    readerHost: textAt(object, "status", "readerEndpoint"),
    writer: writer(object),
    ...identityInAws(object, textAt(object, "status", "dbClusterResourceID")),
    aurora: {
      version: majorVersion(object),
      backupRetentionDays: numberAt(object, "spec", "backupRetentionPeriod") ?? 1,
      ...descent(object),
      ...originOf(object, "dbClusterIdentifier"),
    },
    ...identifier(object, "dbClusterIdentifier"),
  }),
  ScalableTarget: (object) => ({
    readers: { min: numberAt(object, "spec", "minCapacity") ?? 0, max: numberAt(object, "spec", "maxCapacity") ?? 0 },
  }),
  ReplicationGroup: (object) => ({
    host: textAt(object, "status", "configurationEndpoint", "address"),
    port: numberAt(object, "status", "configurationEndpoint", "port"),
    password: passwordOf(object),
    engineVersion: textAt(object, "spec", "engineVersion"),
    cache: {
      nodeType: textAt(object, "spec", "cacheNodeType") ?? "",
      shards: numberAt(object, "spec", "numNodeGroups") ?? 1,
      replicasPerShard: numberAt(object, "spec", "replicasPerNodeGroup") ?? 0,
      multiAZ: at(object, "spec", "multiAZEnabled") === true,
    },
  }),
  Distribution: (object) => ({
    arn: arn(object),
    id: textAt(object, "status", "id"),
    host: textAt(object, "status", "domainName"),
    forwards: textAt(object, "spec", "distributionConfig", "defaultCacheBehavior", "targetOriginID") === CDN_ORIGIN.web,
  }),
  OriginAccessControl: (object) => ({ id: textAt(object, "status", "id") }),
  ElasticIPAddress: (object) => ({ id: textAt(object, "status", "allocationID"), address: textAt(object, "status", "publicIP") }),
  // A bucket has no identity beside its name.
  Bucket: (object) => ({ ...identityInAws(object, arn(object)), grants: grantsOf(object) }),
  Table: (object) => identityInAws(object, textAt(object, "status", "tableID")),
  WebACL: (object) => ({ arn: arn(object) }),
  Queue: (object) => ({ arn: arn(object), url: textAt(object, "status", "queueURL") }),
  SecurityGroup: (object) => ({ id: adoptedID(object), groupID: textAt(object, "status", "id") }),
  PodIdentityAssociation: (object) => ({ id: textAt(object, "status", "associationID") }),
  RecordSet: (object) => ({
    dnsTarget: textAt(object, "spec", "aliasTarget", "dnsName") ?? textAt(object, "spec", "resourceRecords", 0, "value"),
  }),
};

const POSTGRES_PORT = 5432;
const NOTHING: ChildFacts = {};

export function childFacts(object: KubeObject): ChildFacts {
  const facts = FACTS[object.kind]?.(object) ?? NOTHING;
  const release = releaseOf(object);
  return release.released === undefined ? facts : { ...facts, ...release };
}

/** The one that its controller was told to take over. */
function adoptedID({ metadata }: KubeObject): string | undefined {
  return /"id":"([^"]+)"/.exec(metadata.annotations?.[ANNOTATION.adoptionFields] ?? "")?.[1];
}

function arn(object: KubeObject): string | undefined {
  return textAt(object, "status", "ackResourceMetadata", "arn");
}

/** Of a cluster that was made as a replica: which instance of. Its controller shows the source for as long as we name it. */
function descent(object: KubeObject): Pick<AuroraDatabase, "bornOf" | "follows"> {
  const bornOf = Number(object.metadata.annotations?.[ANNOTATION.bornOf] ?? NaN);
  if (!Number.isInteger(bornOf)) return {};
  return { bornOf, ...(textAt(object, "spec", "replicationSourceIdentifier") === undefined ? {} : { follows: true }) };
}

/** Of one that was adopted the controller may have filled in the minor version. */
function majorVersion(object: KubeObject): string {
  return (textAt(object, "spec", "engineVersion") ?? "").split(".")[0] ?? "";
}

function identifier(object: KubeObject, field: string): Pick<ChildFacts, "identifier" | "isTagged"> {
  const name = textAt(object, "spec", field);
  if (name === undefined || name === object.metadata.name) return {};
  const isTagged = listAt(object, "spec", "tags").some((tag) => textAt(tag, "key") === AWS_TAG.uid);
  return { identifier: name, isTagged };
}

function writer(object: KubeObject): string | undefined {
  const members = at(object, "status", "dbClusterMembers");
  const found: unknown = Array.isArray(members) ? members.find((member) => at(member, "isClusterWriter") === true) : undefined;
  return textAt(found, "dbInstanceIdentifier");
}

function identityInAws({ metadata }: KubeObject, resourceID: string | undefined): ChildFacts {
  const annotations = metadata.annotations ?? {};
  return {
    resourceID,
    sealedID: annotations[ANNOTATION.resourceID],
    adopting: annotations[ANNOTATION.adopting],
    region: annotations[ANNOTATION.region],
  };
}

function isMoveTarget({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[ANNOTATION.moveTarget] === "true";
}

function volumeClaim(object: KubeObject): ChildFacts {
  const sizeMiB = memoryMiB(textAt(object, "spec", "resources", "requests", "storage") ?? "");
  const annotations = object.metadata.annotations ?? {};
  return {
    isMoveTarget: isMoveTarget(object),
    storageGiB: sizeMiB === undefined ? undefined : sizeMiB / GIB,
    volume: {
      version: annotations[ANNOTATION.postgresVersion],
      pod: readDatabasePod(annotations[ANNOTATION.databasePod] ?? ""),
      restoredFrom: restoredFrom(object),
      isBeingRestored: annotations[ANNOTATION.restoring] === "true",
    },
  };
}

function deployment(object: KubeObject): ChildFacts {
  return {
    replicas: numberAt(object, "spec", "replicas"),
    availableReplicas: numberAt(object, "status", "availableReplicas") ?? 0,
    image: textAt(object, "spec", "template", "spec", "containers", 0, "image"),
    fingerprint: object.metadata.annotations?.[ANNOTATION.fingerprint],
    dials: dials(object),
    selector: selectorText(at(object, "spec", "selector", "matchLabels")),
    rolledOut: hasOnlyNewPods(object),
  };
}

function dials(object: KubeObject): string | undefined {
  const env = listAt(object, "spec", "template", "spec", "containers", 0, "env");
  return textAt(
    env.find((entry) => textAt(entry, "name") === DATABASE_HOST),
    "value",
  );
}
const DATABASE_HOST: ApplicationVariable = "DATABASE_HOST";

function selectorText(labels: unknown): string | undefined {
  if (!isRecord(labels)) return undefined;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.sort().join(",");
}

function statefulSet(object: KubeObject): ChildFacts {
  const pod = at(object, "spec", "template", "spec");
  const requests = at(pod, "containers", 0, "resources", "requests");
  return {
    fingerprint: object.metadata.annotations?.[ANNOTATION.fingerprint],
    orderedPods: textAt(object, "spec", "podManagementPolicy") !== "Parallel",
    inCluster: {
      version: /:([0-9]+)/.exec(textAt(pod, "containers", 0, "image") ?? "")?.[1] ?? "",
      size: {
        cpuMillicores: cpuMillicores(textAt(requests, "cpu") ?? "") ?? 0,
        memoryMiB: memoryMiB(textAt(requests, "memory") ?? "") ?? 0,
      },
      node: at(pod, "affinity", "podAntiAffinity") === undefined ? "same-node" : "other-node",
    },
  };
}

function dbInstance(object: KubeObject): ChildFacts {
  const common = {
    isMoveTarget: isMoveTarget(object),
    host: textAt(object, "status", "endpoint", "address"),
    port: numberAt(object, "status", "endpoint", "port"),
    instanceClass: textAt(object, "spec", "dbInstanceClass"),
    classChangedAt: object.metadata.annotations?.[ANNOTATION.classChangedAt],
    pendingClass: textAt(object, "status", "pendingModifiedValues", "dbInstanceClass"),
    available: textAt(object, "status", "dbInstanceStatus") === "available",
    ...identityInAws(object, textAt(object, "status", "dbiResourceID")),
    ...identifier(object, "dbInstanceIdentifier"),
  };
  const allocated = numberAt(object, "spec", "allocatedStorage");
  if (allocated === undefined) return common; // a replica or an Aurora member
  return {
    ...common,
    arn: arn(object),
    rds: {
      kind: "rds",
      version: majorVersion(object),
      instanceClass: common.instanceClass ?? "",
      multiAZ: at(object, "spec", "multiAZ") === true,
      storageGiB: allocated,
      maxStorageGiB: numberAt(object, "spec", "maxAllocatedStorage") ?? allocated,
      backupRetentionDays: numberAt(object, "spec", "backupRetentionPeriod") ?? 1,
      storageChangedAt: object.metadata.annotations?.[ANNOTATION.storageChangedAt],
      ...originOf(object, "dbInstanceIdentifier"),
    },
  };
}

/** Of one that is being made AWS says nothing yet. */
function passwordOf(object: KubeObject): ChildFacts["password"] {
  const said = at(object, "status", "authTokenEnabled");
  if (textAt(object, "spec", "authToken", "name") !== undefined) return said === true ? "named" : "asked";
  if (said === true) return "set";
  return said === false ? "none" : undefined;
}
