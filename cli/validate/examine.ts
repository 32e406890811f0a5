// Files → a report: each object by its definition, by the operator's own rules, and by its class where that is known. Pure.
import { ANNOTATION } from "../../domain/api/keys.js";
import { isRecord, textAt } from "../../domain/observed/reading.js";
import type { Document, Fault } from "../input/documents.js";
import { amongFiles } from "./among-files.js";
import { withDefaults } from "./defaults.js";
import type { Finding } from "./finding.js";
import { fieldOf, overlaps } from "./finding.js";
import { judged } from "./judge.js";
import { classFindings, specFindings } from "./operator-says.js";
import type { JudgedObject, Passed, Report, ReportedProblem } from "./report.js";
import { byPlace } from "./report.js";
import type { Other, Subject } from "./subjects.js";
import { sorted, titleOf } from "./subjects.js";

export type Question = {
  readonly documents: readonly Document[];
  readonly faults: readonly Fault[];
  /** Documents of `--class`. */
  readonly classes: readonly Document[];
  /** Objects as they are now. */
  readonly against: readonly Document[];
};

export type Answer = {
  readonly report: Report;
  /** Services whose class is in no file: what it forbids is not known. */
  readonly unclassed: readonly string[];
};

export function examined({ documents, faults, classes, against }: Question): Answer {
  const { subjects, others } = sorted(documents);
  const known = classesIn([...subjects, ...sorted(classes).subjects]);
  const before = new Map(sorted(against).subjects.map((subject) => [keyOf(subject), subject]));
  const among = amongFiles(subjects);
  const results = subjects.map((subject, index) => {
    const own = ownFindings(subject, before.get(keyOf(subject)));
    const serviceClass = subject.kind === "WebService" ? classOf(subject, known) : undefined;
    const isAskable = own.length === 0 && serviceClass !== undefined && ownFindings(serviceClass).length === 0;
    const byClass = isAskable ? classFindings(inFull(subject), inFull(serviceClass)) : [];
    return { subject, serviceClass, findings: [...own, ...byClass, ...(among[index] ?? [])] };
  });
  return {
    report: report(results, others, faults),
    unclassed: results
      .filter(({ subject, serviceClass }) => subject.kind === "WebService" && serviceClass === undefined)
      .map(({ subject }) => titleOf(subject)),
  };
}

/** Of two of one name the first: what stands in the files is what will be. */
function classesIn(all: readonly Subject[]): readonly Subject[] {
  const found = all.filter(({ kind }) => kind === "WebServiceClass");
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}

function keyOf({ kind, name = "", namespace = "default" }: Subject): string {
  return `${kind}/${namespace}/${name}`;
}

function inFull({ definition, value }: Subject): Readonly<Record<string, unknown>> {
  return withDefaults(definition.schema, value) as Readonly<Record<string, unknown>>;
}

/** Without its class: what the API server says, and what the operator says beyond that. */
function ownFindings(subject: Subject, before?: Subject): readonly Finding[] {
  const { definition, value, kind } = subject;
  const byServer = [...repeated(subject), ...judged(definition, value, before?.value)];
  const { spec } = inFull(subject);
  if (!isRecord(spec)) return byServer;
  const byOperator = specFindings(kind, spec);
  const reworded = byServer.map((finding) => {
    const better = finding.isRaw === true ? byOperator.find(({ path }) => fieldOf(path) === fieldOf(finding.path)) : undefined;
    return better === undefined ? finding : { ...finding, message: better.message, remedy: better.remedy };
  });
  const more = byOperator.filter(({ path }) => !byServer.some((finding) => overlaps(finding.path, path)));
  return [...reworded, ...more];
}

function repeated({ twice }: Subject): readonly Finding[] {
  return twice.map(([path, at]) => ({ path, at, source: "yaml", message: "is written twice", remedy: ONLY_THE_LAST }));
}

const ONLY_THE_LAST = "remove one of them: only the last would count";

/** The one that it names; else the default one, or the only one that is known. */
function classOf({ value }: Subject, classes: readonly Subject[]): Subject | undefined {
  const wanted = textAt(value, "spec", "className");
  if (wanted !== undefined) return classes.find(({ name }) => name === wanted);
  const defaults = classes.filter((one) => textAt(one.value, "metadata", "annotations", ANNOTATION.isDefaultClass) === "true");
  if (defaults.length === 1) return defaults[0];
  return classes.length === 1 ? classes[0] : undefined;
}

type Result = { readonly subject: Subject; readonly findings: readonly Finding[] };

function report(results: readonly Result[], others: readonly Other[], faults: readonly Fault[]): Report {
  const problems = [
    ...faults.map(ofFault),
    ...results.flatMap(({ subject, findings }) =>
      findings.map((finding) =>
        problemOf(finding, { object: titleOf(subject), ...(finding.at ?? subject.placeOf(finding.path)) }),
      ),
    ),
    ...others.flatMap(({ named, at, finding }) =>
      finding === undefined ? [] : [problemOf(finding, { object: titleOf(named), ...at })],
    ),
  ].sort(byPlace);
  return {
    valid: problems.every(({ severity }) => severity !== "error"),
    objects: results.map(judgedObject),
    problems,
    passedOver: others.filter(({ finding }) => finding === undefined).map(passed),
  };
}

function ofFault({ at, message, remedy }: Fault): ReportedProblem {
  return { ...at, field: "", message, remedy, severity: "error", source: "yaml" };
}

function problemOf(finding: Finding, where: Pick<ReportedProblem, "object" | "file" | "line">): ReportedProblem {
  const { path, message, remedy, source, isWarning = false } = finding;
  const { file, line, object } = where;
  return { file, line, object, field: fieldOf(path), message, remedy, severity: isWarning ? "warning" : "error", source };
}

function judgedObject({ subject: { at, kind, name, namespace }, findings }: Result): JudgedObject {
  const valid = findings.every(({ isWarning }) => isWarning === true);
  return { ...at, kind, ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }), valid };
}

function passed({ named: { kind, name }, at }: Other): Passed {
  return { ...at, kind, ...(name !== undefined && { name }) };
}
