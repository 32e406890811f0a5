// The picture of a service as data: rows of boxes from the users down to the data. The one place that knows how it is drawn. Pure.
import type { WebService } from "../../domain/api/service.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import type { Drawn, Picture, State } from "./model.js";
import type { PictureNode, Row } from "./picture-nodes.js";
import { BESIDE, pictureRows } from "./picture-nodes.js";

const BOX = { width: 176, height: 58, gap: 16 };
const EDGE = 8;

type Format = {
  /** At most so many boxes beside each other; the rest goes below. */
  readonly most: number;
  /** What a row is called stands before it, or above it. */
  readonly titles: "before" | "above";
};
const WIDE: Format = { most: 4, titles: "before" };
const NARROW: Format = { most: 2, titles: "above" };

function frameOf({ most, titles }: Format): Frame {
  const left = titles === "before" ? 96 : EDGE;
  return { left, width: left + most * BOX.width + (most - 1) * BOX.gap + EDGE, rowGap: titles === "before" ? 34 : 46 };
}

type Frame = { readonly left: number; readonly width: number; readonly rowGap: number };

export const STATE_WORDS: Readonly<Record<State, string>> = {
  ready: "ready",
  working: "in progress",
  waiting: "waits",
  failed: "failed",
  planned: "not there yet",
  suspended: "suspended",
};

type Placed = PictureNode & { readonly x: number; readonly y: number };
type Line = { readonly title: string; readonly y: number; readonly placed: readonly Placed[] };

export function pictureOf(blueprint: Blueprint, service: WebService): Picture {
  const users: Row = { title: "", nodes: [{ id: "users", title: `${blueprint.tier} users`, detail: "", state: "ready" }] };
  const rows = [users, ...pictureRows(blueprint, service)];
  return { words: inWords(rows), wide: drawn(rows, WIDE), narrow: drawn(rows, NARROW) };
}

function drawn(rows: readonly Row[], format: Format): Drawn {
  const frame = frameOf(format);
  const lines = rows.flatMap((row) => broken(row, format.most)).map((row, index) => place(row, index, frame));
  const height = EDGE * 2 + lines.length * BOX.height + (lines.length - 1) * frame.rowGap;
  const size = { viewBox: `0 0 ${frame.width} ${height}`, width: String(frame.width), height: String(height) };
  return element("svg", size, [
    element("g", { class: "wires" }, wires(lines, frame)),
    ...lines.flatMap((line) => drawLine(line, format)),
  ]);
}

function broken({ title, nodes }: Row, most: number): readonly Row[] {
  const parts: Row[] = [];
  for (let from = 0; from < nodes.length; from += most)
    parts.push({ title: from === 0 ? title : "", nodes: nodes.slice(from, from + most) });
  return parts;
}

function place({ title, nodes }: Row, index: number, { left, width, rowGap }: Frame): Line {
  const y = EDGE + index * (BOX.height + rowGap);
  const taken = nodes.length * BOX.width + (nodes.length - 1) * BOX.gap;
  const first = left + (width - left - EDGE - taken) / 2;
  return { title, y, placed: nodes.map((node, at) => ({ ...node, x: first + at * (BOX.width + BOX.gap), y })) };
}

function drawLine({ title, y, placed }: Line, { titles }: Format): readonly Drawn[] {
  const at = titles === "before" ? { x: "0", y: String(y + BOX.height / 2 + 4) } : { x: String(EDGE), y: String(y - 10) };
  const label = element("text", { class: "row-title", ...at }, [title]);
  return [...(title === "" ? [] : [label]), ...placed.map((node) => (node.id === "users" ? drawUsers(node) : drawNode(node)))];
}

function drawUsers({ x, y, title }: Placed): Drawn {
  return element("g", { class: "node users", transform: `translate(${x} ${y})` }, [
    element("rect", { width: String(BOX.width), height: String(BOX.height), rx: "29" }, []),
    element("text", { class: "title centred", x: String(BOX.width / 2), y: String(BOX.height / 2 + 5) }, [title]),
  ]);
}

function drawNode({ id, x, y, title, detail, state }: Placed): Drawn {
  return element("g", { class: `node is-${state}`, "data-node": id, transform: `translate(${x} ${y})` }, [
    element("rect", { width: String(BOX.width), height: String(BOX.height), rx: "10" }, []),
    element("text", { class: "title", x: "14", y: "24" }, [cut(title, 14)]),
    element("text", { class: "detail", x: "14", y: "43" }, [cut(detail, 20)]),
    element("g", { class: "sign", transform: `translate(${BOX.width - 25} 10)` }, SIGNS[state]),
  ]);
}

/** Fifteen wide. Told apart by their form as well. */
const SIGNS: Readonly<Record<State, readonly Drawn[]>> = {
  ready: [path("M2 8l4 4 7-8")],
  working: [path("M7.5 1.5a6 6 0 1 1-6 6")],
  waiting: [path("M7.5 1.5a6 6 0 1 0 .01 0M7.5 4v4l2.5 2")],
  failed: [path("M2.5 2.5l10 10M12.5 2.5l-10 10")],
  planned: [path("M7.5 2v11M2 7.5h11")],
  suspended: [path("M5 2.5v10M10 2.5v10")],
};

function path(d: string): Drawn {
  return element("path", { d }, []);
}

/** From each row to the next: down from its boxes to one line, and from that to the boxes below. */
function wires(lines: readonly Line[], { rowGap }: Frame): readonly Drawn[] {
  const connected = lines.filter(({ placed }) => placed.every(({ id }) => !BESIDE.includes(id)));
  return connected.slice(1).map((line, index) => {
    const above = connected[index]?.placed ?? [];
    const from = (connected[index]?.y ?? 0) + BOX.height;
    const middle = from + rowGap / 2;
    const ends = [...above, ...line.placed].map(centre);
    const drops = [
      ...above.map((node) => `M${centre(node)} ${from}V${middle}`),
      ...line.placed.map((node) => `M${centre(node)} ${middle}V${line.y}`),
    ];
    return element("path", { d: `M${Math.min(...ends)} ${middle}H${Math.max(...ends)}${drops.join("")}` }, []);
  });
}

function centre({ x }: Placed): number {
  return x + BOX.width / 2;
}

function inWords(rows: readonly Row[]): string {
  const nodes = rows.flatMap((row) => row.nodes).filter(({ id }) => id !== "users");
  return nodes
    .map(({ title, detail, state }) => `${title}${detail === "" ? "" : ` (${detail})`}: ${STATE_WORDS[state]}`)
    .join("; ");
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function element(tag: string, attributes: Readonly<Record<string, string>>, children: Drawn["children"]): Drawn {
  return { tag, attributes, children };
}
