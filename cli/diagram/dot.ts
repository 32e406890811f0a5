// A model as a graph in DOT, for Graphviz. Pure.
import { identifiers } from "./ids.js";
import type { Edge, Model, Node, State } from "./model.js";
import { ROW_NAMES, ROWS } from "./model.js";
import { linesBelow, partText } from "./node-text.js";

type Ids = ReadonlyMap<string, string>;

export function dot(model: Model): string {
  const { nodes, edges, zones } = model;
  const ids = identifiers(nodes.flatMap(({ id, parts }) => [id, ...parts.map((part) => part.id)]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const lines = [
    `digraph ${quoted([model.title])} {`,
    `  graph [rankdir=TB, compound=true, fontname="Helvetica", label=${quoted([model.title, model.subtitle])}, labelloc=t]`,
    '  node [shape=box, style="rounded,filled", fillcolor=white, color="#c9d3df", fontname="Helvetica", fontsize=11]',
    '  edge [fontname="Helvetica", fontsize=10, color="#56657a"]',
    ...ROWS.flatMap((row) => {
      const here = nodes.filter((node) => node.row === row);
      if (here.length === 0) return [];
      return [
        `  subgraph cluster_row_${row} {`,
        `    label=${quoted([ROW_NAMES[row]])}; color="#e3e9f0"`,
        ...here.flatMap((node) => nodeLines(node, zones, ids)),
        "  }",
      ];
    }),
    ...edges.flatMap((edge) => edgeLine(edge, byId, ids)),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function nodeLines(node: Node, zones: readonly string[], ids: Ids): readonly string[] {
  const id = ids.get(node.id) ?? "";
  const text = [node.title, ...linesBelow(node)];
  const shape = node.kind === "database" || node.kind === "bucket" ? ", shape=cylinder" : "";
  if (node.parts.length === 0) return [`    ${id} [label=${quoted(text)}${shape}${look(node.state)}]`];
  return [
    `    subgraph cluster_${id} {`,
    `      label=${quoted(text)}; style="rounded,filled"${(look(node.state) || PLAIN).replaceAll(", ", "; ")}`,
    ...node.parts.map((part) => `      ${ids.get(part.id) ?? ""} [label=${quoted(partText(part, zones))}${look(part.state)}]`),
    "    }",
  ];
}

/** Of what has parts one of them is the end, and the border of the whole is where the arrow stops. */
function edgeLine({ from, to, part, word, flow }: Edge, nodes: ReadonlyMap<string, Node>, ids: Ids): readonly string[] {
  const [source, target] = [nodes.get(from), nodes.get(to)];
  if (source === undefined || target === undefined) return [];
  const tail = endOf(source, undefined);
  const head = endOf(target, part);
  const attributes = [
    `label=${quoted([word])}`,
    ...(tail === from ? [] : [`ltail=cluster_${ids.get(from) ?? ""}`]),
    ...(head === to ? [] : [`lhead=cluster_${ids.get(to) ?? ""}`]),
    ...(flow === "message" ? ["style=dashed"] : flow === "lookup" ? ["style=dotted"] : []),
  ];
  return [`  ${ids.get(tail) ?? ""} -> ${ids.get(head) ?? ""} [${attributes.join(", ")}]`];
}

function endOf({ id, parts }: Node, wanted: string | undefined): string {
  return parts.find((part) => part.id === wanted)?.id ?? parts[Math.floor((parts.length - 1) / 2)]?.id ?? id;
}

const PLAIN = ', fillcolor=white, color="#c9d3df"';
const LOOKS: Readonly<Record<State, string>> = {
  same: "",
  new: ', fillcolor="#e9f8ef", color="#18794e"',
  larger: ', fillcolor="#fff4e3", color="#d8953f"',
  smaller: ', fillcolor="#fff4e3", color="#d8953f"',
  changed: ', fillcolor="#fff4e3", color="#d8953f"',
  gone: ', style="rounded,dashed", fontcolor="#56657a"',
};

function look(state: State): string {
  return LOOKS[state];
}

/** Graphviz reads backslashes and HTML's entities in what stands between quotes. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    line.replace(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"'),
  );
  return `"${escaped.join("\\n")}"`;
}
