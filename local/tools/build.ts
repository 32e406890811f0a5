// Builds programs from the pinned Go modules beside this file, once per machine, into the user's cache.
import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../control-plane/environment.js";
import { go, requireGo } from "../control-plane/go.js";
import { withLock } from "../control-plane/lock.js";
import { narrated, type Progress } from "../control-plane/progress.js";
import { sourceFolder } from "../control-plane/source-folder.js";

/** Folder of the module beside this file, and the package of each program in it. */
const TOOLS = {
  argocd: { module: "argocd", source: "github.com/argoproj/argo-cd/v3/cmd" },
  "argocd-cache": { module: "argocd", source: "." },
  "karpenter-kwok": { module: "karpenter", source: "sigs.k8s.io/karpenter/kwok" },
  gitops: { module: "gitops", source: "." },
  helm: { module: "helm", source: "helm.sh/helm/v4/cmd/helm" },
  keda: { module: "keda", source: "github.com/kedacore/keda/v2/cmd/operator" },
  "keda-adapter": { module: "keda", source: "github.com/kedacore/keda/v2/cmd/adapter" },
  "keda-webhooks": { module: "keda", source: "github.com/kedacore/keda/v2/cmd/webhooks" },
  kro: { module: "kro", source: "github.com/kubernetes-sigs/kro/cmd/controller" },
  krew: { module: "krew", source: "sigs.k8s.io/krew/cmd/krew" },
  kind: { module: "kind", source: "sigs.k8s.io/kind" },
  "metrics-server": { module: "kind", source: "sigs.k8s.io/metrics-server/cmd/metrics-server" },
} as const;

export type Tool = keyof typeof TOOLS;

export function isTool(name: string): name is Tool {
  return Object.hasOwn(TOOLS, name);
}

const OLDEST_GO = "1.26";
const FLAGS = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags=-s -w"];

/** Path of the program. Minutes the first time, milliseconds afterwards; safe to call from several processes at once. */
export async function ensureTool(tool: Tool, progress: Progress): Promise<string> {
  const { module, source } = TOOLS[tool];
  const folder = join(dirname(sourceFolder()), "tools", module);
  const files = (await readdir(folder)).filter((file) => /^go\.(mod|sum)$|\.go$/.test(file)).sort();
  const pins = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const key = JSON.stringify([process.platform, process.arch, FLAGS, ...pins]);
  const target = join(dirname(cacheFolder()), "tools", createHash("sha256").update(key).digest("hex").slice(0, 16));
  const finished = join(target, tool);
  if (await exists(finished)) return finished;
  await mkdir(target, { recursive: true });
  await withLock(join(target, "build.lock"), progress, async () => {
    if (await exists(finished)) return;
    await requireGo(OLDEST_GO, folder);
    const draft = `${finished}.${String(process.pid)}.draft`;
    await narrated(progress, `building ${tool} from its Go module`, () => go(["build", ...FLAGS, "-o", draft, source], folder));
    await rename(draft, finished);
  });
  return finished;
}

/** Folder of a Go module that one of these tools is built from, with the manifests that lie beside its sources. */
export async function moduleFolder(tool: Tool, path: string): Promise<string> {
  const folder = join(dirname(sourceFolder()), "tools", TOOLS[tool].module);
  return (await go(["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", path], folder)).trim();
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
