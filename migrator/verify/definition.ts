// What is compared of an object: named facts about it, and how those that are SQL can be read in again.
import type { Side } from "./side.js";

/**
 * PostgreSQL keeps expressions as trees and writes them as text anew: another version, and even the first copy on the same
 * version, may write another text for the same. So texts that differ are both read in again by the target, in this way:
 * - select: an expression over the columns of the table; - view: a query; - replace: a whole statement CREATE OR REPLACE;
 * - on copy: a statement that makes something on the table, made on an empty copy of it; - domain: a constraint over VALUE.
 */
export type Again = "select" | "view" | "replace function" | "replace rule" | "index on copy" | "trigger on copy" | "domain";

export type Kind = {
  readonly sql: (side: Side) => string;
  readonly again?: Readonly<Record<string, Again>>;
};

export type Definition = {
  /** Kind and name, as a message says it. */
  readonly object: string;
  readonly name: string;
  /** The table that it belongs to, or for a constraint of a domain its type. */
  readonly of?: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly again: Readonly<Record<string, Again>>;
};

/** Rows have the columns kind, name, of and facts (JSON). */
export async function definitionsOf(side: Side, kinds: readonly Kind[]): Promise<ReadonlyMap<string, Definition>> {
  const found = new Map<string, Definition>();
  for (const { sql, again = {} } of kinds) {
    for (const row of await side.session.query(sql(side))) {
      const [kind, name] = [String(row.kind), String(row.name)];
      const of = typeof row.of === "string" ? row.of : undefined;
      found.set(`${kind} ${name}`, { object: `${kind} ${name}`, name, of, facts: factsOf(row.facts), again });
    }
  }
  return found;
}

const factsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null ? Object.fromEntries(Object.entries(json)) : {};
