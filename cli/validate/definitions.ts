// The definitions by which an API server judges, as `make generate` takes them from domain/api together with crds/. Pure.
import type { CelRule } from "../../domain/api/rules.js";
import generated from "./definitions.json" with { type: "json" };

/** A structural schema, as far as our definitions go. A test sees to it that they go no further. */
export type Schema = {
  readonly description?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly not?: Schema;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-list-type"?: "set" | "map" | "atomic";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-validations"?: readonly CelRule[];
};

export type Definition = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Of the whole object. */
  readonly schema: Schema;
};

export const DEFINITIONS = generated as unknown as readonly Definition[];
