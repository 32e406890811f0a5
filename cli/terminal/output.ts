// The forms of an answer: text for people, JSON and YAML for programs. Pure.
import { stringify } from "yaml";
import type { Format } from "./formats.js";

/** Keys in the order in which they were made; two blanks deep; no newline at the end. */
export function inFormat(value: unknown, format: Exclude<Format, "text">): string {
  return format === "json" ? JSON.stringify(value, undefined, 2) : stringify(value, { lineWidth: 0 }).trimEnd();
}
