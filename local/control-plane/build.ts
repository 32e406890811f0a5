// Builds the programs of a control plane from the pinned Go modules beside this file, once per machine, into the user's cache.
import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./environment.js";
import { go, requireGo } from "./go.js";
import { withLock } from "./lock.js";
import { identityOf } from "./process-identity.js";
import { narrated, type Progress } from "./progress.js";
import { sourceFolder } from "./source-folder.js";

export type Binaries = {
  readonly etcd: string;
  readonly "kube-apiserver": string;
  readonly "kube-controller-manager": string;
  readonly "kube-scheduler": string;
  readonly kwok: string;
  readonly kubectl: string;
  /** A file, not a program: how kwok moves nodes and pods along. */
  readonly kwokStages: string;
};

type Program = Exclude<keyof Binaries, "kwokStages">;
type Recipe = { readonly module: "." | "kwok"; readonly source: string };

// Built in this order: a quick one first shows that it works at all.
const recipes: Readonly<Record<Program, Recipe>> = {
  etcd: { module: ".", source: "go.etcd.io/etcd/server/v3" },
  "kube-apiserver": { module: ".", source: "k8s.io/kubernetes/cmd/kube-apiserver" },
  "kube-controller-manager": { module: ".", source: "k8s.io/kubernetes/cmd/kube-controller-manager" },
  "kube-scheduler": { module: ".", source: "k8s.io/kubernetes/cmd/kube-scheduler" },
  kubectl: { module: ".", source: "k8s.io/kubernetes/cmd/kubectl" },
  kwok: { module: "kwok", source: "sigs.k8s.io/kwok/cmd/kwok" },
};

/** Builds what is missing: minutes the first time, milliseconds afterwards. Safe to call from several processes at once. */
export async function ensureBinaries(progress: Progress): Promise<Binaries> {
  const source = sourceFolder();
  const pins = await readPins(source);
  const folder = join(cacheFolder(), pins.fingerprint);
  if ((await missing(folder)).length > 0) {
    await withLock(join(folder, "build.lock"), progress, () => buildMissing({ source, pins, folder, progress }));
  }
  return binariesIn(folder);
}

type Build = { readonly source: string; readonly pins: Pins; readonly folder: string; readonly progress: Progress };

async function buildMissing(build: Build): Promise<void> {
  const left = await missing(build.folder);
  if (left.length === 0) return;
  await requireGo(build.pins.oldestGo, build.source);
  await mkdir(build.folder, { recursive: true });
  await removeAbandonedDrafts(build.folder);
  build.progress(`building ${left.length} parts of a control plane from Go modules; this takes minutes, but only once`);
  for (const name of left) {
    const label = name === "kwokStages" ? "kwok stages" : name;
    await narrated(build.progress, label, () => (name === "kwokStages" ? collectStages(build) : buildProgram(name, build)));
  }
}

async function buildProgram(program: Program, { source, pins, folder }: Build): Promise<void> {
  const recipe = recipes[program];
  const finished = binariesIn(folder)[program];
  const draft = draftOf(finished);
  await go(["build", ...pins.buildFlags, "-o", draft, recipe.source], join(source, recipe.module));
  await rename(draft, finished);
}

/** Of kwok's own module; readiness-stages.yaml beside this file has another one for it. Of two that match a pod kwok ends itself. */
const REPLACED_STAGE = "pod-ready.yaml";

/** The stages that kwok's own module has for nodes and pods without artificial delays, as one file. */
async function collectStages({ source, folder }: Build): Promise<void> {
  const module = (await go(["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok"], join(source, "kwok"))).trim();
  const documents: string[] = [];
  for (const kind of ["node", "pod"]) {
    const stages = join(module, "kustomize", "stage", kind, "fast");
    const files = (await readdir(stages)).filter(
      (name) => name.endsWith(".yaml") && !["kustomization.yaml", REPLACED_STAGE].includes(name),
    );
    documents.push(...(await Promise.all(files.sort().map((name) => readFile(join(stages, name), "utf8")))));
  }
  const finished = binariesIn(folder).kwokStages;
  const draft = draftOf(finished);
  await writeFile(draft, documents.join("\n---\n"));
  await rename(draft, finished);
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.draft`;
}

/** An interrupted build leaves a large file behind. */
async function removeAbandonedDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /\.(\d+)\.draft$/.exec(name) ?? [];
    if (pid !== undefined && (await identityOf(Number(pid))) === undefined) await rm(join(folder, name), { force: true });
  }
}

async function missing(folder: string): Promise<readonly (keyof Binaries)[]> {
  const binaries = binariesIn(folder);
  const absent: (keyof Binaries)[] = [];
  for (const name of [...(Object.keys(recipes) as Program[]), "kwokStages" as const]) {
    await access(binaries[name]).catch(() => absent.push(name));
  }
  return absent;
}

function binariesIn(folder: string): Binaries {
  return {
    etcd: join(folder, "etcd"),
    "kube-apiserver": join(folder, "kube-apiserver"),
    "kube-controller-manager": join(folder, "kube-controller-manager"),
    "kube-scheduler": join(folder, "kube-scheduler"),
    kwok: join(folder, "kwok"),
    kubectl: join(folder, "kubectl"),
    kwokStages: join(folder, "kwok-stages-but-readiness.yaml"),
  };
}

/** What go.mod decides: versions are written there and nowhere else. */
type Pins = { readonly oldestGo: string; readonly buildFlags: readonly string[]; readonly fingerprint: string };

async function readPins(source: string): Promise<Pins> {
  const files = ["go.mod", "go.sum", "kwok/go.mod", "kwok/go.sum"];
  const [goMod = "", ...others] = await Promise.all(files.map((file) => readFile(join(source, file), "utf8")));
  const [, oldestGo = "1.26"] = /^go (\d+\.\d+)/m.exec(goMod) ?? [];
  const [, version, major, minor] = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(goMod) ?? [];
  // A build from modules does not know its own version: without stamps the server calls itself v0.0.0-master.
  const stamps = [`gitVersion=${version}`, `gitMajor=${major}`, `gitMinor=${minor}`, "gitCommit=module", "gitTreeState=clean"];
  const places = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
  const stampFlags = places.flatMap((place) => stamps.map((stamp) => `-X ${place}.${stamp}`));
  const linkFlags = ["-s", "-w", ...stampFlags];
  const buildFlags = ["-mod=readonly", "-buildvcs=false", "-trimpath", `-ldflags=${linkFlags.join(" ")}`];
  const hash = createHash("sha256").update(JSON.stringify([process.platform, process.arch, recipes, buildFlags]));
  for (const text of [goMod, ...others]) hash.update(text);
  return { oldestGo, buildFlags, fingerprint: hash.digest("hex").slice(0, 16) };
}
