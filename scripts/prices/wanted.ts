// Which rows of AWS's price list our keys are: service, columns of its CSV, the step of a price that falls with the amount, and how many
// of AWS's units make one of ours. Data only. Written from AWS's documentation and from public extracts of the list, and not tried
// against AWS by us: what is not found keeps the price that it has, and is told.
import type { CdnArea } from "../../domain/cost/geography.js";

export type WantedPrice = {
  /** Of our price list, or `ec2.*`, which pods are computed from. */
  readonly key: string;
  readonly unit: string;
  /** Offer code. */
  readonly offer: string;
  /** The whole world has one price, in one file. */
  readonly isGlobal?: true;
  /** Values of columns: exactly, or by pattern. */
  readonly where: Readonly<Record<string, string | RegExp>>;
  /** Of several prices by amount, the free ones left out: the first (0), the second … Default: the first. */
  readonly step?: number;
  /** Default: 1. */
  readonly times?: number;
};

/** Usage types begin with a region's short name, except in us-east-1. IA and TS are other products. */
const usage = (end: string): RegExp => new RegExp(`^(?!IA-|TS-)(?:[A-Z]{2,4}\\d{0,2}-)?${end}$`);

type Sizes = { readonly families: readonly string[]; readonly sizes: readonly string[] };
const named = ({ families, sizes }: Sizes): readonly string[] =>
  families.flatMap((family) => sizes.map((size) => `${family}.${size}`));

