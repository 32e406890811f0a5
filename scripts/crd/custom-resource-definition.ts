// One kind → its CustomResourceDefinition. Knows nothing of what the kind means.
import type { z } from "zod";
import type { KindRef } from "../../domain/api/objects.js";
import type { CelRule } from "../../domain/api/rules.js";
import { structuralSchema, type Json } from "./structural-schema.js";

export type KindDefinition = {
  readonly ref: KindRef;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly description: string;
  readonly spec: z.ZodType;
  /** Undefined: the kind has no status. */
  readonly status?: z.ZodType;
  /** What an object says before any controller has seen it. */
  readonly firstStatus?: Json;
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath: string;
  };
  readonly columns?: readonly Column[];
  /** About the object as a whole, such as its name. */
  readonly rules?: readonly CelRule[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

export type Column = {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "date";
  readonly jsonPath: string;
  readonly description: string;
  /** 1: only with `-o wide`. */
  readonly priority?: number;
};

export function customResourceDefinition(kind: KindDefinition): Json {
  const { ref, singular, shortNames, categories, labels, annotations } = kind;
  const [group = "", version = ""] = ref.apiVersion.split("/");
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${ref.plural}.${group}`, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: {
      group,
      scope: ref.namespaced ? "Namespaced" : "Cluster",
      names: {
        kind: ref.kind,
        listKind: `${ref.kind}List`,
        plural: ref.plural,
        singular,
        ...(shortNames && { shortNames }),
        ...(categories && { categories }),
      },
      versions: [servedVersion(version, kind)],
    },
  };
}

function servedVersion(name: string, kind: KindDefinition): Json {
  const subresources = { ...(kind.status && { status: {} }), ...(kind.scale && { scale: kind.scale }) };
  return {
    name,
    served: true,
    storage: true,
    ...(kind.columns && { additionalPrinterColumns: kind.columns }),
    ...(Object.keys(subresources).length > 0 && { subresources }),
    schema: { openAPIV3Schema: rootSchema(kind) },
  };
}

/** Of the whole object. */
export function rootSchema({ description, rules, spec, status, firstStatus }: KindDefinition): Json {
  return {
    description,
    type: "object",
    ...(rules && { "x-kubernetes-validations": rules }),
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: structuralSchema(spec),
      ...(status && { status: { ...structuralSchema(status), ...(firstStatus && { default: firstStatus }) } }),
    },
  };
}
