// What a healthy world answers to an object: the status that its controller gives it in the end. For plans without a cluster and for
// tests. What AWS would generate follows from the object's own name, so that equal objects get equal answers.
import type { AwsPlace } from "../api/arn.js";
import { bucketARN, regionalARN } from "../api/arn.js";
import * as aws from "../api/aws-identifiers.js";
import type { KubeObject } from "../api/objects.js";
import { isAck } from "./extract.js";
import { at, isRecord, textAt } from "./reading.js";

type Status = Readonly<Record<string, unknown>>;

export type Surroundings = {
  readonly place: AwsPlace;
  /** RFC 3339: when the controllers have looked last. */
  readonly time: string;
};

/** Any place, for a class that names none, and for tests. */
export const ANYWHERE: Surroundings = {
  place: { region: "us-east-1", accountID: "123456789012" },
  time: "2026-01-01T00:00:00Z",
};

/**
 * The same object, with the status that it settles at. What it says already of what AWS gives once and for all, an endpoint or an id,
 * stays as it is; whatever was under way is over.
 */
export function settled(object: KubeObject, { place, time }: Surroundings = ANYWHERE): KubeObject {
  const answer = isAck(object) ? ackAnswer(object, place, time) : BUILT_IN[object.kind]?.(object, place, time);
  if (answer === undefined) return object;
  return { ...object, status: { ...answer.given, ...known(object, Object.keys(answer.given ?? {})), ...answer.state } };
}

type Answer = {
  /** What is there as long as the thing itself. */
  readonly given?: Status;
  readonly state?: Status;
};
/** Undefined: nobody answers. */
type Answering = (object: KubeObject, place: AwsPlace, time: string) => Answer | undefined;

const POSTGRES_PORT = 5432;
const CACHE_PORT = 6379;

function known({ status }: KubeObject, fields: readonly string[]): Status {
  if (!isRecord(status)) return {};
  return Object.fromEntries(fields.filter((field) => status[field] !== undefined).map((field) => [field, status[field]]));
}

const BUILT_IN: Readonly<Record<string, Answering>> = {
  Deployment: (object) => {
    const replicas = typeof at(object, "spec", "replicas") === "number" ? at(object, "spec", "replicas") : 1;
    const counts = { replicas, updatedReplicas: replicas, availableReplicas: replicas, readyReplicas: replicas };
    return { state: { ...observed(object), ...counts } };
  },
  StatefulSet: (object) => ({
    state: { ...observed(object), readyReplicas: 1, currentRevision: "1", updateRevision: "1" },
  }),
  Job: (_, __, time) => ({ state: { conditions: [condition("Complete", time)] } }),
  PersistentVolumeClaim: () => ({ state: { phase: "Bound" } }),
  VolumeSnapshot: () => ({ state: { readyToUse: true, restoreSize: "20Gi" } }),
  Service: (object, place) =>
    textAt(object, "spec", "type") === "LoadBalancer" ? balancer(object, place, aws.networkBalancerHost) : undefined,
  Ingress: (object, place) =>
    balancer(object, place, isInternal(object) ? aws.internalBalancerHost : aws.applicationBalancerHost),
};

function observed({ metadata }: KubeObject): Status {
  return { observedGeneration: metadata.generation ?? 0 };
}

function isInternal({ metadata }: KubeObject): boolean {
  return metadata.annotations?.["alb.ingress.kubernetes.io/scheme"] === "internal";
}

/** As long as AWS lets a load balancer's name be. */
const BALANCER_NAME_LENGTH = 32;

function balancer({ metadata: { name } }: KubeObject, place: AwsPlace, hostOf: typeof aws.networkBalancerHost): Answer {
  const hostname = hostOf(name.slice(0, BALANCER_NAME_LENGTH), name, place);
  return { given: { loadBalancer: { ingress: [{ hostname }] } } };
}

function condition(type: string, time: string): Status {
  return { type, status: "True", lastTransitionTime: time };
}

function ackAnswer(object: KubeObject, place: AwsPlace, time: string): Answer {
  const { given, state } = ANSWERS[object.kind]?.(object, place, time) ?? {};
  const arn = ARNS[object.kind]?.(object, place) ?? regionalARN(place, serviceOf(object), object.metadata.name);
  return {
    given: { ackResourceMetadata: { arn, ownerAccountID: place.accountID, region: place.region }, ...given },
    state: { conditions: ["Ready", "ACK.ResourceSynced"].map((type) => condition(type, time)), ...state },
  };
}

function serviceOf({ apiVersion }: KubeObject): string {
  return apiVersion.split(".")[0] ?? "";
}

/** What it is called in AWS. */
function called(object: KubeObject, field: string): string {
  return textAt(object, "spec", field) ?? object.metadata.name;
}

/** Of kinds whose ARN somebody reads. */
const ARNS: Readonly<Record<string, (object: KubeObject, place: AwsPlace) => string>> = {
  Bucket: (object, place) => bucketARN(place, called(object, "name")),
  Queue: (object, place) => regionalARN(place, "sqs", called(object, "queueName")),
  Distribution: ({ metadata }, place) => aws.distributionARN(metadata.name, place),
  WebACL: (object, place) =>
    aws.webACLARN({ name: called(object, "name"), scope: textAt(object, "spec", "scope") }, object.metadata.name, place),
};

const ANSWERS: Readonly<Record<string, Answering>> = {
  DBInstance: (object, place) => ({
    given: {
      dbiResourceID: aws.databaseResourceID("db", called(object, "dbInstanceIdentifier")),
      endpoint: { address: aws.instanceHost(called(object, "dbInstanceIdentifier"), place), port: POSTGRES_PORT },
    },
    state: { dbInstanceStatus: "available" },
  }),
  DBCluster: (object, place) => {
    const { writer, reader } = aws.clusterHosts(called(object, "dbClusterIdentifier"), place);
    const hosts = { endpoint: writer, readerEndpoint: reader, port: POSTGRES_PORT };
    return {
      // As its controller saw them when it last looked: when the cluster was new, and had none.
      given: {
        dbClusterResourceID: aws.databaseResourceID("cluster", called(object, "dbClusterIdentifier")),
        ...hosts,
        dbClusterMembers: [],
      },
      state: { status: "available" },
    };
  },
  ReplicationGroup: (object, place) => ({
    given: {
      configurationEndpoint: { address: aws.cacheHost(called(object, "replicationGroupID"), place), port: CACHE_PORT },
      authTokenEnabled: textAt(object, "spec", "authToken", "name") !== undefined,
    },
    state: { status: "available" },
  }),
  Distribution: ({ metadata: { name } }) => ({
    given: { id: aws.distributionID(name), domainName: aws.distributionHost(name) },
    state: { status: "Deployed" },
  }),
  OriginAccessControl: ({ metadata: { name } }) => ({ given: { id: aws.originAccessControlID(name) } }),
  ElasticIPAddress: ({ metadata: { name } }) => ({
    given: { allocationID: aws.allocationID(name), publicIP: aws.address(name) },
  }),
  SecurityGroup: ({ metadata: { name } }) => ({ given: { id: aws.securityGroupID(name) } }),
  Queue: (object, place) => ({ given: { queueURL: aws.queueURL(called(object, "queueName"), place) } }),
  Table: ({ metadata: { name } }) => ({ given: { tableID: aws.uuid(name) }, state: { tableStatus: "ACTIVE" } }),
  Function: () => ({ state: { state: "Active", lastUpdateStatus: "Successful" } }),
  PodIdentityAssociation: ({ metadata: { name } }) => ({ given: { associationID: aws.podIdentityAssociationID(name) } }),
};
