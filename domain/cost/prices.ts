// List prices of AWS in USD that the estimate needs, with the day each was last seen. Data only; nothing is read live.
// Collected 2026-11-25 from public copies of the AWS price list. Free allowances are not subtracted anywhere.

export const PRICES_OF = "2026-11-25";

export const PRICED_REGIONS = ["us-east-1", "ap-northeast-2"] as const;
export type PricedRegion = (typeof PRICED_REGIONS)[number];

export type Price = { readonly unit: string; readonly value: number; readonly seen: string };
type Quote = readonly [value: number, seen: string];
type Row = { readonly unit: string; readonly quotes: Readonly<Record<PricedRegion, Quote | undefined>> };

/** CloudFront's price area for viewers near the region. */
export const CDN_AREA: Readonly<Record<PricedRegion, "us" | "asia">> = { "us-east-1": "us", "ap-northeast-2": "asia" };

export function isPriced(region: string): region is PricedRegion {
  return PRICED_REGIONS.some((priced) => priced === region);
}

export function priceOf(region: PricedRegion, key: string): Price | undefined {
  const row = ROWS.get(key);
  const quote = row?.quotes[region];
  return row === undefined || quote === undefined ? undefined : { unit: row.unit, value: quote[0], seen: quote[1] };
}

type Entry = readonly [key: string, unit: string, virginia: Quote, seoul?: Quote];

