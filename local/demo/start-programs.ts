// Starts the local AWS and the operator on a cluster, each when it does not run or is an old one.
import { existsSync } from "node:fs";
import type { DemoCluster } from "./cluster.js";
import { ensureProgram, type Ensured } from "./ensure-program.js";
import { awsStateFile, EXAMPLE_NAMESPACES, identityKubeconfig, serversFolder, SYSTEM_NAMESPACE } from "./places.js";
import { localAws, operator, type Program, type Surroundings, type WorkingProgram } from "./program.js";
import type { Steps } from "./steps.js";

const SERVICE_ACCOUNTS: Readonly<Record<WorkingProgram, string>> = {
  operator: "tenfold-operator",
  "local-aws": "tenfold-local-aws",
};

/** Each with an identity of its own: neither ever acts with the rights of whoever runs the demo. */
export async function startPrograms(cluster: DemoCluster, step: Steps): Promise<void> {
  // Elsewhere than on its own control plane the demo keeps to its own namespaces.
  const namespaces = cluster.kind === "local" ? [] : EXAMPLE_NAMESPACES;
  const around = (name: WorkingProgram): Surroundings => ({ kubeconfig: identityKubeconfig(name), namespaces });
  const files = { stateFile: awsStateFile(cluster.id), servers: serversOf(cluster) };
  const aws = await step("local AWS", () => ensured(cluster, localAws(around("local-aws"), files)));
  await step("operator", () => ensured(cluster, operator(around("operator"), aws.port)));
}

/** Undefined: there are none. What was decided once is kept, whoever starts the programs again. */
export function serversOf({ kind, id }: DemoCluster): string | undefined {
  const folder = serversFolder(id);
  return kind === "local" && existsSync(folder) ? folder : undefined;
}

async function ensured(
  cluster: DemoCluster,
  program: Program & { readonly name: WorkingProgram },
): Promise<{ value: Ensured; note: string }> {
  const serviceAccount = SERVICE_ACCOUNTS[program.name];
  const identity = { namespace: SYSTEM_NAMESPACE, serviceAccount, path: identityKubeconfig(program.name) };
  const value = await ensureProgram(program, [cluster.id, cluster.server, serviceAccount], () => cluster.writeIdentity(identity));
  const note = `${value.note} as ${SYSTEM_NAMESPACE}/${serviceAccount}, pid ${value.pid}, port ${value.port}`;
  return { value, note };
}
