// A service against the eleven commandments: which it keeps, and what would make it keep the others, tried on its own blueprint. Pure.
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { Tier } from "../../domain/api/tier.js";
import { compareTiers, parseTier, TIERS } from "../../domain/api/tier.js";
import { validateService } from "../../domain/api/validate.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import type { Edit } from "./commandment-edits.js";
import type { Look, Rule } from "./commandment-rules.js";
import { RULES } from "./commandment-rules.js";

/** Stable: what `-o json` prints. */
export type Commandment = {
  readonly number: number;
  readonly title: string;
  readonly met: boolean;
  readonly keeps: readonly string[];
  readonly lacks: readonly string[];
  /** The lowest tier above that keeps it with this very spec. */
  readonly fromTier?: Tier;
  /** Fields that keep it at this tier: all of them together. */
  readonly orFields: readonly string[];
  /** What neither file nor cluster tells about it. */
  readonly untold?: string;
};

export type Question = {
  readonly service: WebService;
  readonly serviceClass: WebServiceClass;
  /** On a cluster: what stands, in place of what is aimed at, and what is wrong with it. */
  readonly stands?: { readonly blueprint: Blueprint; readonly trouble: (rule: Rule) => readonly string[] };
};

/** Throws where `userTier` is none: callers validate first. */
export function commandments({ service, serviceClass, stands }: Question): readonly Commandment[] {
  const target = (spec: WebServiceSpec) => ({ spec, blueprint: blueprint({ ...service, spec }, serviceClass) });
  return RULES.map((rule) => {
    const aimed = rule.look(target(service.spec));
    const found = stands === undefined ? aimed : rule.look({ spec: service.spec, blueprint: stands.blueprint });
    const trouble = stands?.trouble(rule) ?? [];
    const lacks = [...found.lacks, ...trouble];
    const { number, title, untold } = rule;
    const isAimedAt = aimed.lacks.length === 0;
    const fromTier = lacks.length === 0 || isAimedAt ? undefined : firstTier(rule, service.spec, target);
    return {
      number,
      title,
      met: lacks.length === 0,
      keeps: found.keeps,
      lacks: [...lacks, ...(lacks.length > 0 && isAimedAt ? ["the spec asks for it already, and it is not there yet"] : [])],
      ...(fromTier === undefined ? {} : { fromTier }),
      orFields: lacks.length === 0 || isAimedAt ? [] : fields(rule, service.spec, (spec) => rule.look(target(spec))),
      ...(untold === undefined ? {} : { untold }),
    };
  });
}

type Target = (spec: WebServiceSpec) => { readonly spec: WebServiceSpec; readonly blueprint: Blueprint };

function firstTier(rule: Rule, spec: WebServiceSpec, target: Target): Tier | undefined {
  const now = parseTier(spec.userTier) ?? "1";
  return TIERS.filter((tier) => compareTiers(tier, now) > 0).find(
    (tier) => rule.look(target({ ...spec, userTier: tier })).lacks.length === 0,
  );
}

/** The fewest of the rule's edits that keep it together, in their order. Empty: they do not. */
function fields({ edits }: Rule, spec: WebServiceSpec, look: (spec: WebServiceSpec) => Look): readonly string[] {
  const isKeptBy = (some: readonly Edit[]) => {
    const edited = some.reduce((before, { edited: apply }) => apply(before), spec);
    return validateService(edited).ok && look(edited).lacks.length === 0;
  };
  let needed = edits;
  if (!isKeptBy(needed)) return [];
  for (const one of edits) {
    const rest = needed.filter((other) => other !== one);
    if (isKeptBy(rest)) needed = rest;
  }
  return needed.map(({ write }) => write);
}
