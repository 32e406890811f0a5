// The generated parts of docs/explanation/stories.md: plan, cost and picture of the two stories, from their files in deploy/examples.
import { readFileSync } from "node:fs";
import { diagramSvg } from "../../cli/diagram/diagram-svg.js";
import { outlookOf } from "../../cli/planning/outlook.js";
import { features } from "../../cli/tiers/features.js";
import { servicesFrom, type Given } from "../../cli/input/services.js";
import { systemFiles } from "../../cli/input/system-files.js";
import { costReport, type CostReport } from "../../cli/cost/report.js";
import { wanted } from "../../cli/cost/wanted.js";
import type { Usage } from "../../domain/cost/traffic.js";
import type { GeneratedFile } from "../generated-file.js";
import { withBlocks } from "./blocks.js";
import { markdownTable } from "./markdown-table.js";

const PAGE = "docs/explanation/stories.md";
const FOLDER = "deploy/examples/stories";
const NAMES = ["beatapp", "dispatch"] as const;
/** Any: nothing on the page depends on the time. */
const NOW = Date.parse("2026-12-01T00:00:00Z");
/** Where the talk's customers are. */
const HOME = "ap-northeast-2";

/** The page, and its pictures. */
export function storiesFiles(): readonly GeneratedFile[] {
  const stories = servicesFrom(systemFiles, { file: [FOLDER] });
  const blocks = NAMES.flatMap((name): readonly (readonly [string, string])[] => {
    const story = stories.find(({ service }) => service.metadata.name === name);
    if (story === undefined) throw new Error(`${FOLDER}: no WebService ${name} in there`);
    return [
      [`${name}-picture`, picture(name)],
      [`${name}-plan`, plan(story)],
      [`${name}-cost`, cost(story)],
      ...(name === "dispatch" ? [["dispatch-pods", pods(story)] as const] : []),
    ];
  });
  return [
    { path: PAGE, text: withBlocks(readFileSync(PAGE, "utf8"), Object.fromEntries(blocks)) },
    ...stories.map(({ service, serviceClass }) => ({
      path: `docs/${pictureFile(service.metadata.name)}`,
      text: diagramSvg(wanted(service, serviceClass).blueprint),
    })),
  ];
}

function picture(name: string): string {
  return `![What ${name} is made of](../${pictureFile(name)})`;
}

function pictureFile(name: string): string {
  return `pictures/story-${name}.svg`;
}

function plan({ service, serviceClass }: Given): string {
  const { blueprint } = wanted(service, serviceClass);
  const { outlook } = outlookOf({ service, serviceClass, now: NOW });
  if (!outlook.ok) throw new Error(outlook.problem.message);
  const workers = blueprint.workers.map(({ name, min, max }) => [`worker ${name}`, `${min} to ${max} pods`]);
  const services = blueprint.services.map(({ name, replicas }) => [`service ${name}`, `${replicas.min} to ${replicas.max} pods`]);
  const rows = features(blueprint).map(({ name, size }) => [name, size]);
  const now = outlook.objects.filter(({ action }) => action === "create").length;
  return [
    markdownTable(["part", ""], [...rows, ...workers, ...services]),
    `${outlook.objects.length} objects: ${now} are made at once, the others as soon as what they need is there. Nothing waits for an approval.`,
    ...outlook.problems.map(({ message }) => `- ${message}`),
  ].join("\n\n");
}

function cost(story: Given): string {
  const here = reportOf(story);
  const home = reportOf(story, {}, HOME);
  const rows = [...here.parts, { ...here, part: "total" }].map(({ part, baselineUSD, usageUSD, monthlyUSD, maximumUSD }) => [
    part,
    ...[baselineUSD, usageUSD, monthlyUSD, maximumUSD].map(dollars),
  ]);
  const largest = here.largest.map(({ what, share }) => `${what} (${Math.round(share * 100)} %)`).join("; ");
  return [
    markdownTable(["US dollars a month", "baseline", "usage", "total", "up to"], rows),
    `List prices of ${here.region}, collected ${here.pricesOf}, for ${here.users.toLocaleString("en-US")} users as the ladder reckons them; in ${home.region} ${dollars(home.monthlyUSD)}. The largest lines: ${largest}.`,
  ].join("\n\n");
}

/** What its pods cost on an ordinary day, at noon, in the evening, and at the height of a scoop. */
function pods(story: Given): string {
  const { scaling = {} } = story.service.spec;
  const hours = (scaling.schedules ?? []).map(({ name, minReplicas }) => [name, minReplicas] as const);
  const moments = [["ordinary hours", scaling.minReplicas ?? 1], ...hours, ["a scoop", scaling.maxReplicas ?? 1]] as const;
  const rows = moments.map(([name, webReplicas]) => {
    const { parts, monthlyUSD } = reportOf(story, { webReplicas });
    const web = parts.find(({ part }) => part === "Workload")?.monthlyUSD ?? 0;
    return [name, String(webReplicas), (web / 730).toFixed(2), dollars(monthlyUSD)];
  });
  return markdownTable(["", "web pods", "US dollars an hour for them", "a month, if it were always so"], rows);
}

function reportOf({ service, serviceClass, isSampleClass }: Given, usage: Usage = {}, region?: string): CostReport {
  const report = costReport({ ...wanted(service, serviceClass, region), usage, isSampleClass, now: NOW });
  if (report === undefined) throw new Error("no prices");
  return report;
}

function dollars(usd: number): string {
  return Math.round(usd).toLocaleString("en-US");
}
