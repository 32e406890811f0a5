// Reads values of unknown shape: attributes come from objects that anybody may have written.
import type { Attributes } from "./resource.js";

export function textOf(from: Attributes, field: string): string | undefined {
  const value = from[field];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberOf(from: Attributes, field: string): number | undefined {
  const value = from[field];
  return typeof value === "number" ? value : undefined;
}

export function isRecord(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordOf(from: Attributes, field: string): Attributes {
  const value = from[field];
  return isRecord(value) ? value : {};
}

export function listOf(from: Attributes, field: string): readonly unknown[] {
  const value: unknown = from[field];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

export function textsOf(from: Attributes, field: string): readonly string[] {
  return listOf(from, field).filter((item) => typeof item === "string");
}

export function recordsOf(from: Attributes, field: string): readonly Attributes[] {
  return listOf(from, field).filter(isRecord);
}

/** Undefined when the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
