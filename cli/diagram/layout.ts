// A model → everything that is drawn, with its place. The same model gives the same picture. Pure.
import { boxesOf, columnsOf, linesOfRows } from "./rows.js";
import type { Columns, Line } from "./rows.js";
import type { Box, Layout, Text } from "./geometry.js";
import { bottom, FONTS, LENGTH } from "./geometry.js";
import { legendOf } from "./legend.js";
import type { Model, Node, Row } from "./model.js";
import type { Taken } from "./ports.js";
import { portsOf } from "./ports.js";
import { routesOf } from "./routes.js";
import { fitted, textWidth } from "./text-width.js";
import type { Space } from "./tracks.js";
import { spacesOf } from "./tracks.js";
import type { Placed, Way } from "./ways.js";
import { waysOf } from "./ways.js";

const { margin, rail } = LENGTH;
const IN_ZONES: readonly Row[] = ["balancer", "web", "services", "cache", "pooler", "database"];
const ZONE_LABEL_ROOM = 22;
const BAND_BELOW = 10;

export function layoutOf(model: Model): Layout {
  const lines = linesOfRows(withoutLoneParts(model));
  // Sideways everything is known before anything has a height.
  const flat = columnsOf(model, lines, 0);
  const rails = railsNeeded(waysIn(model, lines, flat));
  const columns = columnsOf(model, lines, margin + rails.left * rail + (rails.left > 0 ? 10 : 0));
  const width = columns.x + columns.width + rails.right * rail + (rails.right > 0 ? 10 : 0) + margin;
  const ways = waysIn(model, lines, columns);
  const firstInZones = lines.findIndex(({ row }) => row === "balancer");
  const ports = portsOf(ways, zoneLabels(model, columns, firstInZones));
  const spaces = spacesOf(lines.length - 1, { ways, ports }, (space) => (space === lastInZones(lines) ? BAND_BELOW : 0));
  const heading = headingOf(model, columns);
  const boxes = stacked(lines, columns, { spaces, y: (heading.at(-1)?.y ?? 0) + 24 });
  const routes = routesOf(ways, { ports, spaces, boxes, columns });
  const end = Math.max(...boxes.flat().map(bottom));
  const legend = legendOf(model, { x: columns.x, y: end + 34, width: columns.width });
  const height = Math.max(end, ...legend.map(({ at }) => at.y)) + margin + 4;
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    heading,
    bands: bandsOf(model, columns, { boxes, lines }),
    boxes: boxes.flat(),
    routes,
    legend,
  };
}

/** A cell that says all there is to say of its box would say it twice. */
function withoutLoneParts(model: Model): Model {
  return { ...model, nodes: model.nodes.map((node) => withoutLonePart(node, model.zones.length)) };
}

function withoutLonePart(node: Node, zones: number): Node {
  const [only, ...others] = node.parts;
  if (only === undefined || others.length > 0) return node;
  if (node.row === "watch") return { ...node, parts: [], lines: [[only.title, ...only.lines].join(" · ")] };
  if (only.zone === undefined || zones > 1) return node;
  return { ...node, parts: [], lines: [[...only.lines, ...node.lines].join(" · ")] };
}

function waysIn(model: Model, lines: readonly Line[], columns: Columns): readonly Way[] {
  const boxes = lines.map((line) => boxesOf(line, columns, 0));
  return waysOf(model.edges, placesOf(boxes), passedLine(lines));
}

function placesOf(lines: readonly (readonly Box[])[]): ReadonlyMap<string, Placed> {
  return new Map(lines.flatMap((boxes, line) => boxes.map((box, index) => [box.id, { box, line, index }] as const)));
}

function passedLine(lines: readonly Line[]): number | undefined {
  const index = lines.findIndex(({ passage }) => passage > 0);
  return index === -1 ? undefined : index;
}

function railsNeeded(ways: readonly Way[]): Readonly<Record<"left" | "right", number>> {
  const on = (side: "left" | "right") =>
    Math.max(0, ...ways.map((way) => (way.kind === "rail" && way.side === side ? way.rail + 1 : 0)));
  return { left: on("left"), right: on("right") };
}

const zoneText = (zone: string) => `zone ${zone}`;

function zoneLabels({ zones }: Model, columns: Columns, firstInZones: number): Taken {
  const spans = zones.map((zone, index) => {
    const x = columns.zones[index]?.x ?? 0;
    return [x, x + 8 + textWidth(zoneText(zone), FONTS.zone) + 8] as const;
  });
  return new Map([[firstInZones - 1, spans as [number, number][]]]);
}

function lastInZones(lines: readonly Line[]): number {
  return lines.findLastIndex(({ row }) => IN_ZONES.includes(row));
}

type Stack = { readonly spaces: readonly Space[]; readonly y: number };

function stacked(lines: readonly Line[], columns: Columns, { spaces, y }: Stack): readonly (readonly Box[])[] {
  let top = y;
  return lines.map((line, index) => {
    const boxes = boxesOf(line, columns, top);
    top += Math.max(...boxes.map(({ height }) => height)) + (spaces[index]?.height ?? 0);
    return boxes;
  });
}

function headingOf({ title, subtitle }: Model, { x, width: room }: Columns): readonly Text[] {
  const lines = broken(subtitle, room);
  return [
    { x, y: margin + 20, text: fitted(title, room, FONTS.heading), tone: "heading" },
    ...lines.map((text, index): Text => ({ x, y: margin + 44 + index * 20, text, tone: "subheading" })),
  ];
}

/** At the arrow of a comparison, where one line has no room. */
function broken(text: string, room: number): readonly string[] {
  if (textWidth(text, FONTS.subheading) <= room) return [text];
  return text.split("  →  ").map((piece, index) => fitted(index === 0 ? piece : `→ ${piece}`, room, FONTS.subheading));
}

type Rows = { readonly boxes: readonly (readonly Box[])[]; readonly lines: readonly Line[] };

function bandsOf({ zones }: Model, columns: Columns, { boxes, lines }: Rows): Layout["bands"] {
  const inZones = boxes.filter((_, index) => IN_ZONES.includes(lines[index]?.row ?? "users")).flat();
  const y = Math.min(...inZones.map((box) => box.y)) - ZONE_LABEL_ROOM;
  const end = Math.max(...inZones.map(bottom)) + BAND_BELOW;
  return zones.map((zone, index) => {
    const { x, width } = columns.zones[index] ?? columns;
    return { x, y, width, height: end - y, label: { x: x + 8, y: y + 15, text: zoneText(zone), tone: "zone" } };
  });
}
