// Ways, ports and tracks → the corners of each arrow, and where its word stands. Pure.
import type { Box, Point, Rect, Route, Text } from "./geometry.js";
import { bottom, LABEL_GAP, LENGTH, right } from "./geometry.js";
import type { Ports } from "./ports.js";
import { firstOfEach, labelWidth, spaceOf } from "./ports.js";
import type { Space } from "./tracks.js";
import type { Columns } from "./rows.js";
import type { Placed, Way } from "./ways.js";

export type Ground = {
  readonly ports: ReadonlyMap<string, Ports>;
  readonly spaces: readonly Space[];
  /** By line, in their final places. */
  readonly boxes: readonly (readonly Box[])[];
  readonly columns: Columns;
};

const LABEL_HEIGHT = 15;

export function routesOf(ways: readonly Way[], ground: Ground): readonly Route[] {
  const exits = exitsOf(ways, ground);
  // A bundle says its word once.
  const speaking = new Set(firstOfEach(ways));
  return ways.map((way): Route => {
    const points = straightened(cornersOf(way, ground, exits));
    if (!speaking.has(way)) return { edge: way.edge, points };
    return { edge: way.edge, points, label: way.kind === "beside" ? aboveLine(way, points) : atEnd(way, points) };
  });
}

function cornersOf(way: Way, ground: Ground, exits: ReadonlyMap<Way, number>): readonly Point[] {
  const [from, to] = [placed(way.from, ground), placed(way.to, ground)];
  if (way.kind === "beside") {
    const y = from.y + from.height / 2;
    return [
      { x: right(from), y },
      { x: to.x, y },
    ];
  }
  const { to: x, from: start = x } = ground.ports.get(way.key) ?? { to: to.x };
  const isDown = way.from.line < way.to.line;
  const end = { x, y: isDown ? to.y : bottom(to) };
  const y = trackOf(way, ground);
  if (way.kind === "rail") {
    const leaves = exits.get(way) ?? from.y;
    const side = railX(way, ground.columns);
    return [{ x: way.side === "left" ? from.x : right(from), y: leaves }, { x: side, y: leaves }, { x: side, y }, { x, y }, end];
  }
  return [{ x: start, y: isDown ? bottom(from) : from.y }, { x: start, y }, { x, y }, end];
}

function placed({ line, index }: Placed, { boxes }: Ground): Box {
  const box = boxes[line]?.[index];
  if (box === undefined) throw new Error(`no box ${index} in line ${line}`);
  return box;
}

function trackOf(way: Way, { spaces, boxes }: Ground): number {
  const space = spaceOf(way);
  const top = Math.max(...(boxes[space] ?? []).map(bottom));
  return top + (spaces[space]?.tracks.get(way.key) ?? 0);
}

function railX({ side, rail }: Extract<Way, { kind: "rail" }>, { x, width }: Columns): number {
  const away = LENGTH.rail * (rail + 1);
  return side === "left" ? x - away : x + width + away;
}

const EXIT_APART = 13;

/** Where arrows leave a box at its side: those that go up above the others, and the outer rail above the inner. */
function exitsOf(ways: readonly Way[], ground: Ground): ReadonlyMap<Way, number> {
  const rails = ways.filter((way) => way.kind === "rail");
  const groups = Map.groupBy(rails, ({ from, side }) => `${from.box.id} ${side}`);
  const height = ({ from, to, rail }: (typeof rails)[number]) => (to.line < from.line ? rail - 100 : -rail);
  return new Map(
    [...groups.values()].flatMap((group) => {
      const sorted = [...group].sort((a, b) => height(a) - height(b));
      return sorted.map((way, index) => {
        const { y, height: high } = placed(way.from, ground);
        return [way, y + high / 2 + (index - (sorted.length - 1) / 2) * EXIT_APART] as const;
      });
    }),
  );
}

/** Without corners where nothing turns. */
function straightened(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before !== undefined && before.x === point.x && before.y === point.y) return false;
    if (before === undefined || after === undefined) return true;
    return !(before.x === point.x && point.x === after.x) && !(before.y === point.y && point.y === after.y);
  });
}

function atEnd({ from, to, edge }: Way, points: readonly Point[]): NonNullable<Route["label"]> {
  const { x, y } = points.at(-1) ?? { x: 0, y: 0 };
  const isDown = from.line < to.line;
  const top = isDown ? y - 7 - LABEL_HEIGHT : y + 7;
  return label({ x: x + LABEL_GAP, y: top }, edge.word);
}

function aboveLine({ edge }: Way, [start, end]: readonly Point[]): NonNullable<Route["label"]> {
  const x = ((start?.x ?? 0) + (end?.x ?? 0) - LENGTH.arrow - labelWidth(edge.word)) / 2;
  return label({ x, y: (start?.y ?? 0) - 5 - LABEL_HEIGHT }, edge.word);
}

function label({ x, y }: Point, text: string): Rect & { readonly text: Text } {
  return { x, y, width: labelWidth(text), height: LABEL_HEIGHT, text: { x, y: y + 12, text, tone: "label" } };
}
