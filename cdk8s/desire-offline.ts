// What a service comes to without a cluster: what a command line shows of a file that nobody has applied.
import type { WebService, WebServiceClass } from "../domain/api/service.js";
import { validateClass } from "../domain/api/validate.js";
import type { Known } from "../domain/admit/admit.js";
import type { Hosts } from "../domain/admit/hosts.js";
import { admitOffline } from "../domain/admit/admit.js";
import type { Problem } from "../domain/admit/problem.js";
import type { Written } from "./as-stored.js";
import { classAsStored, serviceAsStored } from "./as-stored.js";
import type { SettledState, SettleQuestion } from "./settle.js";
import { lookAt, settle } from "./settle.js";

export type { Written } from "./as-stored.js";
export { DEFAULT_NAMESPACE } from "./as-stored.js";

export type OfflineQuestion = Omit<SettleQuestion, "service" | "serviceClass"> & {
  readonly service: Written<WebService>;
  readonly serviceClass: Written<WebServiceClass>;
  /** Which services of the cluster have which hosts. Default: all are free. */
  readonly hosts?: Pick<Hosts, "of">;
};

export type OfflineAnswer =
  /** The operator would not begin; the message names the field and the remedy. */
  | { readonly ok: false; readonly problem: Problem }
  | (SettledState & {
      readonly ok: true;
      /** As it was planned for, placeholders filled in. */
      readonly service: WebService;
      /** What is worth saying and stops nothing. */
      readonly notes: readonly Problem[];
    });

/**
 * Plans and renders as the operator does, and as if every controller did at once what it is asked.
 *
 * - In: a service and its class, as files have them, the operator's settings, a moment (`now`), and the objects that `standing`
 *   says are there already. `spec.className` may be left out; if it is there, it has to name this class. `spec.suspend` is not looked at.
 * - Out: `first` is what is decided at once, so `first.plan` is what would change and `first.prepared` what can be written before AWS
 *   has answered; `last` and `objects` are the end of it: `last.target` the blueprint, `last.prepared.children` all children in full.
 * - Placeholders: a service without UID gets PLACEHOLDER_UID, without namespace `default`. The names of children are made from both,
 *   so with a placeholder they are not those that a cluster will show. Whatever AWS generates (endpoints, host names, addresses, ids,
 *   ARNs that contain one) is made up in AWS's form, but for what `standing` objects already say. In Secrets marks stand for the values,
 *   which the operator generates.
 *
 * Unless `hosts` says otherwise they are taken for free: which service of a cluster has one cannot be known here. The same input gives the
 * same answer.
 */
export function desireOffline(question: OfflineQuestion): OfflineAnswer {
  const service = serviceAsStored(question.service);
  const serviceClass = classAsStored(question.serviceClass);
  const invalid = classProblem(serviceClass);
  if (invalid !== undefined) return { ok: false, problem: invalid };
  const asked = { ...question, service, serviceClass };
  const admission = admitOffline(known(serviceClass, question.hosts), named(service, serviceClass), lookAt(asked));
  if (!admission.ok) return admission;
  return { ...settle(asked), ok: true, service, notes: admission.notes };
}

/** On a cluster the API server says so before the class is stored. */
function classProblem({ metadata, spec }: WebServiceClass): Problem | undefined {
  const valid = validateClass(spec);
  if (valid.ok) return undefined;
  const texts = valid.problems.map(({ field, message, remedy }) => `${field}: ${message}. ${remedy}`);
  return { reason: "InvalidSpec", stalls: true, message: `WebServiceClass ${metadata.name}: ${texts.join(" ")}` };
}

function known(serviceClass: WebServiceClass, hosts: Pick<Hosts, "of"> = { of: () => [] }): Known {
  const { name } = serviceClass.metadata;
  return {
    classes: { get: (wanted) => (wanted === name ? serviceClass : undefined), all: () => [serviceClass] },
    hosts: { of: (host) => hosts.of(host), grant: () => undefined },
  };
}

/** Which class a cluster has as its default is not known here: it is the one that was given. */
function named(service: WebService, { metadata }: WebServiceClass): WebService {
  return { ...service, spec: { ...service.spec, className: service.spec.className ?? metadata.name } };
}
