// docs/pictures/scale.svg: what an operator takes against the number of its services, as measured, with the line that fits. Pure.
import { escapedXml } from "../cli/diagram/xml.js";
import type { Measure, Point, ScaleResult } from "../test/bench/scale/result.js";
import { fitOf, MEASURES } from "../test/bench/scale/result.js";
import { n, text } from "./svg-words.js";

const PANEL = { width: 300, height: 190 } as const;
const GAP = { x: 84, y: 76 } as const;
const MARGIN = { left: 72, top: 104, right: 32, bottom: 50 } as const;
const COLUMNS = 2;
const TICKS = 4;

const STYLE = `
.scale{--ground:#ffffff;--ink:#18222f;--soft:#56657a;--line:#c9d3df;--seen:#2563c9;--aim:#c2372f;font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif}
@media (prefers-color-scheme:dark){.scale{--ground:#0f141b;--ink:#e8eef5;--soft:#9fb0c3;--line:#3a4858;--seen:#78aefc;--aim:#ff8a80}}
.scale text{font-size:12px;fill:var(--soft)}
.scale text.heading{font-size:20px;font-weight:600;fill:var(--ink)}
.scale text.title{font-size:14px;font-weight:600;fill:var(--ink)}
.scale .ground{fill:var(--ground)}
.scale .axis{stroke:var(--line);fill:none}
.scale .seen{fill:var(--seen)}
.scale .fit{stroke:var(--seen);stroke-width:1.5;fill:none}
.scale .aim{stroke:var(--aim);stroke-width:1.5;stroke-dasharray:5 3;fill:none}`;

type Axes = { readonly x: (services: number) => number; readonly y: (value: number) => number };

export function scalePicture({ points }: ScaleResult): string {
  const rows = Math.ceil(MEASURES.length / COLUMNS);
  const width = MARGIN.left + COLUMNS * PANEL.width + (COLUMNS - 1) * GAP.x + MARGIN.right;
  const height = MARGIN.top + rows * PANEL.height + (rows - 1) * GAP.y + MARGIN.bottom;
  const panels = MEASURES.map((measure, index) => {
    const left = MARGIN.left + (index % COLUMNS) * (PANEL.width + GAP.x);
    const upper = MARGIN.top + Math.floor(index / COLUMNS) * (PANEL.height + GAP.y);
    return panel(points, measure, { left, upper });
  });
  const heading = "One operator, ever more services";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="scale" role="img" aria-labelledby="title desc">`,
    `<title id="title">${heading}</title>`,
    `<desc id="desc">${escapedXml(MEASURES.map((measure) => words(points, measure)).join(" "))}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" width="${width}" height="${height}" rx="12"/>`,
    text({ x: 24, y: 34, said: heading, look: "heading" }),
    text({ x: 24, y: 56, said: "dots: measured · line: least squares · dashed: aimed at with 10,000 services" }),
    ...panels,
    "</svg>\n",
  ].join("\n");
}

type Corner = { readonly left: number; readonly upper: number };

function panel(points: readonly Point[], measure: Measure, { left, upper }: Corner): string {
  const { base, each } = fitOf(points, measure);
  const most = Math.max(...points.map(({ services }) => services));
  const top = roundUp(Math.max(...points.map(measure.of), base + each * most, measure.target ?? 0));
  const axes: Axes = {
    x: (services) => left + (services / most) * PANEL.width,
    y: (value) => upper + PANEL.height - (Math.max(0, value) / top) * PANEL.height,
  };
  const { x, y } = axes;
  const heights = Array.from({ length: TICKS + 1 }, (_, index) => (index * top) / TICKS);
  return [
    text({ x: left, y: upper - 12, said: `${measure.title}, ${measure.unit}`, look: "title" }),
    ...heights.map((value) => `<path class="axis" d="M${n(left)} ${n(y(value))}H${n(x(most))}"/>`),
    ...heights.map((value) => text({ x: left - 8, y: y(value) + 4, said: figure(value), anchor: "end" })),
    ...[0, ...points.map(({ services }) => services)].map((at) => tick(at, axes)),
    ...(measure.target === undefined ? [] : [`<path class="aim" d="M${n(left)} ${n(y(measure.target))}H${n(x(most))}"/>`]),
    `<path class="fit" d="M${n(left)} ${n(y(base))}L${n(x(most))} ${n(y(base + each * most))}"/>`,
    ...points.map((point) => `<circle class="seen" cx="${n(x(point.services))}" cy="${n(y(measure.of(point)))}" r="4"/>`),
  ].join("\n");
}

function tick(services: number, { x, y }: Axes): string {
  return text({ x: x(services), y: y(0) + 18, said: figure(services), anchor: "middle" });
}

function words(points: readonly Point[], measure: Measure): string {
  const seen = points.map((point) => `${figure(measure.of(point))} ${measure.unit} with ${figure(point.services)}`);
  return `${measure.title}: ${seen.join(", ")}.`;
}

/** To a figure that four lines divide well enough. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const ten = 10 ** Math.floor(Math.log10(value));
  return ten * ([1, 2, 4, 5, 8].find((factor) => factor * ten >= value) ?? 10);
}

const figure = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 2 });
