// A node in lines of text, for pictures that lay out themselves. Pure.
import type { Node, Part } from "./model.js";
import { priceTag } from "./model-of.js";

/** Below the title. */
export function linesBelow(node: Node): readonly string[] {
  const price = priceTag(node);
  const known = [...node.lines.slice(0, -1), [node.lines.at(-1), price].filter((text) => text !== undefined).join(" · ")];
  return [...known.filter((text) => text !== ""), ...(node.was === undefined ? [] : [`was ${node.was}`])];
}

export function partText({ title, lines, zone }: Part, zones: readonly string[]): readonly string[] {
  return [...(zone === undefined ? [] : [`zone ${zones[zone] ?? ""}`]), title, ...lines];
}
