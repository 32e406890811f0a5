// One object of every ACK kind, in combinations of fields under which the real controllers settle.
import { ACK, BUILT_IN, type AckKind } from "../../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";

export const NAMESPACE = "shop";
const ACCOUNT = "123456789012";
const TAGS = [{ key: "app", value: "shop" }];
const TRUST = policyDocument([{ Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole"] }]);

export function ref(name: string): { readonly from: { readonly name: string } } {
  return { from: { name } };
}

export type Given = {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

export function ackObject({ ref: kind }: AckKind, { name, spec, annotations }: Given): KubeObject {
  const metadata = { name, namespace: NAMESPACE, ...(annotations && { annotations }) };
  return { apiVersion: kind.apiVersion, kind: kind.kind, metadata, spec };
}

export function secret(name: string, password = "secret-123456789", type = "Opaque"): KubeObject {
  const { apiVersion, kind } = BUILT_IN.secret;
  const data = { password: Buffer.from(password).toString("base64") };
  return { apiVersion, kind, metadata: { name, namespace: NAMESPACE }, type, data };
}

export function database(name: string, change: Partial<Given> = {}): KubeObject {
  const spec = {
    dbInstanceIdentifier: name,
    engine: "postgres",
    engineVersion: "17",
    dbInstanceClass: "db.t4g.small",
    allocatedStorage: 20,
    maxAllocatedStorage: 100,
    storageType: "gp3",
    storageEncrypted: true,
    dbName: "app",
    masterUsername: "app",
    masterUserPassword: { name: "master", namespace: NAMESPACE, key: "password" },
    multiAZ: false,
    backupRetentionPeriod: 7,
    copyTagsToSnapshot: true,
    deletionProtection: false,
    publiclyAccessible: false,
    dbSubnetGroupRef: ref("subnets"),
    tags: TAGS,
    ...change.spec,
  };
  return ackObject(ACK.dbInstance, { name, spec, annotations: change.annotations });
}

export function replica(name: string, source: string, change: Partial<Given> = {}): KubeObject {
  const spec = {
    dbInstanceIdentifier: name,
    engine: "postgres",
    dbInstanceClass: "db.t4g.small",
    sourceDBInstanceIdentifier: source,
    maxAllocatedStorage: 100,
    publiclyAccessible: false,
    tags: TAGS,
    ...change.spec,
  };
  return ackObject(ACK.dbInstance, { name, spec });
}

export function cluster(name: string, change: Partial<Given> = {}): KubeObject {
  const spec = {
    dbClusterIdentifier: name,
    engine: "aurora-postgresql",
    engineVersion: "16.4",
    databaseName: "app",
    masterUsername: "app",
    masterUserPassword: { name: "master", namespace: NAMESPACE, key: "password" },
    storageEncrypted: true,
    backupRetentionPeriod: 7,
    copyTagsToSnapshot: true,
    deletionProtection: false,
    dbSubnetGroupRef: ref("subnets"),
    tags: TAGS,
    ...change.spec,
  };
  return ackObject(ACK.dbCluster, { name, spec, annotations: change.annotations });
}

/** Of an instance: without a master of its own, which AWS refuses. */
export function replicaCluster(
  name: string,
  source: string | undefined,
  more: Readonly<Record<string, unknown>> = {},
): KubeObject {
  const none = { masterUsername: undefined, masterUserPassword: undefined, databaseName: undefined };
  return cluster(name, { spec: { ...none, engineVersion: "17", replicationSourceIdentifier: source, ...more } });
}

export function member(name: string, clusterName: string, promotionTier: number): KubeObject {
  const spec = {
    dbInstanceIdentifier: name,
    dbClusterIdentifier: clusterName,
    engine: "aurora-postgresql",
    dbInstanceClass: "db.r7g.large",
    publiclyAccessible: false,
    promotionTier,
    tags: TAGS,
  };
  return ackObject(ACK.dbInstance, { name, spec });
}

export function cache(name: string, change: Partial<Given> = {}): KubeObject {
  const spec = {
    replicationGroupID: name,
    description: "shop",
    engine: "valkey",
    engineVersion: "8.0",
    cacheNodeType: "cache.t4g.medium",
    cacheParameterGroupName: "default.valkey8.cluster.on",
    numNodeGroups: 1,
    replicasPerNodeGroup: 1,
    automaticFailoverEnabled: true,
    multiAZEnabled: true,
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    snapshotRetentionLimit: 1,
    cacheSubnetGroupRef: ref("cache-subnets"),
    securityGroupRefs: [ref("guard")],
    tags: TAGS,
    ...change.spec,
  };
  return ackObject(ACK.replicationGroup, { name, spec });
}

export function bucket(name: string, change: Partial<Given> = {}): KubeObject {
  const spec = {
    name,
    encryption: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false }] },
    versioning: { status: "Enabled" },
    publicAccessBlock: { blockPublicACLs: true, blockPublicPolicy: true, ignorePublicACLs: true, restrictPublicBuckets: true },
    tagging: { tagSet: TAGS },
    ...change.spec,
  };
  return ackObject(ACK.bucket, { name, spec, annotations: change.annotations });
}

export function distribution(name: string, accessControl: string): KubeObject {
  const behaviour = {
    allowedMethods: { cachedMethods: { items: ["HEAD", "GET"] }, items: ["HEAD", "GET"] },
    cachePolicyID: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    compress: true,
    fieldLevelEncryptionID: "",
    smoothStreaming: false,
    targetOriginID: "assets",
    viewerProtocolPolicy: "redirect-to-https",
  };
  const origin = {
    id: "assets",
    domainName: "shop-assets.s3.us-east-1.amazonaws.com",
    originPath: "",
    connectionAttempts: 3,
    connectionTimeout: 10,
    customHeaders: { items: [] },
    originShield: { enabled: false },
    originAccessControlID: accessControl,
    s3OriginConfig: { originAccessIdentity: "" },
  };
  const distributionConfig = {
    aliases: { items: [] },
    comment: "shop",
    defaultCacheBehavior: behaviour,
    defaultRootObject: "",
    enabled: true,
    httpVersion: "http2",
    isIPV6Enabled: true,
    origins: { items: [origin] },
    priceClass: "PriceClass_100",
    restrictions: { geoRestriction: { restrictionType: "none" } },
    staging: false,
    viewerCertificate: { cloudFrontDefaultCertificate: true },
    webACLID: "",
  };
  return ackObject(ACK.distribution, { name, spec: { distributionConfig, tags: TAGS } });
}

export function record(name: string, change: Partial<Given> = {}): KubeObject {
  const aliasTarget = { dnsName: "d111111abcdef8.cloudfront.net", hostedZoneID: "Z2FDTNDATAQYW2", evaluateTargetHealth: false };
  const spec = {
    hostedZoneID: "Z0123456789ABCDEFGHIJ",
    name: `${name}.example.com.`,
    recordType: "A",
    aliasTarget,
    ...change.spec,
  };
  return ackObject(ACK.recordSet, { name, spec });
}

export function scalableTarget(name: string, clusterName: string, change: Partial<Given> = {}): KubeObject {
  const spec = {
    serviceNamespace: "rds",
    resourceID: `cluster:${clusterName}`,
    scalableDimension: "rds:cluster:ReadReplicaCount",
    minCapacity: 1,
    maxCapacity: 4,
    roleARN: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/rds.application-autoscaling.amazonaws.com/AWSServiceRole`,
    suspendedState: {
      dynamicScalingInSuspended: false,
      dynamicScalingOutSuspended: false,
      scheduledScalingSuspended: false,
    },
    ...change.spec,
  };
  return ackObject(ACK.scalableTarget, { name, spec });
}

export function alarm(name: string, change: Partial<Given> = {}): KubeObject {
  const spec = {
    name,
    actionsEnabled: true,
    namespace: "AWS/RDS",
    metricName: "CPUUtilization",
    statistic: "Average",
    period: 60,
    evaluationPeriods: 3,
    threshold: 80,
    comparisonOperator: "GreaterThanThreshold",
    dimensions: [{ name: "DBInstanceIdentifier", value: "db" }],
    treatMissingData: "missing",
    tags: TAGS,
    ...change.spec,
  };
  return ackObject(ACK.metricAlarm, { name, spec });
}

export const policy = ackObject(ACK.policy, {
  name: "app",
  spec: {
    name: "shop-app",
    policyDocument: policyDocument([{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::shop-assets/*"] }]),
  },
});
export const role = ackObject(ACK.role, {
  name: "app",
  spec: { name: "shop-app", assumeRolePolicyDocument: TRUST, policyRefs: [ref("app")], tags: TAGS },
});
export const subnets = ackObject(ACK.dbSubnetGroup, {
  name: "subnets",
  spec: { name: "shop-db", description: "shop", subnetIDs: ["subnet-0a", "subnet-0b"], tags: TAGS },
});
export const guard = ackObject(ACK.securityGroup, {
  name: "guard",
  spec: {
    name: "shop-guard",
    description: "shop",
    vpcID: "vpc-0a",
    ingressRules: [rule("tcp", "10.0.0.0/16", 5432)],
    egressRules: [rule("-1", "0.0.0.0/0")],
    tags: TAGS,
  },
});
export const deadLetters = queue("dead", {});

export function sessions(change: Partial<Given> = {}): KubeObject {
  return ackObject(ACK.table, { name: "sessions", ...change, spec: table("shop-sessions") });
}

export function queue(name: string, spec: Readonly<Record<string, unknown>>): KubeObject {
  return ackObject(ACK.queue, { name, spec: { queueName: `shop-${name}`, ...spec } });
}

export function redriveTo(name: string): string {
  return JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:shop-${name}`, maxReceiveCount: 5 });
}

