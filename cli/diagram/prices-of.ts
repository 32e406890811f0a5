// Which of the estimate's items belong to which box. Pure.
import type { CostItem } from "../../domain/cost/estimate.js";

/** The first whose beginning fits counts. */
const BEGINNINGS: readonly (readonly [beginning: string, id: string])[] = [
  ["web:", "web"],
  ["service ", "services"],
  ["worker ", "workers"],
  ["pooler:", "pooler"],
  ["network load balancer", "nlb"],
  ["Elastic IP", "nlb"],
  ["application load balancer", "alb"],
  ["internal load balancer", "internal"],
  ["CloudFront", "cdn"],
  ["WAF", "cdn"],
  ["Route 53", "dns"],
  ["traffic to the internet", "balancer"],
  ["ElastiCache", "cache"],
  ["S3", "bucket"],
  ["DynamoDB", "sessions"],
  ["SQS: uploads for", "functions"],
  ["SQS", "queue"],
  ["SES", "mail"],
  ["Lambda", "functions"],
];

export function boxOf({ what, part }: Pick<CostItem, "what" | "part">): string | undefined {
  const found = BEGINNINGS.find(([beginning]) => what.startsWith(beginning));
  if (found !== undefined) return found[1];
  if (part === "Database") return what.includes("(beside)") ? "database-beside-1" : "database";
  return part === "Alarms" ? "watch" : undefined;
}
