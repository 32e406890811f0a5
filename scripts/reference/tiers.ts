// docs/reference/tiers.md: what each tier contains and costs, from the tier table, the blueprint and the price list.
import { render } from "../../cdk8s/render.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { isAtLeast, TIERS, usersOf, type Tier } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { estimateCost, type CostItem } from "../../domain/cost/estimate.js";
import { PRICES_OF } from "../../domain/cost/prices.js";
import * as load from "../../domain/tiers/load.js";
import type { TierRow } from "../../domain/tiers/row.js";
import { TIER_TABLE } from "../../domain/tiers/table.js";
import { stepPicture, tierPicture } from "../pictures.js";
import { markdownTable } from "./markdown-table.js";

const REGIONS = ["us-east-1", "ap-northeast-2"] as const;
type Region = (typeof REGIONS)[number];

export function tiersReference(): string {
  return [
    "# Tiers",
    "What `spec.userTier` means, for a service with one host and nothing overridden. Why it is so is in [why each tier](../explanation/why-each-tier.md); every size can be overridden in the [spec](api.md#webservice-spec).",
    "## Load",
    loadText(),
    markdownTable(
      ["tier", "users", "requests a second, average", "at the peak", "carried by the fewest pods", "by the most"],
      TIERS.map(loadRow),
    ),
    "## Cost",
    `Estimated list prices in US dollars a month, collected ${PRICES_OF}, for the load above. They are what one service adds; ${shared()}.`,
    markdownTable(
      ["tier", ...REGIONS],
      TIERS.map((tier) => [tier, ...REGIONS.map((region) => dollars(costOf(tier, region)?.monthlyUSD))]),
    ),
    ...TIERS.flatMap(tierSection),
  ].join("\n\n");
}

function loadText(): string {
  const { reads, writes } = load.monthlyRequests(1);
  return `Assumed: ${number(reads)} reads and ${number(writes)} writes by each user in a month, a peak of ${load.PEAK_FACTOR} times the average, ${number(load.REQUESTS_PER_SECOND_PER_MILLICORE * 1000)} requests a second for each CPU of the web pods, ${number(load.BYTES_PER_RESPONSE)} bytes in a response.`;
}

function loadRow(tier: Tier): readonly string[] {
  const { web } = TIER_TABLE[tier];
  const average = load.averageRequestsPerSecond(usersOf(tier));
  const carried = (pods: number) => number(pods * web.size.cpuMillicores * load.REQUESTS_PER_SECOND_PER_MILLICORE);
  const rate = (value: number) => (value < 10 ? value.toPrecision(2) : number(Math.round(value)));
  return [tier, number(usersOf(tier)), rate(average), rate(average * load.PEAK_FACTOR), carried(web.min), carried(web.max)];
}

function shared(): string {
  const omitted = costOf("1", "us-east-1")?.notEstimated.find((text) => text.startsWith("shared by all services"));
  return omitted ?? "";
}

function tierSection(tier: Tier): readonly string[] {
  const row = TIER_TABLE[tier];
  const estimate = costOf(tier, "us-east-1");
  return [
    `## Tier ${tier}`,
    pictureText(tier),
    markdownTable(["part", ""], partRows(row, tier)),
    `Objects: ${objectsInWords(tier)}.`,
    ...(estimate === undefined
      ? []
      : [
          `In us-east-1 about ${dollars(estimate.monthlyUSD)} US dollars a month:`,
          markdownTable(["", "quantity", "US dollars a month"], costRows(estimate.items)),
        ]),
  ];
}

/** From the second tier on the step to it, in which everything is that the tier has. */
function pictureText(tier: Tier): string {
  const [whole, step] = [`../pictures/${tierPicture(tier)}`, stepPicture(tier)];
  const examples = isAtLeast(tier, "5M") ? " Its services, workers and functions are examples: the spec names them." : "";
  if (step === undefined) return `![What a service of tier ${tier} is made of](${whole})`;
  return `![What a service of tier ${tier} is made of, and what of it is new](../pictures/${step})\n\nThe same [without the comparison](${whole}).${examples}`;
}

function partRows(row: TierRow, tier: Tier): readonly (readonly string[])[] {
  const { cache, cdn, logGroup } = row;
  const rows = [
    ["web", webInWords(row)],
    ["in front", frontInWords(row, tier)],
    [
      "CDN",
      cdn === undefined
        ? ""
        : `CloudFront for ${cdn.paths === "all" ? "all paths" : "static paths"}${cdn.waf ? ", with a firewall (WAF)" : ""}`,
    ],
    ["database", databaseInWords(row.database)],
    [
      "cache",
      cache === undefined
        ? ""
        : `Valkey, ${cache.shards} × ${cache.replicasPerShard + 1} ${cache.nodeType}${cache.multiAZ ? ", Multi-AZ" : ""}`,
    ],
    ["objects", row.assets ? "S3 bucket" : ""],
    ["sessions", row.sessions ? "DynamoDB table" : ""],
    ["queue", row.queue ? "SQS queue with a dead-letter queue" : ""],
    ["e-mail", row.email ? "permission to send with SES" : ""],
    ["functions", row.functions ? "Lambda functions on uploads, if listed" : ""],
    ["alarms", row.alarms.map((set) => ALARMS[set]).join(", ")],
    ["dashboard", row.dashboard ? "CloudWatch" : ""],
    ["logs", logGroup === undefined ? "" : `log group, kept for ${logGroup.retentionDays} days`],
  ];
  return rows.filter(([, text]) => text !== "");
}