/** Of every kind at least one, apart from the distribution, which needs a value that AWS makes. */
export function everything(): readonly KubeObject[] {
  return [
    secret("master"),
    subnets,
    guard,
    ackObject(ACK.dbParameterGroup, {
      name: "parameters",
      spec: { name: "shop-pg17", description: "shop", family: "postgres17", parameterOverrides: { work_mem: "8192" } },
    }),
    database("db", { spec: { dbParameterGroupRef: ref("parameters"), vpcSecurityGroupRefs: [ref("guard")] } }),
    replica("db-1", "db"),
    cluster("aurora"),
    member("aurora-0", "aurora", 0),
    member("aurora-1", "aurora", 1),
    scalableTarget("readers", "aurora"),
    ackObject(ACK.scalingPolicy, { name: "readers", spec: scaling("aurora") }),
    ackObject(ACK.cacheSubnetGroup, {
      name: "cache-subnets",
      spec: { cacheSubnetGroupName: "shop", cacheSubnetGroupDescription: "shop", subnetIDs: ["subnet-0a", "subnet-0b"] },
    }),
    cache("cache"),
    bucket("shop-assets"),
    ackObject(ACK.originAccessControl, { name: "control", spec: { originAccessControlConfig: control("shop") } }),
    record("www"),
    sessions(),
    deadLetters,
    queue("jobs", { visibilityTimeout: "60", receiveMessageWaitTimeSeconds: "20", redrivePolicy: redriveTo("dead") }),
    ackObject(ACK.elasticIPAddress, { name: "address", spec: { tags: TAGS } }),
    policy,
    role,
    ackObject(ACK.podIdentityAssociation, {
      name: "app",
      spec: { clusterName: "demo", namespace: NAMESPACE, serviceAccount: "app", roleRef: ref("app"), tags: { app: "shop" } },
    }),
    alarm("cpu"),
    ackObject(ACK.dashboard, {
      name: "board",
      spec: { dashboardName: "shop", dashboardBody: '{"widgets":[{"type":"text","x":0,"y":0,"width":3,"height":3}]}' },
    }),
    ackObject(ACK.logGroup, { name: "logs", spec: { name: "/shop/app", retentionDays: 14, tags: { app: "shop" } } }),
    ackObject(ACK.webACL, { name: "acl", spec: webACL() }),
    ackObject(ACK.function, {
      name: "resize",
      spec: { name: "shop-resize", packageType: "Image", code: { imageURI: `${ACCOUNT}.dkr.ecr/resize:1` }, roleRef: ref("app") },
    }),
    ackObject(ACK.eventSourceMapping, {
      name: "uploads",
      spec: { eventSourceARN: `arn:aws:sqs:us-east-1:${ACCOUNT}:shop-jobs`, functionRef: ref("resize") },
    }),
  ];
}

