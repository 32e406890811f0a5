// What the operator says of an object that the API server takes: its own rules beyond those of the definition, and what the class forbids. Pure.
import type { Known } from "../../domain/admit/admit.js";
import { admitOffline } from "../../domain/admit/admit.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { PLACEHOLDER_UID } from "../../domain/api/service.js";
import type { FieldProblem } from "../../domain/api/validate.js";
import { validateAgainstClass, validateClass, validateService } from "../../domain/api/validate.js";
import { observe } from "../../domain/observed/observe.js";
import type { Problem } from "../../domain/admit/problem.js";
import type { FieldPath } from "../input/documents.js";
import type { Finding } from "./finding.js";
import { pathOf } from "./finding.js";

type Fields = Readonly<Record<string, unknown>>;

/** Of the specification alone, whatever the class says. `spec`: with its defaults. */
export function specFindings(kind: string, spec: unknown): readonly Finding[] {
  const valid = kind === "WebService" ? validateService(spec) : validateClass(spec);
  return valid.ok ? [] : valid.problems.map(ofField);
}

function ofField({ field, message, remedy }: FieldProblem): Finding {
  return { path: pathOf(field), source: "operator", message, remedy };
}

/** Of a service and the class that it is for, both without findings of their own. What only a cluster knows is not asked. */
export function classFindings(service: Fields, serviceClass: Fields): readonly Finding[] {
  const asked = asStored(service) as unknown as WebService;
  const given = asStored(serviceClass) as unknown as WebServiceClass;
  const unfit = validateAgainstClass(asked, given);
  if (unfit.length > 0) return unfit.map(ofField);
  const answer = admitOffline(onlyClass(given), withoutWhatStands(asked, given), observe([], asked, RECALLS_NOTHING));
  return answer.ok ? answer.notes.map((note) => ofProblem(note, true)) : [ofProblem(answer.problem, false)];
}

const RECALLS_NOTHING = { specWrites: new Map(), foundLive: new Map(), lostInAws: new Map(), inCloud: undefined };

function asStored(object: Fields): Fields {
  const metadata = object.metadata as Fields;
  return {
    ...object,
    metadata: { namespace: "default", ...metadata, uid: PLACEHOLDER_UID, resourceVersion: "1", generation: 1 },
  };
}

/** Data that is to be taken over is somewhere else than in files. Which class is the default one is not known here: it is the one that was given. */
function withoutWhatStands(service: WebService, { metadata }: WebServiceClass): WebService {
  const { database, ...spec } = service.spec;
  const here = database && { ...database, adopt: undefined, adoptFrom: undefined };
  return { ...service, spec: { ...spec, database: here, className: metadata.name } };
}

function onlyClass(serviceClass: WebServiceClass): Known {
  const { name } = serviceClass.metadata;
  return {
    classes: { get: (wanted) => (wanted === name ? serviceClass : undefined), all: () => [serviceClass] },
    hosts: { of: () => [], grant: () => undefined },
  };
}

/** Its message begins with the field, where there is one. */
function ofProblem({ message }: Problem, isWarning: boolean): Finding {
  const [, field, rest] = /^(spec[\w.[\]]*):? (.*)$/s.exec(message) ?? [];
  const path: FieldPath = field === undefined ? ["spec"] : pathOf(field);
  return { path, source: "operator", message: rest ?? message, remedy: "", ...(isWarning && { isWarning }) };
}
