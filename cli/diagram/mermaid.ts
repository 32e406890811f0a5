// A model as a Mermaid flowchart, for pages that draw those themselves. Pure.
import { identifiers } from "./ids.js";
import type { Model, Node, State } from "./model.js";
import { ROW_NAMES, ROWS } from "./model.js";
import { linesBelow, partText } from "./node-text.js";

type Ids = ReadonlyMap<string, string>;

export function mermaid(model: Model): string {
  const { nodes, edges, zones } = model;
  const ids = identifiers(nodes.flatMap(({ id, parts }) => [id, ...parts.map((part) => part.id)]));
  const idOf = (id: string) => `n_${ids.get(id) ?? ""}`;
  const present = new Set(nodes.map(({ id }) => id));
  const lines = [
    // A title in front matter would be YAML, with an escape of its own.
    `%% ${model.title.replace(/\s+/g, " ")}`,
    "flowchart TB",
    ...ROWS.flatMap((row) => {
      const here = nodes.filter((node) => node.row === row);
      if (here.length === 0) return [];
      return [
        `  subgraph row_${row}[${quoted(ROW_NAMES[row])}]`,
        ...here.flatMap((node) => nodeLines(node, zones, ids)),
        "  end",
      ];
    }),
    ...edges
      .filter(({ from, to }) => present.has(from) && present.has(to))
      .map(({ from, to, word, flow }) => `  ${idOf(from)} ${flow === "message" ? "-.->" : "-->"}|${quoted(word)}| ${idOf(to)}`),
    ...classes(model, idOf),
  ];
  return `${lines.join("\n")}\n`;
}

function nodeLines(node: Node, zones: readonly string[], ids: Ids): readonly string[] {
  const id = `n_${ids.get(node.id) ?? ""}`;
  const text = broken([node.title, ...linesBelow(node)]);
  const isStore = node.kind === "database" || node.kind === "bucket";
  if (node.parts.length === 0) return [`    ${id}${isStore ? `[(${text})]` : `[${text}]`}`];
  return [
    `    subgraph ${id}[${text}]`,
    ...node.parts.map((part) => `      n_${ids.get(part.id) ?? ""}[${broken(partText(part, zones))}]`),
    "    end",
  ];
}

function broken(texts: readonly string[]): string {
  return `"${texts.map(escaped).join("<br/>")}"`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** Codes of Mermaid's own: `#` and a number or a name of HTML. */
function escaped(text: string): string {
  return text.replace(/[#&<>"`\\]/g, (character) => `#${character.charCodeAt(0)};`).replace(/\s+/g, " ");
}

const STYLES: Readonly<Partial<Record<State, string>>> = {
  new: "fill:#e9f8ef,stroke:#18794e,color:#18222f",
  larger: "fill:#fff4e3,stroke:#d8953f,color:#18222f",
  smaller: "fill:#fff4e3,stroke:#d8953f,color:#18222f",
  changed: "fill:#fff4e3,stroke:#d8953f,color:#18222f",
  gone: "fill:none,stroke-dasharray:5 4",
};

function classes({ nodes }: Model, idOf: (id: string) => string): readonly string[] {
  const things = nodes.flatMap((node) => [node, ...node.parts]);
  return Object.entries(STYLES).flatMap(([state, style]) => {
    const ids = things.filter((thing) => thing.state === state).map(({ id }) => idOf(id));
    return ids.length === 0 ? [] : [`  classDef ${state} ${style}`, `  class ${ids.join(",")} ${state}`];
  });
}
