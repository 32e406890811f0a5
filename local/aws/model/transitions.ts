// How attributes and phases go over into the next ones. Pure.
import type { Act } from "./delays.js";
import type { Attributes, Phase, ResourceType } from "./resource.js";

/** What is in effect at once, and what has to wait. */
export function split(changes: Attributes, immediate: readonly string[]): readonly [Attributes, Attributes] {
  const isNow = ([field]: readonly [string, unknown]): boolean => immediate.includes(field);
  const entries = Object.entries(changes);
  return [Object.fromEntries(entries.filter(isNow)), Object.fromEntries(entries.filter((entry) => !isNow(entry)))];
}

export function settled(type: ResourceType, attributes: Attributes): Attributes {
  return type.settle?.(attributes) ?? attributes;
}

export function actOf(phase: Phase): Act | undefined {
  switch (phase) {
    case "creating":
      return "create";
    case "modifying":
      return "modify";
    case "optimizing":
      return "optimize";
    case "deleting":
      return "delete";
    case "ready":
    case "failed":
      return undefined;
  }
}
