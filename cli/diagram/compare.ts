// Two pictures → the second with what is new, larger or gone against the first. Pure.
import type { Measure, Model, Node, Part, State } from "./model.js";

export function compared(before: Model, after: Model): Model {
  const known = new Map(before.nodes.map((node) => [node.id, node]));
  const nodes = after.nodes.map((node) => againstNode(known.get(node.id), node));
  const kept = new Set(after.nodes.map(({ id }) => id));
  const gone = before.nodes.filter(({ id }) => !kept.has(id)).map(asGone);
  return {
    ...after,
    subtitle: before.subtitle === after.subtitle ? after.subtitle : `${before.subtitle}  →  ${after.subtitle}`,
    nodes: [...nodes, ...gone],
    isCompared: true,
  };
}

function againstNode(before: Node | undefined, after: Node): Node {
  const state = stateOf(before?.measure, after.measure);
  const parts = after.parts.map((part) => againstPart(before, part));
  // A thing of which a part is new has changed, although nothing else of it says so.
  const whole = state === "same" && parts.some((part) => part.state !== "same") ? "changed" : state;
  return { ...after, parts, state: whole, was: before === undefined || whole === "same" ? undefined : wasOf(before, after) };
}

function againstPart(before: Node | undefined, after: Part): Part {
  const known = before?.parts.find(({ id }) => id === after.id);
  return { ...after, state: stateOf(known?.measure, after.measure) };
}

function stateOf(before: Measure | undefined, after: Measure): State {
  if (before === undefined) return "new";
  if (before.words === after.words && String(before.numbers) === String(after.numbers)) return "same";
  const index = after.numbers.findIndex((value, at) => value !== before.numbers[at]);
  if (index === -1) return "changed";
  return (after.numbers[index] ?? 0) > (before.numbers[index] ?? 0) ? "larger" : "smaller";
}

/** The shortest that tells them apart: the title, else the first line, else the first part that differs. Undefined: only parts are new. */
function wasOf(before: Node, after: Node): string | undefined {
  if (before.title !== after.title) return shortened(before.title);
  const line = before.lines.find((text, index) => text !== after.lines[index]);
  if (line !== undefined) return line;
  for (const part of before.parts) {
    const now = after.parts.find(({ id }) => id === part.id);
    if (now?.measure.words !== part.measure.words) return now?.title === part.title ? part.lines.join(", ") : part.measure.words;
  }
  return undefined;
}

/** `Web, 3–12 pods` was `3–12 pods`. */
function shortened(title: string): string {
  const [, amount] = title.split(", ");
  return amount ?? title;
}

function asGone(node: Node): Node {
  const lines = HOLDS_DATA.includes(node.kind) ? ["its data is kept"] : [];
  return { ...node, id: `gone-${node.id}`, row: "gone", parts: [], lines, state: "gone", was: undefined, monthlyUSD: undefined };
}

const HOLDS_DATA: readonly Node["kind"][] = ["database", "bucket", "table", "queue"];
