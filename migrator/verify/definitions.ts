// How the definitions of two databases differ.
import { meansTheSame } from "./again.js";
import type { Definition } from "./definition.js";
import { definitionsOf } from "./definition.js";
import { DATABASE_KINDS } from "./definitions/of-database.js";
import { TABLE_KINDS } from "./definitions/of-tables.js";
import { RELATION_KINDS } from "./definitions/relations.js";
import type { Side } from "./side.js";

const KINDS = [...RELATION_KINDS, ...TABLE_KINDS, ...DATABASE_KINDS];
const LONGEST_VALUE = 120;

type Definitions = ReadonlyMap<string, Definition>;

export async function definitionDifferences(from: Side, to: Side): Promise<readonly string[]> {
  const [had, has] = await Promise.all([definitionsOf(from, KINDS), definitionsOf(to, KINDS)]);
  const changed: string[] = [];
  for (const [key, before] of had) {
    const after = has.get(key);
    if (after !== undefined) changed.push(...(await factDifferences(to, before, after)));
  }
  return [...missing(had, has, "is missing on the target"), ...missing(has, had, "is only on the target"), ...changed];
}

/** What belongs to something that is missing itself is not told as well. */
function missing(these: Definitions, those: Definitions, words: string): readonly string[] {
  const names = new Set([...those.values()].filter(({ of }) => of === undefined).map(({ name }) => name));
  return [...these]
    .filter(([key, { of }]) => !those.has(key) && (of === undefined || names.has(of)))
    .map(([, { object }]) => `${object} ${words}`);
}

async function factDifferences(to: Side, before: Definition, after: Definition): Promise<readonly string[]> {
  const messages: string[] = [];
  for (const [fact, value] of Object.entries(before.facts)) {
    const other = after.facts[fact];
    if (JSON.stringify(value) === JSON.stringify(other)) continue;
    if (await meansTheSame(to.session, after, { fact, source: value })) continue;
    messages.push(`${before.object}: ${fact} is ${shown(value)} on the source and ${shown(other)} on the target`);
  }
  return messages;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "not set";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text;
}
