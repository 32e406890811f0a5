// The generated parts of docs/explanation/the-scoop.md, from what the benchmark has written.
import { readFileSync } from "node:fs";
import type { ScoopResult } from "../../test/bench/scoop/result.js";
import { RESULT_FILE, rows, TITLES } from "../../test/bench/scoop/table.js";
import type { GeneratedFile } from "../generated-file.js";
import { PICTURES } from "../pictures.js";
import { scoopPicture } from "../scoop-picture.js";
import { withBlocks } from "./blocks.js";
import { markdownTable } from "./markdown-table.js";

const PAGE = "docs/explanation/the-scoop.md";
const PICTURE = `${PICTURES}/scoop.svg`;

/** The page, and its picture. */
export function scoopFiles(): readonly GeneratedFile[] {
  const result = JSON.parse(readFileSync(RESULT_FILE, "utf8")) as ScoopResult;
  const blocks = { "scoop-table": [markdownTable(TITLES, rows(result)), measured(result)].join("\n\n") };
  return [
    { path: PAGE, text: withBlocks(readFileSync(PAGE, "utf8"), blocks) },
    { path: PICTURE, text: scoopPicture(result) },
  ];
}

function measured({ day, versions, prices, ...result }: ScoopResult): string {
  const engines = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const [least, most] = result.podStartSeconds;
  return (
    `Measured on ${day} with ${engines.join(", ")}: ${result.ordinary.toLocaleString("en-US")} requests a second, then ${result.step} times as many, ` +
    `watched for ${result.watchedSeconds} s. A pod takes ${least} to ${most} s to start, a node ${result.nodeStartSeconds} s. ` +
    `List prices of ${prices.region}, collected ${prices.collected}, on demand.`
  );
}
