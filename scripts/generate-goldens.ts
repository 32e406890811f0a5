// The golden files: for each case what its WebService is rendered to, when nothing is known of AWS yet and once all has settled.
// A case is a folder with web-service.yaml; class.yaml beside it replaces that of the parent folder.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { OfflineAnswer } from "../cdk8s/desire-offline.js";
import { desireOffline } from "../cdk8s/desire-offline.js";
import type { Prepared } from "../cdk8s/prepare.js";
import { ANNOTATION, LABEL } from "../domain/api/keys.js";
import type { KubeObject } from "../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../domain/api/service.js";
import type { RenderOptions, Rendered, WaitingChild } from "../domain/blueprint/children.js";
import type { GeneratedFile } from "./generated-file.js";

export const GOLDEN_FOLDER = "test/golden";
/** What rendering gives before any child has answered, and what it gives when all have. */
export const EXPECTED = { atFirst: "expected-at-first.yaml", settled: "expected.yaml" } as const;

const OPTIONS: RenderOptions = {
  migratorImage: "tenfold-migrator:0.1.0",
  poolerImage: "tenfold-pooler:0.1.0",
  postgresRepository: "postgres",
};
const NOW = Date.parse("2026-01-07T12:00:00Z");

export function goldenCases(root: string): readonly string[] {
  const entries = readdirSync(join(root, GOLDEN_FOLDER), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

export type GoldenRender = { readonly atFirst: Rendered; readonly settled: Rendered };

export function goldenRender(root: string, name: string): GoldenRender {
  const service = parse(read(root, name, "web-service.yaml")) as WebService;
  const serviceClass = parse(read(root, name, "class.yaml")) as WebServiceClass;
  const { first, last } = atRest(service, serviceClass, leftBehind(service, serviceClass));
  return { atFirst: rendered(first.prepared), settled: rendered(last.prepared) };
}

type AtRest = Extract<OfflineAnswer, { readonly ok: true }>;

function atRest(service: WebService, serviceClass: WebServiceClass, standing: readonly KubeObject[]): AtRest {
  const answer = desireOffline({ service, serviceClass, render: OPTIONS, operatorVersion: "0.1.0", now: NOW, standing });
  // A case with a mistake in it would be a golden file of nothing that a user can have.
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer;
}

/** The data of the service whose UID is adopted, as it is after that one was deleted. */
function leftBehind({ metadata, spec, ...rest }: WebService, serviceClass: WebServiceClass): readonly KubeObject[] {
  const { adoptFrom, ...database } = spec.database ?? {};
  if (adoptFrom === undefined || adoptFrom === "Fresh") return [];
  const former = { ...rest, metadata: { ...metadata, uid: adoptFrom }, spec: { ...spec, database } };
  const data = [...atRest(former, serviceClass, []).objects.values()].filter(
    (object) => object.metadata.labels?.[LABEL.data] === "true",
  );
  return data.map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, [LABEL.retained]: "true" } },
  }));
}

/** Without the hashes of an object over itself, which would change in every file with every field. */
function rendered({ children, waiting }: Prepared): Rendered {
  return {
    waiting,
    children: children.map(({ kind, part, holdsData, mode, object }) => ({
      kind,
      part,
      holdsData,
      mode,
      object: unhashed(object),
    })),
  };
}

function unhashed(object: KubeObject): KubeObject {
  const { annotations = {}, ...bare } = object.metadata;
  const own = Object.entries(annotations).filter(([key]) => key !== ANNOTATION.hash && key !== ANNOTATION.fingerprint);
  return { ...object, metadata: own.length === 0 ? bare : { ...object.metadata, annotations: Object.fromEntries(own) } };
}

export function goldenFiles(root: string): readonly GeneratedFile[] {
  return goldenCases(root).flatMap((name) => {
    const { atFirst, settled } = goldenRender(root, name);
    return [
      { path: `${GOLDEN_FOLDER}/${name}/${EXPECTED.atFirst}`, text: summary(atFirst) },
      { path: `${GOLDEN_FOLDER}/${name}/${EXPECTED.settled}`, text: documents(settled) },
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
  const names = children.map(({ object }) => `${object.kind} ${object.metadata.name}`);
  return yaml({ rendered: names, waiting: waiting.map(waitText) });
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
