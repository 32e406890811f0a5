// Decides, before anything is written, whether a service can be worked on at all. Each check is one question with one remedy.
import { ANNOTATION } from "../api/keys.js";
import type { WebService, WebServiceClass } from "../api/service.js";
import { specProblems, validateAgainstClass, validateName } from "../api/validate.js";
import type { FieldProblem } from "../api/validate.js";
import { blueprint } from "../blueprint/blueprint.js";
import { overBudget } from "./budget.js";
import { dataProblem } from "./data-problems.js";
import { takenHosts } from "./taken-hosts.js";
import type { Observed } from "../observed/observe.js";
import type { Problem } from "./problem.js";
import type { Hosts } from "./hosts.js";
import { PLACEHOLDER_UID, serviceKey } from "../api/service.js";
import { unusedFields } from "./unused.js";

export type Admission =
  | { readonly ok: true; readonly serviceClass: WebServiceClass; readonly notes: readonly Problem[] }
  | { readonly ok: false; readonly problem: Problem };

/** What has to be known of the cluster beside the service itself. */
export type Known = {
  readonly classes: { get(name: string): WebServiceClass | undefined; readonly all: () => readonly WebServiceClass[] };
  readonly hosts: Hosts;
};

export function admit(world: Known, service: WebService, observed: Observed): Admission {
  if (service.metadata.uid === PLACEHOLDER_UID) return refused("InvalidSpec", IS_PLACEHOLDER);
  return admitOffline(world, service, observed);
}

/** The same for a service that no cluster may have seen yet: its UID may be the placeholder. */
export function admitOffline(world: Known, service: WebService, observed: Observed): Admission {
  const named = validateName(service.metadata);
  if (named.length > 0) return refused("InvalidSpec", inWords(named));
  const wrong = specProblems(service.spec);
  if (wrong.length > 0) return refused("InvalidSpec", inWords(wrong));
  const serviceClass = classOf(world, service);
  if (typeof serviceClass === "string") return refused("ClassNotFound", serviceClass);
  const fits = validateAgainstClass(service, serviceClass);
  if (fits.length > 0) return refused(reasonFor(fits), inWords(fits));
  const inDoubt = dataProblem(service, serviceClass, observed);
  if (inDoubt !== undefined) return { ok: false, problem: inDoubt };
  const taken = takenHosts(world.hosts, service);
  if (taken !== undefined) return { ok: false, problem: taken };
  const target = blueprint(service, serviceClass);
  const excess = overBudget(service, serviceClass, target);
  if (excess?.stalls === true) return { ok: false, problem: excess };
  // In the same turn as the question: from here on no other reconcile is told that the hosts are free.
  world.hosts.grant(serviceKey(service.metadata), service.spec.hosts ?? []);
  const notes = [...(excess === undefined ? [] : [excess]), ...unusedFields(service.spec, target)];
  return { ok: true, serviceClass, notes };
}

const IS_PLACEHOLDER = `metadata.uid: ${PLACEHOLDER_UID} stands for the UID of a service that is only planned for, and what was made under it would be taken for another service's. Create the service anew through the API server, which gives it a UID of its own.`;

function refused(reason: Problem["reason"], message: string): Admission {
  return { ok: false, problem: { reason, message, stalls: true } };
}

function inWords(problems: readonly FieldProblem[]): string {
  return problems.map((problem) => `${problem.field}: ${problem.message}. ${problem.remedy}`).join(" ");
}

function reasonFor(problems: readonly FieldProblem[]): Problem["reason"] {
  return problems.some((problem) => problem.field === "spec.userTier") ? "TierAboveLimit" : "InvalidSpec";
}

/** The class, or why there is none. */
export function classOf(world: Pick<Known, "classes">, service: WebService): WebServiceClass | string {
  const name = service.spec.className;
  if (name !== undefined) {
    return (
      world.classes.get(name) ??
      `spec.className: there is no WebServiceClass ${name}. Create it, or name one of: ${names(world)}.`
    );
  }
  const defaults = defaultClasses(world.classes);
  const [only, ...others] = defaults;
  if (only === undefined) {
    return `spec.className is empty and no WebServiceClass is the default. Set it to one of: ${names(world)}; or annotate a class with ${ANNOTATION.isDefaultClass}=true.`;
  }
  if (others.length > 0) {
    const which = defaults.map((candidate) => candidate.metadata.name).join(", ");
    return `spec.className is empty and several classes are the default (${which}). Set spec.className, or leave the annotation on one of them.`;
  }
  return only;
}

export function defaultClasses(classes: Known["classes"]): readonly WebServiceClass[] {
  return classes.all().filter(({ metadata }) => metadata.annotations?.[ANNOTATION.isDefaultClass] === "true");
}

function names(world: Pick<Known, "classes">): string {
  const all = world.classes.all().map((candidate) => candidate.metadata.name);
  return all.length === 0 ? "(there are none)" : all.sort().join(", ");
}
