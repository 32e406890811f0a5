// spec.changes and spec.budget: what may start by itself, when, and up to which cost.
import { z } from "zod";
import { defaulted, described } from "../rules.js";
import { cron, timeZone } from "../schema-parts.js";

export const DISRUPTIONS = ["None", "Rolling", "Failover", "Restart", "DataMigration", "Destructive"] as const;
export type Disruption = (typeof DISRUPTIONS)[number];
const AUTOMATIC = ["None", "Rolling", "Failover", "Restart"] as const;

const window = z.object({
  schedule: described(cron, "Cron expression (five fields) at which the window opens, for example 0 3 * * 0."),
  timeZone: described(timeZone.optional(), "IANA time zone of the schedule, for example Europe/Berlin. Default: UTC."),
  minutes: described(
    z.int().min(15).max(1440),
    "Minutes for which it stays open. What has begun is finished after it has closed.",
  ),
  upTo: defaulted(z.enum(AUTOMATIC), "Restart", "Highest disruption that starts by itself while the window is open."),
});

export const changes = z.object({
  automatic: defaulted(
    z.enum(AUTOMATIC),
    "Rolling",
    "Highest disruption that starts by itself at any time. None: nothing restarts. Rolling: pods are replaced one by one, no request is lost. Failover: the database is away for seconds. Restart: for minutes. What is above it waits for the window or for an approval (condition PlanPending).",
  ),
  window: described(window.optional(), "Recurring maintenance window for more disruptive changes. Default: none."),
});

export const budget = z.object({
  monthlyUSD: described(
    z.int().min(1).max(10_000_000),
    "Estimated list price per month, in US dollars, above which the action is taken.",
  ),
  action: defaulted(
    z.enum(["Warn", "Hold"]),
    "Warn",
    "Warn adds an entry to status.problems. Hold also holds back every change that would cost more. What runs already is never stopped.",
  ),
});
