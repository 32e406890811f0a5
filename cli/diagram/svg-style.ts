// Colours and faces of a picture, for a light and a dark surrounding. Pure.
import type { Tone } from "./geometry.js";
import { FONTS } from "./geometry.js";

type Palette = Readonly<
  Record<
    | "ground"
    | "band"
    | "box"
    | "part"
    | "border"
    | "ink"
    | "soft"
    | "request"
    | "data"
    | "message"
    | "new"
    | "newFill"
    | "more"
    | "moreLine"
    | "moreFill",
    string
  >
>;

const LIGHT: Palette = {
  ground: "#ffffff",
  band: "#f3f6fa",
  box: "#ffffff",
  part: "#f6f8fb",
  border: "#c9d3df",
  ink: "#18222f",
  soft: "#56657a",
  request: "#2563c9",
  data: "#0f7d6c",
  message: "#8250c4",
  new: "#18794e",
  newFill: "#e9f8ef",
  more: "#9a4d00",
  moreLine: "#d8953f",
  moreFill: "#fff4e3",
};
const DARK: Palette = {
  ground: "#0f141b",
  band: "#161d27",
  box: "#1a222d",
  part: "#232d3a",
  border: "#3a4858",
  ink: "#e8eef5",
  soft: "#9fb0c3",
  request: "#78aefc",
  data: "#4fcab4",
  message: "#bd9bf5",
  new: "#5bd394",
  newFill: "#14301f",
  more: "#f5b45c",
  moreLine: "#b07c33",
  moreFill: "#33250f",
};

/** `root`: class of the picture, so that nothing else on a page is styled by it. */
export function pictureStyle(root = "tenfold-picture"): string {
  const at = `.${root}`;
  const variables = (palette: Palette) =>
    Object.entries(palette)
      .map(([name, value]) => `--${name}:${value}`)
      .join(";");
  const fonts = Object.entries(FONTS).map(
    ([tone, { size, bold }]) =>
      `${at} text.${tone}{font-size:${size}px;font-weight:${bold === true ? 600 : 400};fill:var(--${INK[tone as Tone]})}`,
  );
  return [
    `${at}{${variables(LIGHT)};font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif}`,
    `@media (prefers-color-scheme:dark){${at}{${variables(DARK)}}}`,
    ...fonts,
    `${at} .ground{fill:var(--ground)}`,
    `${at} .band{fill:var(--band)}`,
    `${at} .box{fill:var(--box);stroke:var(--border);stroke-width:1.25}`,
    `${at} .part{fill:var(--part);stroke:none}`,
    `${at} .new>.box,${at} .new>.part{fill:var(--newFill);stroke:var(--new);stroke-width:1.5}`,
    `${at} .more>.box,${at} .more>.part{fill:var(--moreFill);stroke:var(--moreLine);stroke-width:1.5}`,
    `${at} .framed>.box{fill:var(--box)}`,
    `${at} .gone>.box{fill:none;stroke-dasharray:5 4}`,
    `${at} .gone text{fill:var(--soft)}`,
    `${at} .tagbox{fill:var(--new)}`,
    ...FAMILIES.flatMap(([family, colour]) => [
      `${at} .${family} .icon{stroke:var(--${colour})}`,
      `${at} .${family} .tile{fill:var(--${colour});fill-opacity:.1}`,
    ]),
    `${at} .gone .tile{fill:none}`,
    `${at} .filled{fill:var(--data)}`,
    `${at} .hollow{fill:none;stroke:var(--data);stroke-width:1.2}`,
    `${at} .icon{fill:none;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}`,
    ...(["request", "data", "message"] as const).flatMap((flow) => [
      `${at} .${flow} path{fill:none;stroke:var(--${flow});stroke-width:1.6}`,
      `${at} .${flow} .head{fill:var(--${flow});stroke:none}`,
      `${at} .${flow} text.label{fill:var(--${flow})}`,
    ]),
    `${at} .lookup path{fill:none;stroke:var(--soft);stroke-width:1.4;stroke-dasharray:2 4;stroke-linecap:round}`,
    `${at} .lookup .head{fill:var(--soft);stroke:none}`,
    `${at} .message path{stroke-dasharray:6 4}`,
    `${at} .message .head{stroke-dasharray:none}`,
  ].join("\n");
}

const FAMILIES = [
  ["front", "request"],
  ["store", "data"],
  ["later", "message"],
  ["watch", "soft"],
] as const;

const INK: Readonly<Record<Tone, "ink" | "soft" | "more" | "new" | "ground">> = {
  heading: "ink",
  subheading: "soft",
  title: "ink",
  detail: "soft",
  price: "soft",
  was: "more",
  new: "new",
  tag: "ground",
  label: "soft",
  zone: "soft",
  legend: "soft",
};
