// The CloudWatch alarms, one for each subject of the blueprint.
import { ACK } from "../domain/api/kinds.js";
import type { MetricAlarmSpec } from "../domain/api/ack/cloudwatch.js";
import { alarmRole } from "../domain/blueprint/roles.js";
import type { AlarmSubject, Blueprint } from "../domain/blueprint/types.js";
import { ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import { loadBalancerQuery, metricSource } from "./metric-sources.js";
import type { Scene } from "./scene.js";

export function metricAlarms(scene: Scene): void {
  const { alarms, identity, place } = scene.blueprint;
  for (const subject of alarms) {
    const watched = watches(scene.blueprint, subject);
    if (watched === undefined) continue;
    const role = alarmRole(subject.name);
    ackObject(
      scene,
      { ack: ACK.metricAlarm, part: "Alarms", role, region: place.region },
      {
        name: childNameOf(identity, { kind: ACK.metricAlarm.ref, role }),
        alarmDescription: `${subject.metric} of ${identity.namespace}/${identity.name}`,
        // Spelled out: without it ACK writes the alarm at every resync.
        actionsEnabled: true,
        ...(place.alarmTopicARN === undefined ? {} : { alarmActions: [place.alarmTopicARN], oKActions: [place.alarmTopicARN] }),
        ...watched,
        evaluationPeriods: subject.periods,
        threshold: subject.threshold,
        comparisonOperator: subject.comparison,
        // Load balancers and queues report nothing while nothing happens; a silent database is worth a look.
        treatMissingData: subject.on === "database" ? "missing" : "notBreaching",
        tags: tagList(identity),
      },
    );
  }
}

type Watched = Partial<MetricAlarmSpec>;

/** Undefined: what it would watch is not there. */
function watches(blueprint: Blueprint, subject: AlarmSubject): Watched | undefined {
  const { metric, statistic, periodSeconds } = subject;
  if (subject.on === "loadBalancer") {
    const expression = loadBalancerQuery(blueprint.identity, metric, statistic);
    return { metrics: [{ id: "q1", expression, label: metric, period: periodSeconds, returnData: true }] };
  }
  const source = metricSource(blueprint, subject.on);
  if (source === undefined) return undefined;
  return {
    namespace: source.namespace,
    metricName: metric,
    dimensions: source.dimensions.map(({ name, value }) => ({ name, value })),
    period: periodSeconds,
    ...(statistic === "p95" ? { extendedStatistic: statistic } : { statistic }),
  };
}