const ENTRIES: readonly Entry[] = [
  // Pods by their requests: m7g.large split into vCPU and GiB such that 1 vCPU with 4 GiB costs exactly the instance's price.
  ["pod.vcpu", "vCPU-hour", [0.029313, "2026-11-25"], [0.034196, "2026-11-25"]],
  ["pod.gib", "GiB-hour", [0.002872, "2026-11-25"], [0.003989, "2026-11-25"]],
  ["ebs.gp3", "GB-month", [0.08, "2026-08-31"], [0.0912, "2026-09-09"]],
  // RDS for PostgreSQL. Read replicas are Single-AZ. Multi-AZ is mostly twice Single-AZ; AWS rounds them apart.
  ["rds.db.t4g.micro.single-az", "hour", [0.016, "2025-04-24"], [0.025, "2025-04-24"]],
  ["rds.db.t4g.micro.multi-az", "hour", [0.032, "2025-04-24"], [0.051, "2026-10-01"]],
  ["rds.db.t4g.small.single-az", "hour", [0.032, "2025-04-24"], [0.051, "2025-04-24"]],
  ["rds.db.t4g.small.multi-az", "hour", [0.065, "2026-10-06"], [0.102, "2025-04-24"]],
  ["rds.db.t4g.medium.single-az", "hour", [0.065, "2025-04-24"], [0.102, "2025-04-24"]],
  ["rds.db.t4g.medium.multi-az", "hour", [0.129, "2026-08-31"], [0.204, "2025-04-24"]],
  ["rds.db.t4g.large.single-az", "hour", [0.129, "2025-04-24"], [0.203, "2025-04-24"]],
  ["rds.db.t4g.large.multi-az", "hour", [0.258, "2025-04-24"], [0.406, "2025-04-24"]],
  ["rds.db.m7g.large.single-az", "hour", [0.168, "2025-04-24"], [0.2344, "2025-04-24"]],
  ["rds.db.m7g.large.multi-az", "hour", [0.336, "2025-04-24"], [0.4688, "2025-04-24"]],
  ["rds.db.m7g.xlarge.single-az", "hour", [0.337, "2025-04-24"], [0.4688, "2025-04-24"]],
  ["rds.db.m7g.xlarge.multi-az", "hour", [0.674, "2025-04-24"], [0.9376, "2025-04-24"]],
  ["rds.db.m7g.2xlarge.single-az", "hour", [0.674, "2025-04-24"], [0.9376, "2025-04-24"]],
  ["rds.db.m7g.2xlarge.multi-az", "hour", [1.348, "2025-04-24"], [1.8752, "2025-04-24"]],
  ["rds.db.m7g.4xlarge.single-az", "hour", [1.348, "2025-04-24"], [1.8752, "2025-04-24"]],
  ["rds.db.m7g.4xlarge.multi-az", "hour", [2.696, "2025-04-24"], [3.7504, "2025-04-24"]],
  ["rds.db.r7g.large.single-az", "hour", [0.239, "2025-04-24"], [0.2869, "2025-04-24"]],
  ["rds.db.r7g.large.multi-az", "hour", [0.478, "2026-08-31"], [0.5738, "2026-10-01"]],
  ["rds.db.r7g.xlarge.single-az", "hour", [0.478, "2025-04-24"], [0.5738, "2025-04-24"]],
  ["rds.db.r7g.xlarge.multi-az", "hour", [0.956, "2025-04-24"], [1.1476, "2025-04-24"]],
  ["rds.db.r7g.2xlarge.single-az", "hour", [0.956, "2025-04-24"], [1.1476, "2025-04-24"]],
  ["rds.db.r7g.2xlarge.multi-az", "hour", [1.912, "2025-04-24"], [2.2952, "2025-04-24"]],
  ["rds.db.r7g.4xlarge.single-az", "hour", [1.913, "2025-04-24"], [2.2952, "2025-04-24"]],
  ["rds.db.r7g.4xlarge.multi-az", "hour", [3.826, "2025-04-24"], [4.5904, "2025-04-24"]],
  ["rds.db.r7g.8xlarge.single-az", "hour", [3.825, "2025-04-24"], [4.5904, "2025-04-24"]],
  ["rds.db.r7g.8xlarge.multi-az", "hour", [7.65, "2025-04-24"], [9.1808, "2025-04-24"]],
  ["rds.storage.single-az", "GB-month", [0.115, "2026-10-06"], [0.131, "2026-10-01"]],
  ["rds.storage.multi-az", "GB-month", [0.23, "2026-10-06"], [0.262, "2026-10-01"]],
  // Aurora PostgreSQL Standard: one price an instance, I/O apart.
  ["aurora.db.r7g.large", "hour", [0.276, "2025-04-24"], [0.333, "2025-04-24"]],
  ["aurora.db.r7g.xlarge", "hour", [0.553, "2025-04-24"], [0.665, "2025-04-24"]],
  ["aurora.db.r7g.2xlarge", "hour", [1.106, "2025-04-24"], [1.331, "2025-04-24"]],
  ["aurora.db.r7g.4xlarge", "hour", [2.211, "2025-04-24"], [2.662, "2025-04-24"]],
  ["aurora.db.r7g.8xlarge", "hour", [4.422, "2025-04-24"], [5.324, "2025-04-24"]],
  ["aurora.storage", "GB-month", [0.1, "2026-07-28"], [0.12, "2026-10-01"]],
  ["aurora.io", "million I/Os", [0.2, "2026-07-28"], [0.24, "2026-10-01"]],
  // ElastiCache for Valkey.
  ["valkey.cache.t4g.micro", "node-hour", [0.0128, "2026-10-02"], [0.0192, "2025-04-24"]],
  ["valkey.cache.t4g.small", "node-hour", [0.0256, "2026-10-02"], [0.0376, "2025-04-24"]],
  ["valkey.cache.t4g.medium", "node-hour", [0.052, "2026-10-02"], [0.0752, "2025-04-24"]],
  ["valkey.cache.m7g.large", "node-hour", [0.1264, "2026-10-02"], [0.1536, "2025-04-24"]],
  ["valkey.cache.m7g.xlarge", "node-hour", [0.252, "2026-10-02"], [0.308, "2025-04-24"]],
  ["valkey.cache.r7g.large", "node-hour", [0.1752, "2026-10-02"], [0.2096, "2025-04-24"]],
  ["valkey.cache.r7g.xlarge", "node-hour", [0.3496, "2026-10-02"], [0.4176, "2025-04-24"]],
  ["valkey.cache.r7g.2xlarge", "node-hour", [0.6984, "2026-10-02"], [0.836, "2025-04-24"]],
  ["valkey.cache.r7g.4xlarge", "node-hour", [1.396, "2026-10-02"], [1.672, "2025-04-24"]],
  // Ways in. No price of reserved capacity is known in Seoul.
  ["alb.hour", "hour", [0.0225, "2026-09-11"], [0.0225, "2026-10-01"]],
  ["alb.lcu", "LCU-hour", [0.008, "2026-09-11"], [0.008, "2026-10-01"]],
  ["alb.lcu-reserved", "reserved LCU-hour", [0.008, "2026-09-24"]],
  ["nlb.hour", "hour", [0.0225, "2024-07-01"], [0.0225, "2026-10-01"]],
  ["nlb.lcu", "NLCU-hour", [0.006, "2024-07-01"], [0.006, "2026-10-01"]],
  ["public-ipv4", "hour", [0.005, "2026-09-17"], [0.005, "2026-09-17"]],
  ["egress.first-10tb", "GB", [0.09, "2026-07-28"], [0.126, "2026-10-01"]],
  ["egress.next-40tb", "GB", [0.085, "2026-07-28"], [0.122, "2026-10-01"]],
  ["egress.next-100tb", "GB", [0.07, "2026-07-28"], [0.117, "2024-09-25"]],
  ["egress.over-150tb", "GB", [0.05, "2026-07-28"], [0.108, "2024-09-25"]],
  ["route53.queries.first-1b", "million queries", [0.4, "2024-07-01"], [0.4, "2024-07-01"]],
  ["route53.queries.over-1b", "million queries", [0.2, "2024-07-01"], [0.2, "2024-07-01"]],
  // CloudFront by price area, and its firewall.
  ["cloudfront.out.us.first-10tb", "GB", [0.085, "2024-07-01"], [0.085, "2024-07-01"]],
  ["cloudfront.out.us.next-40tb", "GB", [0.08, "2024-07-01"], [0.08, "2024-07-01"]],
  ["cloudfront.out.us.next-100tb", "GB", [0.06, "2024-07-01"], [0.06, "2024-07-01"]],
  ["cloudfront.out.us.next-350tb", "GB", [0.04, "2024-07-01"], [0.04, "2024-07-01"]],
  ["cloudfront.out.asia.first-10tb", "GB", [0.12, "2024-07-01"], [0.12, "2024-07-01"]],
  ["cloudfront.out.asia.next-40tb", "GB", [0.1, "2024-07-01"], [0.1, "2024-07-01"]],
  ["cloudfront.out.asia.next-100tb", "GB", [0.095, "2024-07-01"], [0.095, "2024-07-01"]],
  ["cloudfront.out.asia.next-350tb", "GB", [0.09, "2024-07-01"], [0.09, "2024-07-01"]],
  ["cloudfront.https.us", "10000 requests", [0.01, "2024-07-01"], [0.01, "2024-07-01"]],
  ["cloudfront.https.asia", "10000 requests", [0.012, "2026-10-01"], [0.012, "2026-10-01"]],
  ["waf.web-acl", "web-ACL-month", [5, "2026-09-24"], [5, "2026-09-24"]],
  ["waf.rule", "rule-month", [1, "2026-09-24"], [1, "2026-09-24"]],
  ["waf.requests", "million requests", [0.6, "2026-09-24"], [0.6, "2026-09-24"]],
  // Objects, sessions, messages, functions.
  ["s3.storage", "GB-month", [0.023, "2026-08-31"], [0.025, "2026-09-28"]],
  ["s3.get", "1000 requests", [0.0004, "2026-08-31"], [0.00035, "2026-09-28"]],
  ["s3.put", "1000 requests", [0.005, "2026-08-31"], [0.0045, "2026-09-28"]],
  ["dynamodb.read", "million reads", [0.125, "2026-07-31"], [0.1355, "2026-10-01"]],
  ["dynamodb.write", "million writes", [0.625, "2026-07-31"], [0.68, "2026-10-01"]],
  ["dynamodb.storage", "GB-month", [0.25, "2024-11-15"], [0.27075, "2026-10-01"]],
  ["dynamodb.pitr", "GB-month", [0.2, "2024-11-15"], [0.2166, "2026-10-01"]],
  ["sqs", "million requests", [0.4, "2026-08-31"], [0.4, "2026-10-01"]],
  ["lambda.requests", "million requests", [0.2, "2024-07-01"], [0.2, "2026-10-01"]],
  ["lambda.duration", "GB-second", [1.66667e-5, "2024-07-01"], [1.66667e-5, "2026-10-01"]],
  // Watching.
  ["cloudwatch.alarm", "alarm-metric-month", [0.1, "2026-08-31"], [0.1, "2026-10-01"]],
  ["cloudwatch.dashboard", "dashboard-month", [3, "2024-07-01"], [3, "2024-07-01"]],
  ["cloudwatch.logs.ingest", "GB", [0.5, "2026-10-07"], [0.76, "2026-10-01"]],
  ["cloudwatch.logs.storage", "GB-month", [0.03, "2026-10-07"], [0.0314, "2026-10-01"]],
];

const ROWS: ReadonlyMap<string, Row> = new Map(
  ENTRIES.map(([key, unit, virginia, seoul]) => [key, { unit, quotes: { "us-east-1": virginia, "ap-northeast-2": seoul } }]),
);
