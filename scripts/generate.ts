// Writes every generated file of the project; with --check writes none and fails if one is stale.
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ACK_KINDS } from "../domain/api/kinds.js";
import { ackKindDefinition } from "./crd/ack-kinds.js";
import { LOAD_BALANCER_KINDS } from "./crd/load-balancer-kinds.js";
import { KEDA_KINDS } from "./crd/keda-kinds.js";
import { SNAPSHOT_KINDS } from "./crd/snapshot-kinds.js";
import { customResourceDefinition, type KindDefinition } from "./crd/custom-resource-definition.js";
import { TENFOLD_KINDS } from "./crd/tenfold-kinds.js";
import { definitionsFile } from "./crd/command-line.js";
import { ALERTS } from "./observability/alerts.js";
import { BOARDS } from "./observability/boards.js";
import { grafanaBoard } from "./observability/grafana.js";
import { ruleGroups } from "./observability/prometheus-rule.js";
import { argoConfig } from "./argo-config.js";
import { chartReference } from "./reference/chart-values.js";
import { metricsReference } from "./reference/metrics.js";
import { IAM_FOLDER, iamFiles } from "./eks/files.js";
import { annotationsReference } from "./reference/annotations.js";
import { cliReference } from "./reference/cli.js";
import { shownPages } from "./reference/shown.js";
import { apiReference } from "./reference/api.js";
import { conditionsReference, eventsReference } from "./reference/conditions.js";
import { flagsReference } from "./reference/flags.js";
import { movesReference } from "./reference/moves.js";
import { scaleFiles } from "./reference/scale.js";
import { scoopFiles } from "./reference/scoop.js";
import { storiesFiles } from "./reference/stories.js";
import { tiersReference } from "./reference/tiers.js";
import { markdownFile, yamlFile, type GeneratedFile } from "./generated-file.js";
import { pictures, PICTURES } from "./pictures.js";
import { chartRules, dataDeletionManifests, operatorManifests, userManifests } from "./rbac/manifests.js";

/** Folders that hold nothing but generated files: what else lies there is stale. */
const OWNED_FOLDERS = [
  "crds",
  "charts/tenfold/files/crds",
  "charts/tenfold/files/dashboards",
  "local/crds",
  "local/crds-keda",
  "deploy/rbac",
  IAM_FOLDER,
  PICTURES,
];
/** Copied into the chart as they are: a chart can read no file outside of its folder. */
const CHART_POLICIES = ["two-keys", "class-limits"];

/** All of them: the same sources give the same texts. The working directory is the checkout. */
export function generatedFiles(): readonly GeneratedFile[] {
  const files = filesOfKinds();
  const inFolder = (folder: string) => files.filter(({ path }) => dirname(path) === folder).map(({ path }) => basename(path));
  return [
    ...files,
    ...["crds", "deploy/rbac"].map((folder) => kustomization(folder, inFolder(folder))),
    kustomization(
      "deploy/policies",
      CHART_POLICIES.map((name) => `${name}.yaml`),
    ),
  ];
}

