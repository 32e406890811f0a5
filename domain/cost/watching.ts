// Alarms, dashboard and logs.
import type { Blueprint } from "../blueprint/types.js";
import type { Bill } from "./bill.js";
import { NOTHING, together } from "./bill.js";
import type { Traffic } from "./traffic.js";

/** Assumption: what the application logs for one request that reaches it, in bytes. */
const LOG_BYTES_PER_REQUEST = 200;
/** Kept logs are compressed; the share is that of AWS's own calculator. */
const KEPT_SHARE = 0.15;
const DAYS_PER_MONTH = 30;

const part = "Alarms";

export function watching({ alarms, dashboard, logGroup }: Blueprint, traffic: Traffic): Bill {
  const dashboards = dashboard ? 1 : 0;
  return together([
    {
      lines: [
        { part, what: `${alarms.length} alarms`, quantity: alarms.length, basis: "baseline", price: "cloudwatch.alarm" },
        { part, what: "dashboard", quantity: dashboards, basis: "baseline", price: "cloudwatch.dashboard" },
      ],
      assumes: alarms.length > 0 ? ["an alarm watches one metric"] : [],
    },
    logGroup === undefined ? NOTHING : logs(traffic, logGroup.retentionDays),
  ]);
}

function logs({ loadBalancerRequests }: Traffic, retentionDays: number): Bill {
  const writtenGB = (loadBalancerRequests * LOG_BYTES_PER_REQUEST) / 1e9;
  const keptGB = writtenGB * KEPT_SHARE * (retentionDays / DAYS_PER_MONTH);
  return {
    lines: [
      { part, what: "logs: written", quantity: writtenGB, basis: "usage", price: "cloudwatch.logs.ingest" },
      { part, what: `logs: kept for ${retentionDays} days`, quantity: keptGB, basis: "usage", price: "cloudwatch.logs.storage" },
    ],
    assumes: [`${LOG_BYTES_PER_REQUEST} bytes of log a request that reaches the pods; kept logs shrink to ${100 * KEPT_SHARE} %`],
  };
}
