// What looks after a service: alarms, dashboard, logs. Pure.
import type { Blueprint } from "../../domain/blueprint/types.js";
import { counted } from "./amounts.js";
import type { Node, Part } from "./model.js";
import { node, part } from "./model.js";

export function watching({ alarms, dashboard, logGroup }: Blueprint): readonly Node[] {
  const { length } = alarms;
  const subjects = [...new Set(alarms.map(({ on }) => WATCHED[on]))];
  const [first = "", ...others] = subjects;
  const watched = others.length > 1 ? `${first} and ${others.length} more` : subjects.join(", ");
  const title = counted({ min: length, max: length }, "alarm");
  const days = logGroup?.retentionDays ?? 0;
  const parts: readonly Part[] = [
    ...(length === 0 ? [] : [part({ id: "alarms", kind: "alarm", title, lines: [watched], numbers: [length] })]),
    ...(dashboard ? [part({ id: "dashboard", kind: "dashboard", title: "Dashboard", lines: [] })] : []),
    ...(days === 0 ? [] : [part({ id: "logs", kind: "logs", title: "Logs", lines: [`kept for ${days} days`], numbers: [days] })]),
  ];
  if (parts.length === 0) return [];
  return [
    node({ id: "watch", kind: "alarm", row: "watch", title: "CloudWatch", lines: [], parts, numbers: [parts.length, length] }),
  ];
}

const WATCHED = {
  database: "database",
  loadBalancer: "load balancer",
  queue: "queue",
  deadLetterQueue: "dead letters",
  uploadDeadLetterQueue: "uploads",
} as const;
