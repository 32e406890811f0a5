// How metrics are addressed: by dimensions where the name is ours, by tag where AWS chose an id that we never learn.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { AlarmSubject, Blueprint, Identity } from "../domain/blueprint/types.js";
import { SERVICE_UID_TAG } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import { identifierOf } from "./database-facts.js";
import { hasFunctions } from "./function.js";

type Dimension = { readonly name: string; readonly value: string };
export type MetricSource = { readonly namespace: string; readonly dimensions: readonly Dimension[] };

export function metricSource(blueprint: Blueprint, on: Exclude<AlarmSubject["on"], "loadBalancer">): MetricSource | undefined {
  switch (on) {
    case "database":
      return databaseSource(blueprint);
    case "queue":
      return blueprint.queue === undefined ? undefined : queueSource(blueprint, ROLE.queue);
    case "deadLetterQueue":
      return blueprint.queue === undefined ? undefined : queueSource(blueprint, ROLE.deadLetters);
    case "uploadDeadLetterQueue":
      return hasFunctions(blueprint) ? queueSource(blueprint, ROLE.uploadDeadLetters) : undefined;
  }
}

function databaseSource({ database, identity }: Blueprint): MetricSource | undefined {
  if (database === undefined || database.kind === "in-cluster") return undefined;
  const value = identifierOf(identity, database);
  if (database.kind === "rds") return { namespace: "AWS/RDS", dimensions: [{ name: "DBInstanceIdentifier", value }] };
  // The writer, whichever member it is now.
  const cluster = { name: "DBClusterIdentifier", value };
  return { namespace: "AWS/RDS", dimensions: [cluster, { name: "Role", value: "WRITER" }] };
}

function queueSource({ identity }: Blueprint, role: string): MetricSource {
  const value = childNameOf(identity, { kind: ACK.queue.ref, role, holdsData: true });
  return { namespace: "AWS/SQS", dimensions: [{ name: "QueueName", value }] };
}

const FUNCTION: Readonly<Record<AlarmSubject["statistic"], string>> = {
  Average: "AVG",
  Maximum: "MAX",
  Minimum: "MIN",
  Sum: "SUM",
  // Queries know no percentiles. The average is the nearest that one slow request alone does not trip.
  p95: "AVG",
};

/**
 * A load balancer's metrics are addressed by an id that only its ARN has, and neither Ingress nor host name tells it.
 * The query finds it by our tag; the account must have resource tags on telemetry switched on (a setting of CloudWatch).
 */
export function loadBalancerQuery({ uid }: Identity, metric: string, statistic: AlarmSubject["statistic"]): string {
  // Unhealthy hosts are counted for each target group, everything else for the load balancer.
  const schema = metric === "UnHealthyHostCount" ? "LoadBalancer, TargetGroup" : "LoadBalancer";
  const from = `SCHEMA("AWS/ApplicationELB", ${schema})`;
  return `SELECT ${FUNCTION[statistic]}(${metric}) FROM ${from} WHERE tag.${SERVICE_UID_TAG} = '${uid}'`;
}
