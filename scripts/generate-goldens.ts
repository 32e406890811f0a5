// The golden files: for each case what its WebService is rendered to, when nothing is known of AWS yet and when all is.
// A case is a folder with web-service.yaml; class.yaml and late.json beside it replace those of the parent folder.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { render } from "../cdk8s/render.js";
import type { WebService, WebServiceClass } from "../domain/api/service.js";
import { webServiceSpec } from "../domain/api/web-service.js";
import { webServiceClassSpec } from "../domain/api/web-service-class.js";
import { blueprint } from "../domain/blueprint/blueprint.js";
import type { LateValues, RenderOptions, Rendered, WaitingChild } from "../domain/blueprint/children.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import type { GeneratedFile } from "./generated-file.js";

export const GOLDEN_FOLDER = "test/golden";
/** What rendering gives before any child has answered, and what it gives when all have. */
export const EXPECTED = { atFirst: "expected-at-first.yaml", settled: "expected.yaml" } as const;

const OPTIONS: RenderOptions = {
  migratorImage: "tenfold-migrator:0.1.0",
  postgresRepository: "postgres",
};
const NOTHING_KNOWN: LateValues = { uploadQueueARNs: {} };

export function goldenCases(root: string): readonly string[] {
  const entries = readdirSync(join(root, GOLDEN_FOLDER), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

export type GoldenRender = { readonly blueprint: Blueprint; readonly atFirst: Rendered; readonly settled: Rendered };

export function goldenRender(root: string, name: string): GoldenRender {
  const service = parse(read(root, name, "web-service.yaml")) as WebService;
  const serviceClass = parse(read(root, name, "class.yaml")) as WebServiceClass;
  // A case with a mistake in it would be a golden file of nothing that a user can have.
  webServiceSpec.parse(service.spec);
  webServiceClassSpec.parse(serviceClass.spec);
  const target = blueprint(service, serviceClass);
  const late = JSON.parse(read(root, name, "late.json")) as LateValues;
  const [atFirst, settled] = [NOTHING_KNOWN, late].map((values) => render(target, values, OPTIONS));
  if (atFirst === undefined || settled === undefined) throw new Error("nothing rendered");
  return { blueprint: target, atFirst, settled };
}

export function goldenFiles(root: string): readonly GeneratedFile[] {
  return goldenCases(root).flatMap((name) => {
    const rendered = goldenRender(root, name);
    return [
      { path: `${GOLDEN_FOLDER}/${name}/${EXPECTED.atFirst}`, text: summary(rendered.atFirst) },
      { path: `${GOLDEN_FOLDER}/${name}/${EXPECTED.settled}`, text: documents(rendered.settled) },
    ];
  });
}

/** One document for each child, as it is applied; how it is treated stands in the comment before it. */
function documents({ children, waiting }: Rendered): string {
  const texts = children.map(({ part, holdsData, mode, object }) => {
    const life = holdsData ? "holds data" : "owned";
    return `# ${part}, ${life}, ${mode}\n${yaml(object)}`;
  });
  return [...texts, ...(waiting.length > 0 ? [`# waiting\n${yaml(waiting.map(waitText))}`] : [])].join("---\n");
}

/** Names only: an object that is rendered at first stays as it is, which a test of its own proves. */
function summary({ children, waiting }: Rendered): string {
  const rendered = children.map(({ object }) => `${object.kind} ${object.metadata.name}`);
  return yaml({ rendered, waiting: waiting.map(waitText) });
}

function waitText({ kind, name, waitsFor }: WaitingChild): string {
  return `${kind.kind} ${name} waits for ${waitsFor}`;
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function read(root: string, name: string, file: string): string {
  const own = join(root, GOLDEN_FOLDER, name, file);
  return readFileSync(existsSync(own) ? own : join(root, GOLDEN_FOLDER, file), "utf8");
}

/** Writes what differs and returns its paths. */
export function generateGoldens(root: string): readonly string[] {
  const stale = goldenFiles(root).filter(({ path, text: wanted }) => {
    const full = join(root, path);
    return !existsSync(full) || readFileSync(full, "utf8") !== wanted;
  });
  for (const { path, text: wanted } of stale) writeFileSync(join(root, path), wanted);
  return stale.map(({ path }) => path);
}

if (process.argv[1] === import.meta.filename) {
  for (const path of generateGoldens(process.cwd())) process.stdout.write(`changed ${path}\n`);
}
