// Random services, classes and late values for properties of rendering: every option on or off, sizes at their ends.
import fc from "fast-check";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { TIERS } from "../../domain/api/tier.js";
import type { WebServiceClassSpec } from "../../domain/api/web-service-class.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { LateValues, RenderOptions } from "../../domain/blueprint/children.js";
import { webService, webServiceClass } from "../fixtures/services.js";

export const OPTIONS: RenderOptions = {
  migratorImage: "example.com/migrator:1",
  poolerImage: "example.com/pooler:1",
  postgresRepository: "example.com/postgres",
};

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,8})?$/);
const image = fc.constantFrom("example.com/shop:1", "example.com/other@sha256:0123");
const part = fc.option(fc.record({ enabled: fc.boolean() }), { nil: undefined });
const count = (min: number, max: number) => fc.option(fc.integer({ min, max }), { nil: undefined });

const database: fc.Arbitrary<WebServiceSpec["database"]> = fc.option(
  fc.record({
    enabled: fc.constantFrom(undefined, true, false),
    placement: fc.constantFrom(undefined, "Auto", "InCluster", "RDS", "Aurora"),
    version: fc.constantFrom(undefined, "15", "17"),
    readReplicas: count(0, 15),
    storageGiB: count(10, 59578),
    pooler: part,
  }),
  { nil: undefined },
);

const functions = fc.uniqueArray(
  fc.record({ name: label, image, trigger: fc.record({ uploadPrefix: fc.constantFrom("", "uploads/") }) }),
  { selector: ({ name }) => name, maxLength: 2 },
);
const pools = fc.uniqueArray(label, { maxLength: 4 });
const host = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,8})?$/).map((name) => `${name}.example.com`);

export const anySpec: fc.Arbitrary<Partial<WebServiceSpec>> = fc
  .record({
    userTier: fc.constantFrom(...TIERS),
    image,
    hosts: fc.uniqueArray(host, { maxLength: 3 }),
    database,
    cache: part,
    assets: part,
    cdn: part,
    exposure: fc.constantFrom(undefined, undefined, "Internal" as const),
    sessions: part,
    queue: part,
    email: part,
    alarms: part,
    functions,
    workers: fc.constant([] as string[]),
    pools,
    minReplicas: count(1, 5),
    env: fc.subarray([
      { name: "A", value: "1" },
      { name: "DATABASE_HOST", value: "mine" },
    ]),
  })
  .map(({ pools: names, minReplicas, ...spec }) => ({
    ...spec,
    scaling: { minReplicas },
    // Names are unique among workers and services together.
    workers: names.filter((_, index) => index % 2 === 0).map((name) => ({ name, min: minReplicas })),
    services: names
      .filter((_, index) => index % 2 === 1)
      .map((name) => ({ name, image: "example.com/svc:1", min: minReplicas, max: 9 })),
  }));

export const anyService: fc.Arbitrary<WebService> = anySpec.map((spec) => webService(spec));

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";

const NODES: WebServiceClassSpec["nodes"] = {
  spot: "Workers",
  architectures: ["amd64", "arm64"],
  tolerations: [{ key: "example.com/team", operator: "Exists" }],
};

export const anyClass: fc.Arbitrary<WebServiceClass> = fc
  .record({
    empty: fc.boolean(),
    certificateARN: fc.constantFrom(undefined, ARN),
    cdnCertificateARN: fc.constantFrom(undefined, ARN),
    hostedZoneID: fc.constantFrom(undefined, "Z0123456789"),
    nodes: fc.constantFrom(undefined, NODES),
  })
  .map(({ empty, ...rest }) => (empty ? { ...webServiceClass(), spec: {} } : webServiceClass(rest)));

const known = (text: string) => fc.constantFrom(undefined, text);

/** Any mixture of known and unknown. */
export const anyLate: fc.Arbitrary<LateValues> = fc.record({
  elasticIPAllocationID: known("eipalloc-1"),
  elasticIPAddress: known("203.0.113.7"),
  albHostname: known("alb.example.amazonaws.com"),
  internalHostname: known("internal.example.amazonaws.com"),
  originAccessControlID: known("E1"),
  distributionARN: known("arn:aws:cloudfront::123456789012:distribution/E2"),
  distributionDomain: known("d1.cloudfront.net"),
  webACLARN: known("arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"),
  queueARN: known("arn:aws:sqs:us-east-1:123456789012:q"),
  queueURL: known("https://sqs.example/q"),
  deadLetterQueueARN: known("arn:aws:sqs:us-east-1:123456789012:d"),
  uploadDeadLetterQueueARN: known("arn:aws:sqs:us-east-1:123456789012:u"),
  uploadQueueARNs: fc.constant({}),
  databaseHost: known("db.example.amazonaws.com"),
  databaseReaderHost: known("reader.example.amazonaws.com"),
  readReplicasDue: fc.constantFrom(undefined, 1, 15),
  cacheEndpoint: known("cache.example.amazonaws.com:6379"),
  podIdentityAssociationID: known("a-1"),
  deployedRoles: fc.constantFrom(undefined, ["web"]),
});

export function allLate({ functions: wanted = [] }: Pick<WebServiceSpec, "functions">): LateValues {
  return {
    elasticIPAllocationID: "eipalloc-1",
    elasticIPAddress: "203.0.113.7",
    albHostname: "alb.example.amazonaws.com",
    internalHostname: "internal.example.amazonaws.com",
    originAccessControlID: "E1",
    distributionARN: "arn:aws:cloudfront::123456789012:distribution/E2",
    distributionDomain: "d1.cloudfront.net",
    webACLARN: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b",
    queueARN: "arn:aws:sqs:us-east-1:123456789012:q",
    queueURL: "https://sqs.example/q",
    deadLetterQueueARN: "arn:aws:sqs:us-east-1:123456789012:d",
    uploadDeadLetterQueueARN: "arn:aws:sqs:us-east-1:123456789012:u",
    uploadQueueARNs: Object.fromEntries(wanted.map(({ name }) => [name, `arn:aws:sqs:us-east-1:123456789012:${name}`])),
    hasVolume: true,
    databasePlaced: true,
    databaseHost: "db.example.amazonaws.com",
    databasePort: 5432,
    databaseReaderHost: "reader.example.amazonaws.com",
    readReplicasDue: 15,
    replicaHosts: ["replica-1.example.amazonaws.com", "replica-2.example.amazonaws.com"],
    poolerServes: true,
    cacheEndpoint: "cache.example.amazonaws.com:6379",
    podIdentityAssociationID: "a-1",
  };
}
