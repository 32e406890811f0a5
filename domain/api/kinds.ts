// Every kind that Tenfold writes: as the API server serves it, and for ACK kinds with the fields that we set or read.
import type { z } from "zod";
import * as autoscaling from "./ack/applicationautoscaling.js";
import * as cloudfront from "./ack/cloudfront.js";
import * as cloudwatch from "./ack/cloudwatch.js";
import * as logs from "./ack/cloudwatchlogs.js";
import * as dynamodb from "./ack/dynamodb.js";
import * as ec2 from "./ack/ec2.js";
import * as eks from "./ack/eks.js";
import * as elasticache from "./ack/elasticache.js";
import * as iam from "./ack/iam.js";
import * as lambda from "./ack/lambda.js";
import * as rds from "./ack/rds.js";
import * as route53 from "./ack/route53.js";
import * as s3 from "./ack/s3.js";
import * as sqs from "./ack/sqs.js";
import * as wafv2 from "./ack/wafv2.js";
import type { KindRef } from "./objects.js";

export type AckKind<Spec extends z.ZodType = z.ZodType, Status extends z.ZodType = z.ZodType> = {
  readonly ref: KindRef;
  readonly spec: Spec;
  readonly status: Status;
  readonly singular: string;
  readonly shortNames?: readonly string[];
};

/** `<service>/<Kind>`. All ACK kinds are namespaced, v1alpha1, and have no short names. */
function ackKind<Spec extends z.ZodType, Status extends z.ZodType>(
  id: `${string}/${string}`,
  spec: Spec,
  status: Status,
): AckKind<Spec, Status> {
  const [service = "", kind = ""] = id.split("/");
  const singular = kind.toLowerCase();
  return { ref: builtIn(`${service}.services.k8s.aws/v1alpha1`, kind, plural(singular)), spec, status, singular };
}

/** As the CRDs spell it: `Policy` → policies, `ElasticIPAddress` → elasticipaddresses. */
function plural(singular: string): string {
  if (singular.endsWith("y")) return `${singular.slice(0, -1)}ies`;
  return singular.endsWith("s") ? `${singular}es` : `${singular}s`;
}

function builtIn(apiVersion: string, kind: string, resource: string): KindRef {
  return { apiVersion, kind, plural: resource, namespaced: true };
}

export const ACK = {
  dbInstance: ackKind("rds/DBInstance", rds.dbInstanceSpec, rds.dbInstanceStatus),
  dbCluster: ackKind("rds/DBCluster", rds.dbClusterSpec, rds.dbClusterStatus),
  dbSubnetGroup: ackKind("rds/DBSubnetGroup", rds.dbSubnetGroupSpec, rds.dbSubnetGroupStatus),
  dbParameterGroup: ackKind("rds/DBParameterGroup", rds.dbParameterGroupSpec, rds.dbParameterGroupStatus),
  replicationGroup: ackKind("elasticache/ReplicationGroup", elasticache.replicationGroupSpec, elasticache.replicationGroupStatus),
  cacheSubnetGroup: ackKind("elasticache/CacheSubnetGroup", elasticache.cacheSubnetGroupSpec, elasticache.cacheSubnetGroupStatus),
  bucket: ackKind("s3/Bucket", s3.bucketSpec, s3.bucketStatus),
  distribution: ackKind("cloudfront/Distribution", cloudfront.distributionSpec, cloudfront.distributionStatus),
  originAccessControl: ackKind(
    "cloudfront/OriginAccessControl",
    cloudfront.originAccessControlSpec,
    cloudfront.originAccessControlStatus,
  ),
  recordSet: ackKind("route53/RecordSet", route53.recordSetSpec, route53.recordSetStatus),
  table: ackKind("dynamodb/Table", dynamodb.tableSpec, dynamodb.tableStatus),
  queue: ackKind("sqs/Queue", sqs.queueSpec, sqs.queueStatus),
  securityGroup: ackKind("ec2/SecurityGroup", ec2.securityGroupSpec, ec2.securityGroupStatus),
  elasticIPAddress: ackKind("ec2/ElasticIPAddress", ec2.elasticIPAddressSpec, ec2.elasticIPAddressStatus),
  role: ackKind("iam/Role", iam.roleSpec, iam.roleStatus),
  policy: ackKind("iam/Policy", iam.policySpec, iam.policyStatus),
  podIdentityAssociation: ackKind("eks/PodIdentityAssociation", eks.podIdentityAssociationSpec, eks.podIdentityAssociationStatus),
  metricAlarm: ackKind("cloudwatch/MetricAlarm", cloudwatch.metricAlarmSpec, cloudwatch.metricAlarmStatus),
  dashboard: ackKind("cloudwatch/Dashboard", cloudwatch.dashboardSpec, cloudwatch.dashboardStatus),
  logGroup: ackKind("cloudwatchlogs/LogGroup", logs.logGroupSpec, logs.logGroupStatus),
  webACL: ackKind("wafv2/WebACL", wafv2.webACLSpec, wafv2.webACLStatus),
  function: ackKind("lambda/Function", lambda.functionSpec, lambda.functionStatus),
  eventSourceMapping: ackKind("lambda/EventSourceMapping", lambda.eventSourceMappingSpec, lambda.eventSourceMappingStatus),
  scalableTarget: ackKind(
    "applicationautoscaling/ScalableTarget",
    autoscaling.scalableTargetSpec,
    autoscaling.scalableTargetStatus,
  ),
  scalingPolicy: ackKind("applicationautoscaling/ScalingPolicy", autoscaling.scalingPolicySpec, autoscaling.scalingPolicyStatus),
} as const;

export const ACK_KINDS: readonly AckKind[] = Object.values(ACK);

export const BUILT_IN = {
  configMap: builtIn("v1", "ConfigMap", "configmaps"),
  secret: builtIn("v1", "Secret", "secrets"),
  service: builtIn("v1", "Service", "services"),
  serviceAccount: builtIn("v1", "ServiceAccount", "serviceaccounts"),
  persistentVolumeClaim: builtIn("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
  deployment: builtIn("apps/v1", "Deployment", "deployments"),
  statefulSet: builtIn("apps/v1", "StatefulSet", "statefulsets"),
  job: builtIn("batch/v1", "Job", "jobs"),
  horizontalPodAutoscaler: builtIn("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  podDisruptionBudget: builtIn("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  networkPolicy: builtIn("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
  ingress: builtIn("networking.k8s.io/v1", "Ingress", "ingresses"),
  // Only where its controller is installed: the definition comes with it, as those of ACK do.
  volumeSnapshot: builtIn("snapshot.storage.k8s.io/v1", "VolumeSnapshot", "volumesnapshots"),
  // Only where KEDA is installed.
  scaledObject: builtIn("keda.sh/v1alpha1", "ScaledObject", "scaledobjects"),
  triggerAuthentication: builtIn("keda.sh/v1alpha1", "TriggerAuthentication", "triggerauthentications"),
} as const satisfies Readonly<Record<string, KindRef>>;

/** Served where the cluster's storage has snapshots. Read only: nobody but people makes one here. */
export const VOLUME_SNAPSHOT: KindRef = builtIn("snapshot.storage.k8s.io/v1", "VolumeSnapshot", "volumesnapshots");

/** Every kind that a child can have. */
export const CHILD_KINDS: readonly KindRef[] = [...Object.values(BUILT_IN), ...ACK_KINDS.map(({ ref }) => ref)];

/** Those that are listed and watched: Secrets are never read. */
export const SEEN_CHILD_KINDS: readonly KindRef[] = CHILD_KINDS.filter((kind) => kind !== BUILT_IN.secret);
