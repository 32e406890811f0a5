// Checks what reached the operator past the API server's own rules: objects of an older CRD, and what needs the class.
import type { z } from "zod";
import { exposureOf } from "./spec/exposure.js";
import { liesWithin } from "./ip-range.js";
import { compareTiers, parseTier } from "./tier.js";
import type { WebService, WebServiceClass } from "./service.js";
import { oneOfNineTiers, webServiceName, webServiceSpec, type WebServiceSpec } from "./web-service.js";
import { webServiceClassSpec, type WebServiceClassSpec } from "./web-service-class.js";

/** One field that cannot stay as it is. The texts are those of the API server's rules. */
export type FieldProblem = { readonly field: string; readonly message: string; readonly remedy: string };

export type Validated<Spec> =
  { readonly ok: true; readonly spec: Spec } | { readonly ok: false; readonly problems: readonly FieldProblem[] };

export function validateService(spec: unknown): Validated<WebServiceSpec> {
  return validated(webServiceSpec, spec);
}

/** Specs that were looked at and hold: they are looked at with each reconcile, and never changed in place. */
const valid = new WeakSet<object>();

/** As {@link validateService}, once for each spec that is kept. */
export function specProblems(spec: object): readonly FieldProblem[] {
  if (valid.has(spec)) return [];
  const found = validateService(spec);
  if (!found.ok) return found.problems;
  valid.add(spec);
  return [];
}

export function validateClass(spec: unknown): Validated<WebServiceClassSpec> {
  return validated(webServiceClassSpec, spec);
}

export function validateName(metadata: { readonly name: string }): readonly FieldProblem[] {
  if (webServiceName.holds?.({ metadata }) !== false) return [];
  return [{ field: "metadata.name", message: "is not a legal name for a WebService", remedy: webServiceName.remedy }];
}

/** What the class forbids. What it lacks is another question: parts that need it wait, the others work. */
export function validateAgainstClass(service: WebService, serviceClass: WebServiceClass): readonly FieldProblem[] {
  return [
    ...tierProblems(service, serviceClass),
    ...hostProblems(service, serviceClass),
    ...egressProblems(service, serviceClass),
    ...exposureProblems(service, serviceClass),
  ];
}

function exposureProblems({ spec }: WebService, serviceClass: WebServiceClass): readonly FieldProblem[] {
  const { name } = serviceClass.metadata;
  const isForbidden = serviceClass.spec.exposure === "Internal" && spec.exposure === "Public";
  const forbidden: FieldProblem = {
    field: "spec.exposure",
    message: `is Public, and services of WebServiceClass ${name} are reached from inside the VPC alone`,
    remedy: "remove it, or choose a class for public services in spec.className",
  };
  const unreachable: FieldProblem = {
    field: "spec.cdn.enabled",
    message: "CloudFront does not reach an internal load balancer",
    remedy: "remove it, or set spec.exposure to Public where the class allows that",
  };
  const hasBoth = exposureOf(spec, serviceClass.spec) === "Internal" && spec.cdn?.enabled === true;
  return [...(isForbidden ? [forbidden] : []), ...(hasBoth ? [unreachable] : [])];
}

function egressProblems({ spec }: WebService, serviceClass: WebServiceClass): readonly FieldProblem[] {
  const allowed = serviceClass.spec.limits?.egress;
  if (allowed === undefined) return [];
  const { cidrs = [], namespaces = [] } = allowed;
  const { name } = serviceClass.metadata;
  return (spec.network?.egress ?? []).flatMap(({ cidr, namespace }, index) => {
    const isAllowed = cidr === undefined ? namespaces.includes(namespace ?? "") : cidrs.some((range) => liesWithin(cidr, range));
    if (isAllowed) return [];
    const list = cidr === undefined ? namespaces : cidrs;
    return {
      field: `spec.network.egress[${index}]`,
      message: `${cidr ?? namespace ?? ""} is not within what WebServiceClass ${name} allows (${list.join(", ") || "nothing"})`,
      remedy: "name what it allows, or ask whoever owns the class to add it to spec.limits.egress",
    };
  });
}

function tierProblems(service: WebService, { metadata, spec }: WebServiceClass): readonly FieldProblem[] {
  const tier = parseTier(service.spec.userTier);
  const maxTier = spec.limits?.maxTier;
  if (tier === undefined || maxTier === undefined || compareTiers(tier, maxTier) <= 0) return [];
  return [
    {
      field: "spec.userTier",
      message: `${tier} is above ${maxTier}, the highest tier that WebServiceClass ${metadata.name} allows`,
      remedy: `use ${maxTier} or less, another className, or ask whoever owns the class to raise spec.limits.maxTier`,
    },
  ];
}

function hostProblems(service: WebService, { metadata, spec }: WebServiceClass): readonly FieldProblem[] {
  const { domain } = spec;
  if (domain === undefined) return [];
  const hosts = service.spec.hosts ?? [];
  return hosts.flatMap((host, index) => {
    if (host === domain || host.endsWith(`.${domain}`)) return [];
    return {
      field: `spec.hosts[${index}]`,
      message: `${host} is outside of ${domain}, the domain of WebServiceClass ${metadata.name}`,
      remedy: `use a host that ends with .${domain}, or the className of the other domain`,
    };
  });
}

function validated<S extends z.ZodType>(schema: S, value: unknown): Validated<z.output<S>> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, spec: parsed.data };
  return { ok: false, problems: parsed.error.issues.map(fieldProblem) };
}

function fieldProblem(issue: z.core.$ZodIssue): FieldProblem {
  const field = issue.path.reduce<string>(
    (path, step) => path + (typeof step === "number" ? `[${step}]` : `.${String(step)}`),
    "spec",
  );
  return { field, ...inWords(issue) };
}

type Words = Omit<FieldProblem, "field">;

function inWords(issue: z.core.$ZodIssue): Words {
  switch (issue.code) {
    case "custom":
      return { message: issue.message, remedy: String(issue.params?.remedy) };
    case "invalid_union":
      // The tier is the only field that takes two types.
      return { message: oneOfNineTiers.message, remedy: oneOfNineTiers.remedy };
    case "invalid_type":
      return issue.input === undefined
        ? { message: "is missing", remedy: `set it, as ${issue.expected}` }
        : { message: "has the wrong type", remedy: `write it as ${issue.expected}` };
    case "invalid_value":
      return { message: "is not a known value", remedy: `use one of ${issue.values.map(String).join(", ")}` };
    case "too_big":
      return { message: `is ${above(issue.origin)}`, remedy: `use at most ${issue.maximum}${unit(issue.origin)}` };
    case "too_small":
      return { message: `is ${below(issue.origin)}`, remedy: `use at least ${issue.minimum}${unit(issue.origin)}` };
    default:
      return { message: issue.message, remedy: "see kubectl explain webservice.spec" };
  }
}

function above(origin: string): string {
  return origin === "number" || origin === "int" ? "too large" : "too long";
}

function below(origin: string): string {
  return origin === "number" || origin === "int" ? "too small" : "too short";
}

function unit(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}
