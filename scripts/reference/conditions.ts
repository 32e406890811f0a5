// docs/reference/conditions.md and events.md: from the closed lists of condition types and reasons and their texts.
import { DELETION_EVENTS } from "../../domain/api/deletion-events.js";
import { CONDITION_TEXTS, REASON_TEXTS } from "../../domain/api/condition-texts.js";
import { CONDITION_TYPES, REASONS, type ConditionType, type Reason } from "../../domain/api/status.js";
import { ANNOUNCED, eventTypeOf, LOST } from "../../operator/reconcile/tell/announce.js";
import { code, markdownTable } from "./markdown-table.js";

export function conditionsReference(): string {
  return [
    "# Conditions and reasons",
    "In `status.conditions` of a WebService. `Ready`, `Reconciling` and `Stalled` follow the contract of kstatus, so that tools which wait for objects understand them, and have one reason and message for all three. A condition holds for the spec of its `observedGeneration`. A part that the service does not have has no condition.",
    "Messages are for people and may change between versions. Types and reasons are for programs.",
    "## Conditions",
    markdownTable(
      ["type", "True means"],
      CONDITION_TYPES.map((type) => [code(type), CONDITION_TEXTS[type]]),
    ),
    "## Reasons",
    markdownTable(["reason", "is True", "is False", "means", "what to do"], REASONS.map(reasonRow)),
    '"Is True" and "is False" say with which status a condition can have the reason. Entries of `status.problems` have these reasons as well.',
  ].join("\n\n");
}

function reasonRow(reason: Reason): readonly string[] {
  const { isTrue, isFalse, means, whatToDo } = REASON_TEXTS[reason];
  return [code(reason), typesInWords(isTrue), typesInWords(isFalse), means, whatToDo];
}

/** The eight conditions of parts always come together. */
function typesInWords(types: readonly ConditionType[]): string {
  const words = types.map((type) => (type !== "Ready" && type.endsWith("Ready") ? "the part's" : code(type)));
  return [...new Set(words)].join(", ");
}

export function eventsReference(): string {
  const rows = ANNOUNCED.flatMap((type) => REASONS.flatMap((reason) => eventRows(type, reason)));
  return [
    "# Events",
    "Events about a WebService (`events.k8s.io/v1`, reporting controller `tenfold.dev/operator`). One is written when a condition below comes to have that reason, and none while a state merely goes on or its reasons come and go. The `action` is the condition, the note its message, cut to 1024 bytes.",
    "Events may be lost: at most ten a second are written after the first hundred, and a failed write is counted in `tenfold_events_lost_total` and not repeated. Build on [conditions](conditions.md), not on events.",
    markdownTable(["reason", "action", "type", "what to do"], [...rows, LOST_ROW, ...DELETION_ROWS, DEFAULTS_ROW]),
    `\`${LOST}\` comes once each time a service was Ready and is not any more. It is a warning when nobody has edited the spec: then something has broken.`,
    "`SeveralDefaults` is about a WebServiceClass, once for each class, and stands in the namespace `default`, as events about objects without a namespace do. An operator that may only write into some namespaces logs it instead.",
    "To follow them:",
    "```sh\nkubectl -n store get events --field-selector involvedObject.kind=WebService --watch\n```",
  ].join("\n\n");
}

const LOST_ROW = [code(LOST), code("Ready"), "Normal, Warning", "Read the note: it is the reason and message of `Ready`."];
const DELETION_ROWS = Object.entries(DELETION_EVENTS).map(([reason, { type, whatToDo }]) => [
  code(reason),
  code("Delete"),
  type,
  whatToDo,
]);
const DEFAULTS_ROW = [
  code("SeveralDefaults"),
  code("Default"),
  "Warning",
  "Take the annotation `tenfold.dev/is-default-class` off all classes but one.",
];

function eventRows(type: ConditionType, reason: Reason): readonly (readonly string[])[] {
  const { isTrue, isFalse, whatToDo } = REASON_TEXTS[reason];
  const statuses = [
    ...(isTrue.includes(type) ? (["True"] as const) : []),
    ...(isFalse.includes(type) ? (["False"] as const) : []),
  ];
  return statuses.flatMap((status) => {
    const eventType = eventTypeOf({ type, status, reason });
    return eventType === undefined ? [] : [[code(reason), code(type), eventType, whatToDo]];
  });
}
