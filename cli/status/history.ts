// What a service has been through, in the order of time: tiers, moves, conditions that turned, events. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import { UNSEEN } from "../../domain/api/status.js";
import { at, numberAt, textAt } from "../../domain/observed/reading.js";
import { table } from "../terminal/table.js";
import type { Paint } from "../terminal/terminal.js";
import { age } from "../terminal/words.js";
import { fitted, oneLine } from "./fit.js";

/** Stable: what `-o json` prints. */
export type Happening = {
  /** RFC 3339. */
  readonly time: string;
  readonly what: "Created" | "Tier" | "Move" | "Condition" | "Event" | "Deletion";
  readonly text: string;
  readonly warning?: true;
};

/** `events`: of the namespace. Undefined: not known. */
export function historyOf(service: WebService, events: readonly KubeObject[] | undefined): readonly Happening[] {
  const { metadata, status } = service;
  const happenings: readonly Happening[] = [
    ...once(metadata.creationTimestamp, "Created", "the WebService was created"),
    ...(status?.history ?? []).map(({ time, tier }): Happening => ({
      time,
      what: "Tier",
      text: `tier ${tier} was reached`,
    })),
    ...moves(service),
    ...conditions(service),
    ...once(metadata.deletionTimestamp, "Deletion", "its deletion was asked for"),
    ...(events ?? []).filter((event) => isAbout(event, service)).map(eventLine),
  ];
  return [...happenings].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

function once(time: string | undefined, what: Happening["what"], text: string): readonly Happening[] {
  return time === undefined ? [] : [{ time, what, text }];
}

function moves({ status }: WebService): readonly Happening[] {
  const { move } = status ?? {};
  if (move?.since === undefined) return [];
  const facts = [
    ...(move.attempt === undefined ? [] : [`attempt ${move.attempt}`]),
    ...(move.rows === undefined ? [] : [`${move.rows} rows`]),
    ...(move.frozenSeconds === undefined ? [] : [`the application was shut out for ${move.frozenSeconds} s`]),
    ...(move.failure === undefined ? [] : [`the last attempt was given up: ${oneLine(move.failure)}`]),
  ];
  const text = `the move of the data from ${move.from} to ${move.to} became ${move.state}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
  return [{ time: move.since, what: "Move", text, ...(move.failure === undefined ? {} : { warning: true }) }];
}

/** The last turn of each. */
function conditions({ status }: WebService): readonly Happening[] {
  return (status?.conditions ?? [])
    .filter(({ lastTransitionTime }) => lastTransitionTime !== UNSEEN.lastTransitionTime)
    .map(({ type, status: value, reason, lastTransitionTime }) => ({
      time: lastTransitionTime,
      what: "Condition",
      text: `${type} became ${value} (now ${reason})`,
    }));
}

function isAbout(event: KubeObject, { metadata }: WebService): boolean {
  const uid = textAt(event, "regarding", "uid");
  const isNamed = textAt(event, "regarding", "kind") === "WebService" && textAt(event, "regarding", "name") === metadata.name;
  return isNamed && (uid === undefined || uid === metadata.uid);
}

function eventLine(event: KubeObject): Happening {
  const time =
    [
      textAt(event, "series", "lastObservedTime"),
      textAt(event, "deprecatedLastTimestamp"),
      textAt(event, "eventTime"),
      event.metadata.creationTimestamp,
    ].find((one) => one !== undefined) ?? UNSEEN.lastTransitionTime;
  const count = numberAt(event, "series", "count") ?? numberAt(event, "deprecatedCount") ?? 1;
  const note = oneLine(textAt(event, "note") ?? "");
  const text = `${textAt(event, "reason") ?? ""}: ${note}${count > 1 ? ` (${count} times)` : ""}`;
  return { time, what: "Event", text, ...(at(event, "type") === "Warning" ? { warning: true } : {}) };
}

type Seen = { readonly paint: Paint; readonly now: number; readonly width?: number };

export function historyText(happenings: readonly Happening[], { paint, now, width }: Seen): string {
  const rows = happenings.map(({ time, what, text, warning }) => [
    time.replace(/\.\d+Z$/, "Z"),
    age(now - Date.parse(time)),
    warning === true ? paint.red(what) : what,
    text,
  ]);
  const lines = table([["TIME", "AGE", "KIND", "WHAT"].map((title) => paint.dim(title)), ...rows]).split("\n");
  return (width === undefined ? lines : lines.map((line) => fitted(line, width))).join("\n");
}
