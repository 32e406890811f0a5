// The generated parts of docs/explanation/scale.md, from what the benchmark has written.
import { readFileSync } from "node:fs";
import type { ScaleResult } from "../../test/bench/scale/result.js";
import type { UsualResult } from "../../test/bench/row.js";
import { USUAL_FILE } from "../../test/bench/row.js";
import { answers, fits, growth, RESULT_FILE } from "../../test/bench/scale/table.js";
import type { GeneratedFile } from "../generated-file.js";
import { PICTURES } from "../pictures.js";
import { scalePicture } from "../scale-picture.js";
import { withBlocks } from "./blocks.js";
import { markdownTable } from "./markdown-table.js";

const PAGE = "docs/explanation/scale.md";
const PICTURE = `${PICTURES}/scale.svg`;

/** The page, and its picture. */
export function scaleFiles(): readonly GeneratedFile[] {
  const result = JSON.parse(readFileSync(RESULT_FILE, "utf8")) as ScaleResult;
  const table = ({ titles, rows }: ReturnType<typeof growth>) => markdownTable(titles, rows);
  const usual = JSON.parse(readFileSync(USUAL_FILE, "utf8")) as UsualResult;
  const blocks = {
    "scale-usual": usualTable(usual),
    "scale-growth": [table(growth(result)), measured(result)].join("\n\n"),
    "scale-fits": table(fits(result)),
    "scale-answers": table(answers(result)),
  };
  return [
    { path: PAGE, text: withBlocks(readFileSync(PAGE, "utf8"), blocks) },
    { path: PICTURE, text: scalePicture(result) },
  ];
}

function usualTable({ day, size, rows }: UsualResult): string {
  const figures = rows.map(({ what, value, unit, target }) => [
    what,
    `${amount(value)} ${unit}`.trimEnd(),
    target === undefined ? "" : `${amount(target)} ${unit}`.trimEnd(),
  ]);
  return [
    markdownTable(["", "measured", "aimed at"], figures),
    `Measured on ${day} with \`make bench SIZE=${size}${size === "usual" ? " PEER=kro" : ""}\`, on the machine of the tables above.`,
  ].join("\n\n");
}

const amount = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });

function measured({ day, machine, versions, load }: ScaleResult): string {
  const what = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return (
    `Measured on ${day} with ${what.join(", ")} on ${machine.cores} cores (${machine.cpu}) and ${machine.memoryGiB} GiB, which etcd, the API server and ` +
    `the benchmark share with the operator. Loading took ${Math.round(load.seconds / 60)} minutes, for ${load.writes.toLocaleString("en-US")} writes.`
  );
}
