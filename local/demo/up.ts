// "make demo": cluster, definitions, local AWS, operator, examples, in this order; then how they become Ready.
import { currentCluster, localCluster, type DemoCluster } from "./cluster.js";
import { requireConsent } from "./consent.js";
import { ensureProgram, type Ensured } from "./ensure-program.js";
import { followUntilSettled } from "./follow-services.js";
import { applyExamples, installManifests } from "./install.js";
import { awsStateFile, EXAMPLE_NAMESPACE, identityKubeconfig, logFile, PLACES, SYSTEM_NAMESPACE } from "./places.js";
import { localAws, operator, type Program, type ProgramName, type Surroundings } from "./program.js";
import type { ServiceView } from "./service-view.js";
import { countedSteps, type Steps } from "./steps.js";
import { childrenTable } from "./tables.js";
import { say } from "./terminal.js";

export type UpOptions = { readonly cluster: DemoCluster["kind"]; readonly isConsentGiven: boolean };

const SERVICE_ACCOUNTS: Readonly<Record<ProgramName, string>> = {
  operator: "tenfold-operator",
  "local-aws": "tenfold-local-aws",
};

export async function up({ cluster: kind, isConsentGiven }: UpOptions): Promise<void> {
  if (kind === "current") await requireConsent(isConsentGiven);
  const step = countedSteps(6);
  const cluster = await step(kind === "local" ? "control plane" : "current cluster", async () => {
    const value = kind === "local" ? await localCluster() : await currentCluster();
    return { value, note: value.server };
  });
  await step("definitions, roles, policies", async () => {
    const count = await installManifests(cluster.kubectl);
    return { value: undefined, note: `${count} objects` };
  });
  await startPrograms(cluster, step);
  await step("examples", async () => {
    const { applied, edited } = await applyExamples(cluster.kubectl);
    const kept = edited.length === 0 ? "" : `; edited in the cluster and left so: ${edited.join(", ")}`;
    return { value: undefined, note: `${applied} applied${kept}` };
  });
  const views = await step("services", async () => {
    const value = await followUntilSettled(cluster.kubectl);
    const waiting = value.filter(({ waitsForUser }) => waitsForUser).length;
    return {
      value,
      note: waiting === 0 ? `all ${value.length} Ready` : `${value.length - waiting} Ready, ${waiting} wait for you`,
    };
  });
  await showResult(cluster, views);
}

/** Each with an identity of its own: neither ever acts with the rights of whoever runs the demo. */
async function startPrograms(cluster: DemoCluster, step: Steps): Promise<void> {
  // Elsewhere than on its own control plane the demo keeps to its own namespace.
  const namespaces = cluster.kind === "local" ? [] : [EXAMPLE_NAMESPACE];
  const around = (name: ProgramName): Surroundings => ({ kubeconfig: identityKubeconfig(name), namespaces });
  const aws = await step("local AWS", () => ensured(cluster, localAws(around("local-aws"), awsStateFile(cluster.id))));
  await step("operator", () => ensured(cluster, operator(around("operator"), aws.port)));
}

async function ensured(cluster: DemoCluster, program: Program): Promise<{ value: Ensured; note: string }> {
  const serviceAccount = SERVICE_ACCOUNTS[program.name];
  const identity = { namespace: SYSTEM_NAMESPACE, serviceAccount, path: identityKubeconfig(program.name) };
  const value = await ensureProgram(program, [cluster.id, cluster.server, serviceAccount], () => cluster.writeIdentity(identity));
  const note = `${value.note} as ${SYSTEM_NAMESPACE}/${serviceAccount}, pid ${value.pid}, port ${value.port}`;
  return { value, note };
}

async function showResult({ kind, kubectl, kubectlProgram }: DemoCluster, views: readonly ServiceView[]): Promise<void> {
  say();
  say((await kubectl("get", "webservices", "-A")).trimEnd());
  say();
  for (const line of childrenTable(views)) say(line);
  for (const { name, waitsForUser, note } of views) if (waitsForUser) say(`\n${name} waits for you: ${note}`);
  say();
  say(`The cluster, the operator and the local AWS go on running. To look around and to change something:`);
  say(`  export KUBECONFIG=$PWD/${PLACES.kubeconfig}`);
  if (kubectlProgram !== "kubectl") say(`  alias kubectl=${kubectlProgram}`);
  say(`  kubectl get ws -A -w                                     # watch them`);
  say(`  kubectl -n ${EXAMPLE_NAMESPACE} describe ws shop-10k                         # what it is made of, and what it costs`);
  say(
    `  kubectl -n ${EXAMPLE_NAMESPACE} patch ws shop-1k --type merge -p '{"spec":{"userTier":"10k"}}'    # ten times the users`,
  );
  say(`  kubectl explain ws.spec                                  # every field`);
  say(`Logs: ${logFile("operator")}, ${logFile("local-aws")}.`);
  say(kind === "local" ? `To stop: make down` : `To stop the two programs: make down. What is in the cluster stays there.`);
}
