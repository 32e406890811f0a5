// A heap snapshot of this process as a table: bytes by what holds them, by constructor, and by repeated text.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHeapSnapshot } from "node:v8";

type Snapshot = {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
};

/** What lies below a property of one of these names counts as its. */
const MARKS = new Set(
  "lists rendered outlines templates waiting status told service metadata spec managedFields facts health acknowledged specWrites announced children records owners known claims claimants memory memories expectations queue dirty delayed failures secrets told ends foundLive grants binding plan".split(
    " ",
  ),
);
const EDGE_FIELDS = 3;
const SHOWN = 30;

export function summarize(say: (line: string) => void, children: number): void {
  const path = writeHeapSnapshot(join(tmpdir(), `heap-${process.pid}.heapsnapshot`));
  const snapshot = JSON.parse(readFileSync(path, "utf8")) as Snapshot;
  rmSync(path);
  const sizes = sizesOf(snapshot);
  for (const [title, table] of Object.entries(sizes)) {
    say(`-- bytes a child by ${title}`);
    const rows = [...table].sort(([, a], [, b]) => b.bytes - a.bytes).slice(0, SHOWN);
    for (const [name, { bytes, count }] of rows)
      say(`${(bytes / children).toFixed(1).padStart(9)} ${(count / children).toFixed(2).padStart(8)} ${name.slice(0, 100)}`);
  }
}

type Table = Map<string, { bytes: number; count: number }>;

function add(table: Table, name: string, bytes: number): void {
  const row = table.get(name) ?? { bytes: 0, count: 0 };
  row.bytes += bytes;
  row.count += 1;
  table.set(name, row);
}

function sizesOf(snapshot: Snapshot): Record<string, Table> {
  const holder: Table = new Map();
  const constructor: Table = new Map();
  const text: Table = new Map();
  const heap = readable(snapshot);
  const seen = new Set([0]);
  let level: readonly Place[] = [{ node: 0, mark: "" }];
  while (level.length > 0) {
    for (const { node, mark } of level) {
      const { kind, called, bytes } = heap.describe(node);
      add(holder, mark, bytes);
      if (mark === "") continue; // the program itself
      add(constructor, kind === "object" ? called : `(${kind}) below ${mark}`, bytes);
      if (kind === "string") add(text, called.slice(0, 60), bytes);
    }
    const found = level.flatMap((place) => heap.below(place));
    level = found.filter(({ node }) => !seen.has(node) && seen.add(node));
  }
  return { holder, constructor, text };
}

type Place = { readonly node: number; readonly mark: string };

function readable({ snapshot: { meta }, nodes, edges, strings }: Snapshot) {
  const width = meta.node_fields.length;
  const [types] = meta.node_types;
  const offset = (field: string) => meta.node_fields.indexOf(field);
  const number = (node: number, field: number) => nodes[node + field] ?? 0;
  const [type, name, size, edgeCount] = [offset("type"), offset("name"), offset("self_size"), offset("edge_count")];
  const first = new Map<number, number>();
  let edge = 0;
  for (let node = 0; node < nodes.length; node += width) {
    first.set(node, edge);
    edge += number(node, edgeCount) * EDGE_FIELDS;
  }
  return {
    describe: (node: number) => ({
      kind: types[number(node, type)] ?? "",
      called: strings[number(node, name)] ?? "",
      bytes: number(node, size),
    }),
    below: ({ node, mark }: Place): readonly Place[] => {
      const places: Place[] = [];
      const start = first.get(node) ?? 0;
      for (let at = start; at < start + number(node, edgeCount) * EDGE_FIELDS; at += EDGE_FIELDS) {
        const [edgeType = 0, label = 0, to = 0] = edges.slice(at, at + EDGE_FIELDS);
        const text = NAMED_EDGES.has(edgeType) ? (strings[label] ?? "") : "";
        if (edgeType !== WEAK)
          places.push({ node: to, mark: MARKS.has(text) ? `${mark.split(".").slice(-2).join(".")}.${text}` : mark });
      }
      return places;
    },
  };
}
/** As V8 numbers kinds of references: those of variables and of properties have names. */
const NAMED_EDGES = new Set([0, 2]);
const WEAK = 6;
