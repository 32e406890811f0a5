// docs/pictures/scoop.svg: of each case of the scoop the load, what the ready pods can serve, and what found no capacity. Pure.
import { escapedXml } from "../cli/diagram/xml.js";
import type { CaseResult, Point, ScoopResult } from "../test/bench/scoop/result.js";
import { titleOf } from "../test/bench/scoop/table.js";
import { n, text } from "./svg-words.js";

const PANEL = { width: 400, height: 190 } as const;
const GAP = { x: 76, y: 74 } as const;
const MARGIN = { left: 66, top: 96, right: 24, bottom: 44 } as const;
const COLUMNS = 2;
/** Of the vertical axis, which ends at so many times the load: how much too many there are is no matter here. */
const ROUND = 5000;
const ABOVE_LOAD = 1.5;
const TICK_SECONDS = 60;

const STYLE = `
.scoop{--ground:#ffffff;--ink:#18222f;--soft:#56657a;--line:#c9d3df;--load:#18222f;--capacity:#2563c9;--lost:#c2372f;font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif}
@media (prefers-color-scheme:dark){.scoop{--ground:#0f141b;--ink:#e8eef5;--soft:#9fb0c3;--line:#3a4858;--load:#e8eef5;--capacity:#78aefc;--lost:#ff8a80}}
.scoop text{font-size:12px;fill:var(--soft)}
.scoop text.heading{font-size:20px;font-weight:600;fill:var(--ink)}
.scoop text.title{font-size:14px;font-weight:600;fill:var(--ink)}
.scoop .ground{fill:var(--ground)}
.scoop .axis{stroke:var(--line);fill:none}
.scoop .capacity{fill:var(--capacity);fill-opacity:.18;stroke:var(--capacity);stroke-width:1.5}
.scoop .lost{fill:var(--lost);fill-opacity:.35}
.scoop .load{stroke:var(--load);stroke-width:1.5;stroke-dasharray:5 3;fill:none}`;

type Scale = { readonly x: (at: number) => number; readonly y: (requests: number) => number };

export function scoopPicture(result: ScoopResult): string {
  const all = result.cases.flatMap(({ points }) => points);
  const top = Math.ceil((ABOVE_LOAD * Math.max(...all.map(({ load }) => load))) / ROUND) * ROUND;
  const span = { from: Math.min(...all.map(({ at }) => at)), to: Math.max(...all.map(({ at }) => at)) };
  const rows = Math.ceil(result.cases.length / COLUMNS);
  const width = MARGIN.left + COLUMNS * PANEL.width + (COLUMNS - 1) * GAP.x + MARGIN.right;
  const height = MARGIN.top + rows * PANEL.height + (rows - 1) * GAP.y + MARGIN.bottom;
  const panels = result.cases.map((one, index) => {
    const left = MARGIN.left + (index % COLUMNS) * (PANEL.width + GAP.x);
    const upper = MARGIN.top + Math.floor(index / COLUMNS) * (PANEL.height + GAP.y);
    const scale: Scale = {
      x: (at) => left + ((at - span.from) / (span.to - span.from)) * PANEL.width,
      y: (requests) => upper + PANEL.height - (Math.min(requests, top) / top) * PANEL.height,
    };
    return panel(one, { scale, top, span });
  });
  const heading = `${result.step} times the load in one step`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="scoop" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapedXml(heading)}</title>`,
    `<desc id="desc">${escapedXml(result.cases.map(words).join(" "))}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" width="${width}" height="${height}" rx="12"/>`,
    text({ x: 24, y: 34, said: heading, look: "heading" }),
    text({
      x: 24,
      y: 56,
      said: "dashed: requests a second · blue: what ready pods can serve, as far as it fits · red: what found no capacity",
    }),
    ...panels,
    "</svg>\n",
  ].join("\n");
}

type Frame = { readonly scale: Scale; readonly top: number; readonly span: { readonly from: number; readonly to: number } };

function panel(one: CaseResult, { scale, top, span }: Frame): string {
  const { x, y } = scale;
  const grid = Array.from({ length: top / ROUND + 1 }, (_, index) => index * ROUND);
  const first = Math.ceil(span.from / TICK_SECONDS) * TICK_SECONDS;
  const ticks = Array.from(
    { length: Math.floor((span.to - first) / TICK_SECONDS) + 1 },
    (_, index) => first + index * TICK_SECONDS,
  );
  return [
    text({ x: x(span.from), y: y(top) - 12, said: `${titleOf(one.name)}: ${summary(one)}`, look: "title" }),
    ...grid.map((value) => `<path class="axis" d="M${n(x(span.from))} ${n(y(value))}H${n(x(span.to))}"/>`),
    ...grid.map((value) => text({ x: x(span.from) - 8, y: y(value) + 4, said: value.toLocaleString("en-US"), anchor: "end" })),
    ...ticks.map((at) => text({ x: x(at), y: y(0) + 18, said: `${at} s`, anchor: "middle" })),
    `<path class="capacity" d="${area(one.points, scale, ({ capacity }) => [0, capacity])}"/>`,
    `<path class="lost" d="${area(one.points, scale, ({ capacity, load }) => [Math.min(capacity, load), load])}"/>`,
    `<path class="load" d="${steps(one.points, scale, ({ load }) => load)}"/>`,
  ].join("\n");
}

function summary({ carriedAfter, pods }: CaseResult): string {
  const when =
    carriedAfter === undefined ? "not carried" : carriedAfter === 0 ? "carried at once" : `carried after ${carriedAfter} s`;
  return `${when}, ${pods.before} → ${pods.after} pods`;
}

function words(one: CaseResult): string {
  return `${titleOf(one.name)}: ${summary(one)}, ${one.nodes.before} → ${one.nodes.after} nodes.`;
}

/** A value holds until the next point. */
function steps(points: readonly Point[], { x, y }: Scale, value: (point: Point) => number): string {
  return points
    .map((point, index) =>
      index === 0 ? `M${n(x(point.at))} ${n(y(value(point)))}` : `H${n(x(point.at))}V${n(y(value(point)))}`,
    )
    .join("");
}

function area(points: readonly Point[], scale: Scale, range: (point: Point) => readonly [number, number]): string {
  const back = [...points].reverse();
  const lower = back
    .map((point, index) => {
      const at = n(scale.y(range(point)[0]));
      const next = back[index + 1];
      return next === undefined ? `V${at}` : `V${n(scale.y(range(next)[0]))}H${n(scale.x(next.at))}`;
    })
    .join("");
  return `${steps(points, scale, (point) => range(point)[1])}${lower}Z`;
}