const RDS_CLASSES = [
  ...named({ families: ["db.t4g"], sizes: ["micro", "small", "medium", "large"] }),
  ...named({ families: ["db.m7g"], sizes: ["large", "xlarge", "2xlarge", "4xlarge"] }),
  ...named({ families: ["db.r7g"], sizes: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"] }),
];
const AURORA_CLASSES = named({ families: ["db.r7g"], sizes: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"] });
const CACHE_NODES = [
  ...named({ families: ["cache.t4g"], sizes: ["micro", "small", "medium"] }),
  ...named({ families: ["cache.m7g"], sizes: ["large", "xlarge"] }),
  ...named({ families: ["cache.r7g"], sizes: ["large", "xlarge", "2xlarge", "4xlarge"] }),
];
/** What pods are computed from: 2 CPUs with 4, 8 and 16 GiB. */
export const POD_NODES = ["c7g.large", "m7g.large", "r7g.large"] as const;

const MILLION = 1e6;
const STEPS = ["first-10tb", "next-40tb", "next-100tb"] as const;

const computing: readonly WantedPrice[] = [
  ...POD_NODES.map((type): WantedPrice => ({
    key: `ec2.${type}`,
    unit: "hour",
    offer: "AmazonEC2",
    where: {
      "Product Family": "Compute Instance",
      "Instance Type": type,
      Tenancy: "Shared",
      "Operating System": "Linux",
      "Pre Installed S/W": "NA",
      CapacityStatus: "Used",
    },
  })),
  { key: "ebs.gp3", unit: "GB-month", offer: "AmazonEC2", where: { usageType: usage("EBS:VolumeUsage\\.gp3") } },
  { key: "ebs.snapshot", unit: "GB-month", offer: "AmazonEC2", where: { usageType: usage("EBS:SnapshotUsage") } },
];

const ZONES = { "single-az": "Single-AZ", "multi-az": "Multi-AZ" } as const;

const databases: readonly WantedPrice[] = [
  ...RDS_CLASSES.flatMap((type) =>
    Object.entries(ZONES).map(([key, option]): WantedPrice => ({
      key: `rds.${type}.${key}`,
      unit: "hour",
      offer: "AmazonRDS",
      where: {
        "Product Family": "Database Instance",
        "Instance Type": type,
        "Database Engine": "PostgreSQL",
        "Deployment Option": option,
      },
    })),
  ),
  ...[
    { key: "rds.storage.single-az", end: "RDS:GP3-Storage" },
    { key: "rds.storage.multi-az", end: "RDS:Multi-AZ-GP3-Storage" },
    { key: "rds.backup", end: "RDS:ChargedBackupUsage" },
  ].map(({ key, end }): WantedPrice => ({
    key,
    unit: "GB-month",
    offer: "AmazonRDS",
    where: { usageType: usage(end), "Database Engine": /^(PostgreSQL|Any)$/ },
  })),
  ...AURORA_CLASSES.map((type): WantedPrice => ({
    key: `aurora.${type}`,
    unit: "hour",
    offer: "AmazonRDS",
    where: { usageType: usage(`InstanceUsage:${type.replaceAll(".", "\\.")}`), "Database Engine": "Aurora PostgreSQL" },
  })),
  { key: "aurora.storage", unit: "GB-month", offer: "AmazonRDS", where: { usageType: usage("Aurora:StorageUsage") } },
  {
    key: "aurora.io",
    unit: "million I/Os",
    offer: "AmazonRDS",
    where: { usageType: usage("Aurora:StorageIOUsage") },
    times: MILLION,
  },
  { key: "aurora.backup", unit: "GB-month", offer: "AmazonRDS", where: { usageType: usage("Aurora:BackupUsage") } },
  ...CACHE_NODES.map((type): WantedPrice => ({
    key: `valkey.${type}`,
    unit: "node-hour",
    offer: "AmazonElastiCache",
    where: { usageType: usage(`NodeUsage:${type.replaceAll(".", "\\.")}`), "Cache Engine": "Valkey" },
  })),
];

const balancer = (kind: "Application" | "Network", end: string): WantedPrice["where"] => ({
  "Product Family": `Load Balancer-${kind}`,
  usageType: usage(end),
});

function edge(region: string, area: CdnArea): readonly WantedPrice[] {
  const outbound = { usageType: usage("DataTransfer-Out-Bytes"), "From Region Code": region, "To Location": "External" };
  return [
    { key: "alb.hour", unit: "hour", offer: "AWSELB", where: balancer("Application", "LoadBalancerUsage") },
    { key: "alb.lcu", unit: "LCU-hour", offer: "AWSELB", where: balancer("Application", "LCUUsage") },
    { key: "alb.lcu-reserved", unit: "reserved LCU-hour", offer: "AWSELB", where: balancer("Application", "ReservedLCUUsage") },
    { key: "nlb.hour", unit: "hour", offer: "AWSELB", where: balancer("Network", "LoadBalancerUsage") },
    { key: "nlb.lcu", unit: "NLCU-hour", offer: "AWSELB", where: balancer("Network", "LCUUsage") },
    { key: "public-ipv4", unit: "hour", offer: "AmazonVPC", where: { usageType: usage("PublicIPv4:InUseAddress") } },
    ...[...STEPS, "over-150tb"].map((name, step): WantedPrice => ({
      key: `egress.${name}`,
      unit: "GB",
      offer: "AWSDataTransfer",
      where: outbound,
      step,
    })),
    ...inWholeWorld(area),
  ];
}

function inWholeWorld(area: CdnArea): readonly WantedPrice[] {
  const cdn = area === "us" ? "US" : "AP";
  const everywhere = (price: Omit<WantedPrice, "where" | "isGlobal">, usageType: string): WantedPrice => ({
    ...price,
    isGlobal: true,
    where: { usageType },
  });
  const dns = { unit: "million queries", offer: "AmazonRoute53", times: MILLION };
  const bytes = { unit: "GB", offer: "AmazonCloudFront" };
  return [
    ...["first-1b", "over-1b"].map((name, step) => everywhere({ key: `route53.queries.${name}`, step, ...dns }, "DNS-Queries")),
    ...[...STEPS, "next-350tb"].map((name, step) =>
      everywhere({ key: `cloudfront.out.${area}.${name}`, step, ...bytes }, `${cdn}-DataTransfer-Out-Bytes`),
    ),
    everywhere(
      { key: `cloudfront.https.${area}`, unit: "10000 requests", offer: "AmazonCloudFront", times: 1e4 },
      `${cdn}-Requests-Tier2-HTTPS`,
    ),
    everywhere({ key: "waf.web-acl", unit: "web-ACL-month", offer: "awswaf" }, "Global-WebACLV2"),
    everywhere({ key: "waf.rule", unit: "rule-month", offer: "awswaf" }, "Global-RuleV2"),
    everywhere({ key: "waf.requests", unit: "million requests", offer: "awswaf", times: MILLION }, "Global-RequestV2-Tier1"),
  ];
}

type Used = readonly [key: string, unit: string, offer: string, end: string, times?: number];

const BY_USAGE: readonly Used[] = [
  ["s3.storage", "GB-month", "AmazonS3", "TimedStorage-ByteHrs"],
  ["s3.get", "1000 requests", "AmazonS3", "Requests-Tier2", 1000],
  ["s3.put", "1000 requests", "AmazonS3", "Requests-Tier1", 1000],
  ["dynamodb.read", "million reads", "AmazonDynamoDB", "ReadRequestUnits", MILLION],
  ["dynamodb.write", "million writes", "AmazonDynamoDB", "WriteRequestUnits", MILLION],
  ["dynamodb.storage", "GB-month", "AmazonDynamoDB", "TimedStorage-ByteHrs"],
  ["dynamodb.pitr", "GB-month", "AmazonDynamoDB", "TimedPITRStorage-ByteHrs"],
  ["sqs", "million requests", "AWSQueueService", "Requests-Tier1", MILLION],
  ["lambda.requests", "million requests", "AWSLambda", "Request", MILLION],
  ["lambda.duration", "GB-second", "AWSLambda", "Lambda-GB-Second"],
  ["cloudwatch.alarm", "alarm-metric-month", "AmazonCloudWatch", "CW:AlarmMonitorUsage"],
  ["cloudwatch.dashboard", "dashboard-month", "AmazonCloudWatch", "DashboardsUsageHour"],
  ["cloudwatch.logs.ingest", "GB", "AmazonCloudWatch", "DataProcessing-Bytes"],
  ["cloudwatch.logs.storage", "GB-month", "AmazonCloudWatch", "TimedStorage-ByteHrs"],
];

/** All that a region's list is made of, in its order; `ec2.*` last comes in as `pod.*`. */
export function wantedPrices(region: string, area: CdnArea): readonly WantedPrice[] {
  const byUsage = BY_USAGE.map(([key, unit, offer, end, times]): WantedPrice => ({
    key,
    unit,
    offer,
    where: { usageType: usage(end) },
    times,
  }));
  return [...computing, ...databases, ...edge(region, area), ...byUsage];
}
