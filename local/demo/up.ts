// "make demo": cluster, definitions, local AWS, operator, examples, in this order; then how they become Ready.
import { currentCluster, localCluster, type DemoCluster } from "./cluster.js";
import { requireConsent } from "./consent.js";
import { ensureProgram } from "./ensure-program.js";
import { followUntilSettled } from "./follow-services.js";
import { applyExamples, installManifests } from "./install.js";
import { EXAMPLE_NAMESPACE, logFile, PLACES } from "./places.js";
import { endProgram } from "./program-record.js";
import { keeper } from "./program.js";
import type { ServiceView } from "./service-view.js";
import { startPrograms } from "./start-programs.js";
import { countedSteps } from "./steps.js";
import { tellKept } from "./tell-kept.js";
import { childrenTable } from "./tables.js";
import { say } from "./terminal.js";

export type UpOptions = { readonly cluster: DemoCluster["kind"]; readonly isConsentGiven: boolean };

export async function up({ cluster: kind, isConsentGiven }: UpOptions): Promise<void> {
  if (kind === "current") await requireConsent(isConsentGiven);
  // Two that start programs would be in each other's way.
  await endProgram("keeper");
  await tellKept();
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
  await startKeeper(cluster);
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

/** From here on what ends is started again: {@link keeper}. */
async function startKeeper({ kind, id, server }: DemoCluster): Promise<void> {
  await ensureProgram(keeper(kind), [id, server], () => Promise.resolve());
}

async function showResult({ kind, kubectl, kubectlProgram }: DemoCluster, views: readonly ServiceView[]): Promise<void> {
  say();
  say((await kubectl("get", "webservices", "-A")).trimEnd());
  say();
  for (const line of childrenTable(views)) say(line);
  for (const { name, waitsForUser, note } of views) if (waitsForUser) say(`\n${name} waits for you: ${note}`);
  say();
  say(
    `The cluster, the operator and the local AWS go on running; what ends of them is started again, and ${logFile("keeper")} says so.`,
  );
  say(`To look around and to change something:`);
  say(`  export KUBECONFIG=$PWD/${PLACES.kubeconfig}`);
  if (kubectlProgram !== "kubectl") say(`  alias kubectl=${kubectlProgram}`);
  say(`  kubectl get ws -A -w                                     # watch them`);
  say(`  kubectl -n ${EXAMPLE_NAMESPACE} describe ws shop-10k                         # what it is made of, and what it costs`);
  say(
    `  kubectl -n ${EXAMPLE_NAMESPACE} patch ws shop-1k --type merge -p '{"spec":{"userTier":"10k"}}'    # ten times the users`,
  );
  say(`  kubectl explain ws.spec                                  # every field`);
  say(`Logs: ${logFile("operator")}, ${logFile("local-aws")}.`);
  say(kind === "local" ? `To stop: make down` : `To stop the programs: make down. What is in the cluster stays there.`);
}
