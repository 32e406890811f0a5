// Which API server a kubeconfig means, and as whom: files as kubectl finds them.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Cluster } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node";

export type KubeconfigChoice = {
  /** Undefined: the files of KUBECONFIG, the Pod's own service account, or ~/.kube/config. */
  readonly path?: string;
  /** Undefined: the current one. */
  readonly context?: string;
};

export type Kubeconfig = {
  readonly config: KubeConfig;
  readonly cluster: Cluster;
  /** Name of the context. */
  readonly context: string;
  /** Namespace that the context names; Undefined: none. */
  readonly namespace: string | undefined;
};

/** Nothing says which cluster is meant. Whatever was named and cannot be used is another error. */
export class NoClusterNamed extends Error {}

const NONE = "no kubeconfig names a cluster: set KUBECONFIG or --kubeconfig to one, and its current-context";

/** Throws an Error whose message says what to set. */
export function loadKubeconfig({ path, context }: KubeconfigChoice): Kubeconfig {
  const config = path === undefined ? fromSurroundings() : fromFiles([path]);
  if (context !== undefined) choose(config, context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new NoClusterNamed(NONE);
  const current = config.getCurrentContext();
  return { config, cluster, context: current, namespace: config.getContextObject(current)?.namespace };
}

function fromSurroundings(): KubeConfig {
  const listed = (process.env.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  // As kubectl: of several files those that are not there are passed over.
  if (listed.length > 0) return fromFiles(listed.length === 1 ? listed : listed.filter((file) => existsSync(file)));
  if (existsSync(SERVICE_ACCOUNT_TOKEN)) {
    const config = new KubeConfig();
    config.loadFromCluster();
    return config;
  }
  const home = join(homedir(), ".kube", "config");
  if (!existsSync(home)) throw new NoClusterNamed(NONE);
  return fromFiles([home]);
}
const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** What two files name alike, the first one says. */
function fromFiles(files: readonly string[]): KubeConfig {
  const merged = new KubeConfig();
  merged.loadFromOptions({ clusters: [], users: [], contexts: [], currentContext: "" });
  for (const file of files) {
    const config = read(file);
    merged.clusters = [...merged.clusters, ...config.clusters.filter(({ name }) => !isNamed(merged.clusters, name))];
    merged.users = [...merged.users, ...config.users.filter(({ name }) => !isNamed(merged.users, name))];
    merged.contexts = [...merged.contexts, ...config.contexts.filter(({ name }) => !isNamed(merged.contexts, name))];
    if (merged.currentContext === "") merged.setCurrentContext(config.currentContext);
  }
  return merged;
}

function isNamed(entries: readonly { readonly name: string }[], name: string): boolean {
  return entries.some((entry) => entry.name === name);
}

function read(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw new Error(`the kubeconfig ${file} cannot be used: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  return config;
}

function choose(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw new Error(`the kubeconfig has no context ${context}; it has ${known.length === 0 ? "none" : known.join(", ")}`);
  }
  config.setCurrentContext(context);
}

/** Of all that a choice of `path` has. Throws as {@link loadKubeconfig}. */
export function contextNames({ path }: Pick<KubeconfigChoice, "path">): readonly string[] {
  return (path === undefined ? fromSurroundings() : fromFiles([path])).getContexts().map(({ name }) => name);
}
