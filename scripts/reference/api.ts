// docs/reference/api.md: every field of our kinds, from the schemas that the API server has.
import { customResourceDefinition, type Column, type KindDefinition } from "../crd/custom-resource-definition.js";
import { TENFOLD_KINDS } from "../crd/tenfold-kinds.js";
import { code, markdownTable } from "./markdown-table.js";

type Rule = { readonly message: string; readonly fieldPath?: string };
/** What a structural schema can say, as far as a reader wants to know it. */
type Schema = {
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly "x-kubernetes-validations"?: readonly Rule[];
  readonly "x-kubernetes-int-or-string"?: boolean;
};
type Field = { readonly path: string; readonly schema: Schema; readonly isRequired: boolean };

export function apiReference(): string {
  return [
    "# API",
    'Group `tenfold.dev`, version `v1alpha1`. The same texts are in the cluster: `kubectl explain webservice.spec`. What a default of "the tier\'s" means is in [tiers](tiers.md).',
    "A field without a default may be left out, unless it is marked as required. Rules are enforced by the API server.",
    ...TENFOLD_KINDS.flatMap(kindSection),
  ].join("\n\n");
}

function kindSection(kind: KindDefinition): readonly string[] {
  const { ref, shortNames = [], description, columns = [] } = kind;
  const schema = rootSchema(kind);
  const { properties = {} } = schema;
  const scope = ref.namespaced ? "In a namespace" : "For the whole cluster";
  return [
    `## ${ref.kind}`,
    description,
    `${scope}. Names: ${[ref.plural, kind.singular, ...shortNames].map(code).join(", ")}.`,
    ...rulesOf(schema).map((rule) => `Rule: ${rule.message}.`),
    ...["spec", "status"].flatMap((name) =>
      properties[name] === undefined ? [] : objectSections(name, properties[name], ref.kind),
    ),
    `### Columns of ${code(`kubectl get ${shortNames[0] ?? ref.plural}`)}`,
    columnTable(columns),
  ];
}

function rootSchema(kind: KindDefinition): Schema {
  const definition = customResourceDefinition(kind) as unknown as {
    readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[] };
  };
  return definition.spec.versions[0]?.schema.openAPIV3Schema ?? {};
}

/** One section for each object, what lies in it behind it. */
function objectSections(path: string, schema: Schema, kind: string): readonly string[] {
  const fields = fieldsOf(path, schema);
  const rules = rulesOf(schema);
  return [
    `### ${kind} ${path}`,
    schema.description ?? "",
    markdownTable(["field", "type", "default", ""], fields.map(fieldRow)),
    ...(rules.length === 0 ? [] : ["Rules:", rules.map((rule) => `- ${ruleText(rule)}`).join("\n")]),
    ...fields.flatMap(({ path: inner, schema: value }) => {
      const [object, suffix] = value.type === "array" ? [value.items ?? {}, "[]"] : [value, ""];
      return object.properties === undefined
        ? []
        : objectSections(`${inner}${suffix}`, { description: value.description, ...object }, kind);
    }),
  ].filter((text) => text !== "");
}

function ruleText({ message, fieldPath }: Rule): string {
  return fieldPath === undefined || message.startsWith(fieldPath.slice(1)) ? message : `${code(fieldPath.slice(1))}: ${message}`;
}

function fieldsOf(path: string, schema: Schema): readonly Field[] {
  const { required = [], properties = {} } = schema;
  return Object.entries(properties).map(([name, value]) => ({
    path: `${path}.${name}`,
    schema: value,
    isRequired: required.includes(name),
  }));
}

function fieldRow({ path, schema, isRequired }: Field): readonly string[] {
  const preset = schema.default === undefined ? "" : code(JSON.stringify(schema.default));
  const text = [schema.description ?? "", ...limitsOf(schema)].filter((part) => part !== "").join(" ");
  return [code(path.slice(path.lastIndexOf(".") + 1)), typeOf(schema), isRequired ? "required" : preset, text];
}

function typeOf(schema: Schema): string {
  if (schema["x-kubernetes-int-or-string"] === true) return "string or integer";
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.additionalProperties !== undefined) return `map of ${typeOf(schema.additionalProperties)}`;
  return schema.type ?? "";
}

/** Numbers and rules, also those of the texts in a list. Lengths of texts are left out unless a rule speaks of them. */
function limitsOf(schema: Schema): readonly string[] {
  const { minimum, maximum, minItems, maxItems, items } = schema;
  const own = [
    minimum === undefined ? "" : `At least ${minimum}.`,
    maximum === undefined ? "" : `At most ${maximum}.`,
    minItems === undefined ? "" : `At least ${minItems} ${minItems === 1 ? "entry" : "entries"}.`,
    maxItems === undefined ? "" : `At most ${maxItems} entries.`,
  ];
  // The rules of an object stand in its own section.
  const rules = schema.properties === undefined ? rulesOf(schema) : [];
  const ofEntries =
    schema.type === "array" && items?.properties === undefined
      ? rulesOf(items ?? {}).map(({ message }) => `Refused if an entry ${message}.`)
      : [];
  return [...own.filter((text) => text !== ""), ...rules.map(({ message }) => `Refused if it ${message}.`), ...ofEntries];
}

function rulesOf(schema: Schema): readonly Rule[] {
  return schema["x-kubernetes-validations"] ?? [];
}

function columnTable(columns: readonly Column[]): string {
  return markdownTable(
    ["column", "from", ""],
    columns.map(({ name, jsonPath, description, priority }) => [
      name.toUpperCase(),
      code(jsonPath),
      `${description}${priority === undefined ? "" : " Only with `-o wide`."}`,
    ]),
  );
}