function filesOfKinds(): readonly GeneratedFile[] {
  return [
    ...["crds", "charts/tenfold/files/crds"].flatMap((folder) => TENFOLD_KINDS.map((kind) => crdFile(folder, kind))),
    definitionsFile(TENFOLD_KINDS),
    ...ACK_KINDS.map((kind) => crdFile("local/crds", ackKindDefinition(kind))),
    ...SNAPSHOT_KINDS.map((kind) => crdFile("local/crds", kind)),
    ...LOAD_BALANCER_KINDS.map((kind) => crdFile("local/crds", kind)),
    ...KEDA_KINDS.map((kind) => crdFile("local/crds-keda", kind)),
    yamlFile("deploy/rbac/operator.yaml", "domain/api/permissions.ts", operatorManifests()),
    yamlFile("deploy/rbac/data-deletion.yaml", "domain/api/permissions.ts", dataDeletionManifests()),
    yamlFile("deploy/rbac/users.yaml", "scripts/rbac/manifests.ts", userManifests()),
    yamlFile("charts/tenfold/files/rbac.yaml", "domain/api/permissions.ts", [chartRules()]),
    yamlFile("charts/tenfold/files/alerts.yaml", "scripts/observability/alerts.ts", [ruleGroups(ALERTS)]),
    ...BOARDS.map((board) => ({ path: `charts/tenfold/files/dashboards/${board.id}.json`, text: grafanaBoard(board) })),
    yamlFile("deploy/argocd/argocd-cm.yaml", "the scripts in deploy/argocd", [argoConfig()]),
    markdownFile("charts/tenfold/README.md", "charts/tenfold/values.yaml", chartReference()),
    markdownFile("docs/reference/annotations.md", "domain/api/keys.ts", annotationsReference()),
    markdownFile("docs/reference/api.md", "domain/api", apiReference()),
    markdownFile("docs/cli.md", "cli/commands", cliReference()),
    markdownFile("docs/reference/conditions.md", "domain/api/condition-texts.ts", conditionsReference()),
    markdownFile("docs/reference/events.md", "domain/api/condition-texts.ts", eventsReference()),
    markdownFile("docs/reference/flags.md", "operator/config.ts", flagsReference()),
    markdownFile("docs/reference/metrics.md", "the operator's declarations of its metrics", metricsReference()),
    markdownFile("docs/reference/tiers.md", "domain/tiers", tiersReference()),
    ...storiesFiles(),
    ...scoopFiles(),
    ...scaleFiles(),
    markdownFile("docs/reference/moves.md", "cdk8s/walk.ts", movesReference()),
    ...CHART_POLICIES.map((name) => copied(`deploy/policies/${name}.yaml`, `charts/tenfold/files/${name}.yaml`)),
    ...iamFiles(),
    ...pictures(),
  ];
}

function crdFile(folder: string, kind: KindDefinition): GeneratedFile {
  const group = kind.ref.apiVersion.split("/")[0] ?? "";
  return yamlFile(`${folder}/${group}_${kind.ref.plural}.yaml`, "domain/api", [customResourceDefinition(kind)]);
}

function copied(from: string, path: string): GeneratedFile {
  const header = `# Copied from ${from} by "make generate". Do not edit.\n`;
  return { path, text: header + readFileSync(from, "utf8") };
}

/** For kustomize. Its name has no ending, so that `kubectl apply -f FOLDER` passes it by. */
function kustomization(folder: string, resources: readonly string[]): GeneratedFile {
  return yamlFile(`${folder}/Kustomization`, "scripts/generate.ts", [
    { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources },
  ]);
}

/** Paths of files that differ from what would be generated, are missing, or should not be there. */
export async function staleFiles(root: string, files: readonly GeneratedFile[]): Promise<readonly string[]> {
  const wanted = new Set(files.map(({ path }) => path));
  const differing = await Promise.all(
    files.map(async ({ path, text }) => ((await contentOf(join(root, path))) === text ? [] : [path])),
  );
  const present = await Promise.all(OWNED_FOLDERS.map((folder) => filesIn(root, folder)));
  return [...differing.flat(), ...present.flat().filter((path) => !wanted.has(path))].sort();
}

async function write(root: string, files: readonly GeneratedFile[]): Promise<void> {
  const wanted = new Map(files.map(({ path, text }) => [path, text]));
  for (const path of await staleFiles(root, files)) {
    const text = wanted.get(path);
    if (text === undefined) {
      await rm(join(root, path));
      continue;
    }
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

async function filesIn(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder)).catch(() => []);
  return names.filter((name) => !name.endsWith(".md")).map((name) => `${folder}/${name}`);
}

/** Exit code. `root` is the checkout. */
export async function generate(root: string, args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { check: { type: "boolean", default: false } } });
  const files = [...generatedFiles(), ...(await shownPages())];
  if (!values.check) {
    await write(root, files);
    return 0;
  }
  const stale = await staleFiles(root, files);
  if (stale.length === 0) return 0;
  process.stderr.write(`stale, run "make generate":\n${stale.map((path) => `  ${path}\n`).join("")}`);
  return 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await generate(process.cwd(), process.argv.slice(2));
