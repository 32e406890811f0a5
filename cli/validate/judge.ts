// One object as the API server judges it when it is created: everything that is wrong, at once. Pure.
import { isRecord } from "../../domain/observed/reading.js";
import { withDefaults } from "./defaults.js";
import type { Definition } from "./definitions.js";
import type { Finding } from "./finding.js";
import { fieldOf } from "./finding.js";
import { repeatedEntries } from "./list-entries.js";
import { metadataFindings } from "./metadata-check.js";
import { ruleFindings } from "./rule-check.js";
import { schemaFindings } from "./schema-check.js";
import { unknownFields } from "./unknown-fields.js";

/** `old`: as the cluster has it, so that what may not change is looked at as well. */
export function judged(definition: Definition, object: unknown, old?: unknown): readonly Finding[] {
  const { schema } = definition;
  const whole = stored(definition, object);
  const bySchema = [
    ...metadataFindings(definition, isRecord(object) ? object.metadata : undefined),
    ...unknownFields(schema, object),
    ...schemaFindings(schema, whole, []),
    ...repeatedEntries(schema, whole, []),
  ];
  const before = old === undefined ? undefined : stored(definition, old);
  const byRules = ruleFindings({ schema, value: whole, old: before, path: [] }, bySchema);
  const isSaid = (said: readonly Finding[], { path }: Finding) => said.some((other) => fieldOf(other.path) === fieldOf(path));
  // Once for each field: the rule about names says more than what every object's name has to be, and less than that a field is missing.
  const rules = byRules.filter((finding) => finding.path[0] === "metadata" || !isSaid(bySchema, finding));
  return [...bySchema.filter((finding) => finding.source !== "metadata" || !isSaid(rules, finding)), ...rules];
}

/** Whoever creates an object sets no status: what stands there is not looked at, but for fields that do not exist. */
function stored({ schema }: Definition, object: unknown): unknown {
  const whole = withDefaults(schema, object);
  return isRecord(whole) ? Object.fromEntries(Object.entries(whole).filter(([name]) => name !== "status")) : whole;
}
