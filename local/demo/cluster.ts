// The cluster that the demo runs on: a control plane of its own, or the one that the user's kubeconfig names.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parse, stringify } from "yaml";
import { resumeEnded, startControlPlane } from "../control-plane/control-plane.js";
import { tokenKubeconfig, type TokenRequest } from "../control-plane/token-kubeconfig.js";
import { DemoFailure, EXIT } from "./failure.js";
import { kubectlAt, type Kubectl } from "./kubectl.js";
import { PLACES } from "./places.js";
import { sayIndented } from "./terminal.js";

export type DemoCluster = {
  readonly kind: "local" | "current";
  /** Acts with the rights of whoever runs the demo. */
  readonly kubectl: Kubectl;
  readonly kubectlProgram: string;
  readonly server: string;
  /** Changes when it is another cluster, though it may have the same address. */
  readonly id: string;
  /** Writes a kubeconfig that acts as a service account. */
  readonly writeIdentity: (request: TokenRequest) => Promise<unknown>;
};

/** Starts it when it does not run. */
export async function localCluster(): Promise<DemoCluster> {
  for (const component of await resumeEnded(PLACES.controlPlane, sayIndented).catch(() => []))
    sayIndented(`${component} had ended, started again`);
  const options = { dir: PLACES.controlPlane, detached: true, progress: sayIndented };
  const controlPlane = await startControlPlane(options).catch((error: unknown) => {
    throw new DemoFailure(EXIT.missing, error instanceof Error ? error.message : String(error));
  });
  const { adminKubeconfig, kubectl: kubectlProgram } = controlPlane;
  await keep(await kubectlAt(kubectlProgram, adminKubeconfig)("config", "view", "--raw", "--flatten"));
  const writeIdentity = (request: TokenRequest): Promise<unknown> => tokenKubeconfig(controlPlane, request);
  return describe("local", kubectlProgram, writeIdentity);
}

/** The context of the moment, written down, so that switching contexts later does not move half of the demo. */
export async function currentCluster(): Promise<DemoCluster> {
  await keep(await kubectlAt("kubectl")("config", "view", "--raw", "--flatten", "--minify"));
  return pinnedCluster();
}

/** The one that was written down, whatever the user's kubeconfig names meanwhile. */
export async function pinnedCluster(): Promise<DemoCluster> {
  const kubectlProgram = "kubectl";
  const kubectl = kubectlAt(kubectlProgram, PLACES.kubeconfig);
  return describe("current", kubectlProgram, async ({ namespace, serviceAccount, path }) => {
    const duration = `--duration=${LIFETIME_HOURS}h`;
    const token = await kubectl("create", "token", serviceAccount, "--namespace", namespace, duration);
    const own = parse(await kubectl("config", "view", "--raw")) as Kubeconfig;
    await writeFile(path, stringify(withToken(own, serviceAccount, token.trim())), OWNER_ONLY);
  });
}

// The server may grant less; the programs are then started again with a new one at the next "make demo".
const LIFETIME_HOURS = 24;
const OWNER_ONLY = { mode: 0o600 };

type Kubeconfig = { readonly contexts: readonly { readonly name: string; readonly context: object }[] };

function withToken(kubeconfig: Kubeconfig, user: string, token: string): unknown {
  const contexts = kubeconfig.contexts.map(({ name, context }) => ({ name, context: { ...context, user } }));
  return { ...kubeconfig, contexts, users: [{ name: user, user: { token } }] };
}

async function keep(kubeconfig: string): Promise<void> {
  await mkdir(dirname(PLACES.kubeconfig), { recursive: true, mode: 0o700 });
  await writeFile(PLACES.kubeconfig, kubeconfig, OWNER_ONLY);
}

async function describe(
  kind: DemoCluster["kind"],
  kubectlProgram: string,
  writeIdentity: DemoCluster["writeIdentity"],
): Promise<DemoCluster> {
  const kubectl = kubectlAt(kubectlProgram, PLACES.kubeconfig);
  const server = await kubectl("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}");
  const id = await kubectl("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}");
  return { kind, kubectl, kubectlProgram, server, id, writeIdentity };
}