export function kindOf(object: KubeObject): KindRef {
  const kinds = [...Object.values(BUILT_IN), ...Object.values(ACK).map(({ ref: kind }) => kind)];
  const found = kinds.find(({ kind, apiVersion }) => kind === object.kind && apiVersion === object.apiVersion);
  if (found === undefined) throw new Error(`unknown kind ${object.kind}`);
  return found;
}

function policyDocument(statements: readonly unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function rule(ipProtocol: string, cidrIP: string, port?: number): Readonly<Record<string, unknown>> {
  const ports = port === undefined ? {} : { fromPort: port, toPort: port };
  return { ipProtocol, ...ports, ipRanges: [{ cidrIP, description: "test" }] };
}

function table(tableName: string): Readonly<Record<string, unknown>> {
  return {
    tableName,
    billingMode: "PAY_PER_REQUEST",
    attributeDefinitions: [{ attributeName: "pk", attributeType: "S" }],
    keySchema: [{ attributeName: "pk", keyType: "HASH" }],
    deletionProtectionEnabled: false,
    continuousBackups: { pointInTimeRecoveryEnabled: true },
    tags: TAGS,
  };
}

function control(name: string): Readonly<Record<string, unknown>> {
  return { name, description: "shop", originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4" };
}

function scaling(clusterName: string): Readonly<Record<string, unknown>> {
  return {
    policyName: "shop-readers",
    policyType: "TargetTrackingScaling",
    serviceNamespace: "rds",
    resourceID: `cluster:${clusterName}`,
    scalableDimension: "rds:cluster:ReadReplicaCount",
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: "RDSReaderAverageCPUUtilization" },
      targetValue: 60,
      scaleInCooldown: 300,
      scaleOutCooldown: 60,
      disableScaleIn: false,
    },
  };
}

function webACL(): Readonly<Record<string, unknown>> {
  const visibilityConfig = { cloudWatchMetricsEnabled: true, metricName: "shop", sampledRequestsEnabled: true };
  return { name: "shop", scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig, rules: [] };
}