const ALARMS: Readonly<Record<TierRow["alarms"][number], string>> = {
  database: "database",
  loadBalancer: "load balancer",
  queue: "queue",
  uploads: "uploads that a function gave up",
};

function webInWords({ web }: TierRow): string {
  const { size, min, max, zones, rollout } = web;
  const pods = min === max ? `${min} pod${min === 1 ? "" : "s"}` : `${min} to ${max} pods`;
  const where = zones === 1 ? "" : `, over ${zones} zones`;
  return `${pods} of ${size.cpuMillicores}m CPU and ${size.memoryMiB} MiB${where}, ${rollout === "Recreate" ? "stopped before they are replaced" : "replaced one by one"}`;
}

function frontInWords({ front }: TierRow, tier: Tier): string {
  if (front.kind === "nlb") return "network load balancer with an Elastic IP";
  const reserved = front.reservesCapacity ? `, ${number(load.capacityUnits(usersOf(tier)))} capacity units reserved` : "";
  return `application load balancer in all public subnets of the class${reserved}`;
}

function databaseInWords(database: TierRow["database"]): string {
  switch (database.kind) {
    case "in-cluster":
      return `PostgreSQL in the cluster, ${database.storageGiB} GiB, ${database.size.cpuMillicores}m CPU and ${database.size.memoryMiB} MiB, ${database.node === "same-node" ? "on the node of the web pod" : "on another node than the web pod"}`;
    case "rds":
      return `RDS for PostgreSQL, ${database.instanceClass}, ${database.multiAZ ? "Multi-AZ" : "Single-AZ"}, ${database.storageGiB} GiB that grow up to ${database.maxStorageGiB}, ${database.readReplicas} read replicas, backups for ${database.backupRetentionDays} days`;
    case "aurora":
      return `Aurora PostgreSQL, ${database.instanceClass}, ${database.readersMin} to ${database.readersMax} readers, backups for ${database.backupRetentionDays} days`;
  }
}

function objectsInWords(tier: Tier): string {
  const options = { migratorImage: "migrator", poolerImage: "pooler", postgresRepository: "postgres" };
  const { children, waiting } = render(blueprint(service(tier), serviceClass("us-east-1")), { uploadQueueARNs: {} }, options);
  const kinds = [...children, ...waiting].map(({ kind }) => kind.kind).sort();
  const counted = [...new Set(kinds)].map((kind) => {
    const count = kinds.filter((other) => other === kind).length;
    return count === 1 ? kind : `${count} ${kind}`;
  });
  return `${kinds.length} in all: ${counted.join(", ")}`;
}

function costRows(items: readonly CostItem[]): readonly (readonly string[])[] {
  return items.map(({ what, quantity, unit, monthlyUSD }) => [what, `${number(quantity)} ${unit}`, monthlyUSD.toFixed(2)]);
}

function costOf(tier: Tier, region: Region) {
  return estimateCost(blueprint(service(tier), serviceClass(region)));
}

function service(tier: Tier): WebService {
  const metadata = {
    name: "shop",
    namespace: "store",
    uid: "00000000-0000-0000-0000-000000000000",
    resourceVersion: "1",
    generation: 1,
  };
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebService",
    metadata,
    spec: { userTier: tier, image: "shop", hosts: ["shop.example.com"] },
  };
}

/** Complete, so that every part of a tier is there. */
function serviceClass(region: Region): WebServiceClass {
  const certificate = (where: string) => `arn:aws:acm:${where}:123456789012:certificate/11111111-2222-3333-4444-555555555555`;
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebServiceClass",
    metadata: { name: "default", uid: "00000000-0000-0000-0000-000000000001", resourceVersion: "1", generation: 1 },
    spec: {
      region,
      accountID: "123456789012",
      clusterName: "main",
      vpcID: "vpc-0a1b2c3d4e5f60718",
      publicSubnetIDs: ["subnet-0aa000000000000a1", "subnet-0aa000000000000b2", "subnet-0aa000000000000c3"],
      privateSubnetIDs: ["subnet-0bb000000000000a1", "subnet-0bb000000000000b2", "subnet-0bb000000000000c3"],
      hostedZoneID: "Z0123456789ABCDEFGHIJ",
      domain: "example.com",
      certificateARN: certificate(region),
      cdnCertificateARN: certificate("us-east-1"),
    },
  };
}

function dollars(usd: number | undefined): string {
  return usd === undefined ? "-" : number(Math.round(usd));
}

function number(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
