// The CloudWatch dashboard: requests, database, cache and queue of the service, all in one place.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { ackAnnouncement, ackObject } from "./ack-object.js";
import { childNameOf } from "./child-names.js";
import type { MetricSource } from "./metric-sources.js";
import { loadBalancerQuery, metricSource } from "./metric-sources.js";
import { placeGaps } from "./place-gaps.js";
import type { Scene } from "./scene.js";

const PERIOD_SECONDS = 60;
const WIDTH = 12;
const HEIGHT = 6;
const COLUMNS = 2;

type Line = readonly unknown[];
type Chart = { readonly title: string; readonly metrics: readonly Line[] };

export function dashboard(scene: Scene): void {
  const { blueprint } = scene;
  if (!blueprint.dashboard) return;
  const { place } = blueprint;
  const announcement = { ack: ACK.dashboard, part: "Alarms", role: ROLE.dashboard, region: place.region } as const;
  const gaps = placeGaps(place, "region");
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  ackObject(scene, announcement, {
    dashboardName: childNameOf(blueprint.identity, { kind: ACK.dashboard.ref, role: ROLE.dashboard }),
    dashboardBody: JSON.stringify({ widgets: charts(blueprint).map((chart, index) => widget(chart, index, place.region)) }),
  });
}

function widget({ title, metrics }: Chart, index: number, region: string) {
  const column = index % COLUMNS;
  const row = Math.floor(index / COLUMNS);
  const properties = { title, region, period: PERIOD_SECONDS, stat: "Average", view: "timeSeries", metrics };
  return { type: "metric", x: column * WIDTH, y: row * HEIGHT, width: WIDTH, height: HEIGHT, properties };
}

function charts(blueprint: Blueprint): readonly Chart[] {
  const { identity, cache } = blueprint;
  const database = metricSource(blueprint, "database");
  const queue = metricSource(blueprint, "queue");
  return [
    query("Requests", loadBalancerQuery(identity, "RequestCount", "Sum")),
    query("Response time", loadBalancerQuery(identity, "TargetResponseTime", "Average")),
    query("Errors", loadBalancerQuery(identity, "HTTPCode_Target_5XX_Count", "Sum")),
    ...(database === undefined
      ? []
      : [plain("Database CPU", database, "CPUUtilization"), plain("Connections", database, "DatabaseConnections")]),
    ...(cache === undefined ? [] : [query("Cache CPU", cacheSearch(blueprint))]),
    ...(queue === undefined ? [] : [plain("Messages waiting", queue, "ApproximateNumberOfMessagesVisible")]),
  ];
}

function query(title: string, expression: string): Chart {
  return { title, metrics: [[{ expression, label: title, id: "q1" }]] };
}

function plain(title: string, { namespace, dimensions }: MetricSource, metric: string): Chart {
  return { title, metrics: [[namespace, metric, ...dimensions.flatMap(({ name, value }) => [name, value])]] };
}

/** Each node reports by itself, under an id that begins with that of the group. */
function cacheSearch({ identity }: Blueprint): string {
  const group = childNameOf(identity, { kind: ACK.replicationGroup.ref, role: ROLE.cache });
  return `SEARCH('{AWS/ElastiCache,CacheClusterId,CacheNodeId} MetricName="EngineCPUUtilization" ${group}', 'Maximum', ${PERIOD_SECONDS})`;
}
