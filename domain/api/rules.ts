// Rules of the API, each written twice side by side: as CEL for the API server, as a predicate for the operator.
import { z } from "zod";

export type Rule<T> = {
  /** Over `self`, and `oldSelf` where it compares with the state before. Undefined: beyond CEL, only the operator checks. */
  readonly cel?: string;
  /** The same in TypeScript. Undefined for transitions: the operator sees one state only. */
  readonly holds?: (value: T) => boolean;
  /** What is wrong. The field's path is put before it by whoever reports. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
  /** The field at fault, below the one that has the rule: "scaling.minReplicas". */
  readonly field?: string;
};

/** As it stands in the CRD. */
export type CelRule = { readonly rule: string; readonly message: string; readonly fieldPath?: string };

export const CEL_KEY = "x-kubernetes-validations";

/** Adds rules to a schema. A description comes after it, by {@link described}. */
export function ruled<S extends z.ZodType>(schema: S, ...rules: readonly Rule<z.output<S>>[]): S {
  let checked = schema;
  for (const { holds, message, remedy, field } of rules) {
    const path = field?.split(".");
    if (holds !== undefined) checked = checked.refine((value) => holds(value), { message, path, params: { remedy } });
  }
  const cel = [...celRulesOf(schema), ...rules.flatMap(celRule)];
  return cel.length === 0 ? checked : checked.meta({ [CEL_KEY]: cel });
}

export function described<S extends z.ZodType>(schema: S, description: string): S {
  return schema.meta({ description });
}

/** Documents the default and has the API server write it into the object; for operators that read older ones it stays optional. */
export function defaulted<S extends z.ZodType>(schema: S, value: z.output<S>, description: string): z.ZodOptional<S> {
  return schema.optional().meta({ description: `${description} Default: ${String(value)}.`, default: value });
}

export function sentence(problem: { readonly message: string; readonly remedy: string }): string {
  return `${problem.message}; ${problem.remedy}`;
}

export function celRule(rule: Rule<never>): readonly CelRule[] {
  if (rule.cel === undefined) return [];
  const at = rule.field === undefined ? {} : { fieldPath: `.${rule.field}` };
  return [{ rule: rule.cel, message: sentence(rule), ...at }];
}

function celRulesOf(schema: z.ZodType): readonly CelRule[] {
  return (schema.meta()?.[CEL_KEY] ?? []) as readonly CelRule[];
}

/** A rule that a regular expression decides. Only what RE2 and JavaScript read the same: no look-around, no \s, no \b. */
export function matches(pattern: RegExp, message: string, remedy: string): Rule<string> {
  const source = pattern.source.replaceAll("\\/", "/");
  return { cel: `self.matches(r'${source}')`, holds: (value) => pattern.test(value), message, remedy };
}

type Named = { readonly name: string };

/** A list whose entries have unique names: server-side apply merges it by name. */
export function listByName<S extends z.ZodType<Named>>(entry: S, max: number): z.ZodArray<S> {
  const list = ruled(z.array(entry).max(max), {
    holds: (entries) => new Set(entries.map(({ name }) => name)).size === entries.length,
    message: "has two entries of the same name",
    remedy: "rename or remove one of them",
  });
  return list.meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] });
}

export function setOf<S extends z.ZodType<string>>(entry: S, max: number): z.ZodArray<S> {
  const list = ruled(z.array(entry).max(max), {
    holds: (entries) => new Set(entries).size === entries.length,
    message: "has the same entry twice",
    remedy: "remove one of them",
  });
  return list.meta({ "x-kubernetes-list-type": "set" });
}
