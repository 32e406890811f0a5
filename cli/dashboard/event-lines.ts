// The newest events about a service, its children and its pods. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import type { EventLine } from "./model.js";

/** As both APIs for events fill it in. */
type Event = KubeObject & {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
};

const MOST = 30;

export function eventLines(service: WebService, events: readonly KubeObject[]): readonly EventLine[] {
  const isAbout = concerns(service);
  return (events as readonly Event[])
    .filter(({ involvedObject }) => isAbout(involvedObject?.kind ?? "", involvedObject?.name ?? ""))
    .map(eventLine)
    .sort((a, b) => b.time.localeCompare(a.time) || a.id.localeCompare(b.id))
    .slice(0, MOST);
}

/** Pods and ReplicaSets carry the name of what made them. */
function concerns({ metadata, status }: WebService): (kind: string, name: string) => boolean {
  const children = new Set((status?.resources ?? []).map(({ kind, name }) => `${kind}/${name}`));
  const makers = (status?.resources ?? [])
    .filter(({ kind }) => ["Deployment", "StatefulSet", "Job"].includes(kind))
    .map(({ name }) => `${name}-`);
  return (kind, name) => {
    if (kind === "WebService") return name === metadata.name;
    if (kind === "Pod" || kind === "ReplicaSet") return makers.some((maker) => name.startsWith(maker));
    return children.has(`${kind}/${name}`);
  };
}

function eventLine(event: Event): EventLine {
  const { metadata, type, reason = "", message, note, involvedObject, series } = event;
  return {
    id: metadata.uid ?? metadata.name,
    time: timeOf(event),
    isWarning: type === "Warning",
    reason,
    about: `${involvedObject?.kind ?? ""} ${involvedObject?.name ?? ""}`.trim(),
    message: message ?? note ?? "",
    count: series?.count ?? event.count ?? 1,
  };
}

function timeOf({ series, lastTimestamp, eventTime, metadata }: Event): string {
  return series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "";
}
