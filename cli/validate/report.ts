// What `validate` found, as programs get it and as people read it. Pure.
import type { Place } from "../input/documents.js";
import type { Paint } from "../terminal/terminal.js";
import { plural } from "../terminal/words.js";
import type { Source } from "./finding.js";

/** `-o json`. Fields are added to it and none taken away. */
export type Report = {
  /** No problem is an error. */
  readonly valid: boolean;
  /** All that were judged, in the order of the files. */
  readonly objects: readonly JudgedObject[];
  /** By file and line. */
  readonly problems: readonly ReportedProblem[];
  /** Of kinds that are not Tenfold's: nothing was asked of them. */
  readonly passedOver: readonly Passed[];
};

export type JudgedObject = Place & {
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly valid: boolean;
};

export type ReportedProblem = Place & {
  /** `WebService store/shop`; none where the text is no YAML. */
  readonly object?: string;
  /** As API servers write it, for example `spec.hosts[0]`; empty: the object as a whole. */
  readonly field: string;
  readonly message: string;
  /** What to write instead; empty: the message says it. */
  readonly remedy: string;
  /** A warning is worth knowing and leaves the object valid. */
  readonly severity: "error" | "warning";
  /** Who says it: `operator` of an object that the API server would take. */
  readonly source: Source;
};

export type Passed = Place & { readonly kind: string; readonly name?: string };

/** One line for each problem, as compilers write them, and one for each object that is right. */
export function reportText({ objects, problems }: Report, paint: Paint): string {
  const right = objects
    .filter(({ valid }) => valid)
    .map((object) => ({ ...object, text: `${titled(object)} ${paint.green("is valid")}` }));
  const lines = [...problems.map((problem) => ({ ...problem, text: problemText(problem, paint) })), ...right];
  return lines
    .sort(byPlace)
    .map(({ file, line, text }) => `${file}:${line}: ${text}`)
    .join("\n");
}

function titled({ kind, namespace, name = "" }: JudgedObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function problemText({ field, message, remedy, severity, source }: ReportedProblem, paint: Paint): string {
  const grade = severity === "warning" ? `${paint.yellow("warning")}: ` : "";
  const where = field === "" ? "" : `${paint.bold(field)}: `;
  const who = source === "operator" && severity === "error" ? " (so says the operator)" : "";
  return `${grade}${where}${paint.red(message)}${remedy === "" ? "" : `; ${remedy}`}${who}`;
}

/** The sum of it, for the end. */
export function summaryText({ objects, problems }: Report): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const bad = objects.filter(({ valid }) => !valid).length;
  const counts = [
    ...(errors > 0 ? [plural(errors, "problem")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ].join(" and ");
  if (counts === "") return `${plural(objects.length, "object")}, nothing wrong.`;
  return `${counts}; ${bad} of ${plural(objects.length, "object")} ${bad === 1 ? "is" : "are"} not valid.`;
}

export function byPlace(a: Place, b: Place): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line;
}
