// "make demo": cluster, definitions, local AWS, operator, examples, in this order; how they become Ready; then one that grows.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findInstallations, NO_POSTGRES } from "../postgres/installations.js";
import { ADDRESSES_FILE } from "../servers/addresses.js";
import { currentCluster, localCluster, type DemoCluster } from "./cluster.js";
import { requireConsent } from "./consent.js";
import { ensureProgram } from "./ensure-program.js";
import { followUntilSettled } from "./follow-services.js";
import { growOne } from "./grow.js";
import { applyExamples, installManifests } from "./install.js";
import type { ExampleName, ExampleSet } from "./places.js";
import { EXAMPLES, GROWING, logFile, PLACES, serversFolder } from "./places.js";
import { endProgram } from "./program-record.js";
import { keeper } from "./program.js";
import type { ServiceView } from "./service-view.js";
import { serversOf, startPrograms } from "./start-programs.js";
import { countedSteps, type Done } from "./steps.js";
import { tellKept } from "./tell-kept.js";
import { childrenTable } from "./tables.js";
import { say, sayIndented } from "./terminal.js";

export type UpOptions = {
  readonly cluster: DemoCluster["kind"];
  readonly isConsentGiven: boolean;
  readonly examples: ExampleName;
};

export async function up({ cluster: kind, isConsentGiven, examples }: UpOptions): Promise<void> {
  const set = EXAMPLES[examples];
  // The one that grows shows the ladder; a story stands for itself.
  const grows = kind === "local" && examples === "ladder";
  if (kind === "current") await requireConsent(isConsentGiven, set);
  // Two that start programs would be in each other's way.
  await endProgram("keeper");
  await tellKept();
  const step = countedSteps((kind === "local" ? 7 : 6) + (grows ? 1 : 0));
  const cluster = await step(kind === "local" ? "control plane" : "current cluster", async () => {
    const value = kind === "local" ? await localCluster() : await currentCluster();
    return { value, note: value.server };
  });
  await step("definitions, roles, policies", async () => {
    const count = await installManifests(cluster.kubectl);
    return { value: undefined, note: `${count} objects` };
  });
  // Elsewhere pods are real, and so are their programs.
  if (kind === "local") await step("PostgreSQL", () => lookForPostgres(cluster.id));
  await startPrograms(cluster, step);
  await startKeeper(cluster);
  await step("examples", async () => {
    const { applied, edited } = await applyExamples(cluster.kubectl, set);
    const kept = edited.length === 0 ? "" : `; edited in the cluster and left so: ${edited.join(", ")}`;
    return { value: undefined, note: `${applied} applied${kept}` };
  });
  const views = await step("services", async () => {
    const value = await followUntilSettled(cluster.kubectl, set.namespace);
    const waiting = value.filter(({ waitsForUser }) => waitsForUser).length;
    return {
      value,
      note: waiting === 0 ? `all ${value.length} Ready` : `${value.length - waiting} Ready, ${waiting} wait for you`,
    };
  });
  await showResult(cluster, { views, set });
  if (!grows) return;
  say(
    `\nThat is all there. One more service grows now, in namespace ${GROWING.namespace}, for some minutes: go on in another terminal meanwhile.`,
  );
  await step("one service, 1 to 10M users", () => grow(cluster));
}

/** Where there is none, nothing can really be moved. */
async function lookForPostgres(clusterId: string): Promise<Done<undefined>> {
  const [newest] = await findInstallations(sayIndented);
  if (newest === undefined)
    return { value: undefined, note: `${NO_POSTGRES}. Until then no data is moved: what its program would leave is played` };
  await mkdir(serversFolder(clusterId), { recursive: true });
  return { value: undefined, note: `version ${newest.major} in ${newest.bin}, for the service that grows` };
}

async function grow(cluster: DemoCluster): Promise<Done<undefined>> {
  const servers = serversOf(cluster);
  const note = await growOne(cluster.kubectl, servers === undefined ? undefined : join(servers, ADDRESSES_FILE));
  return { value: undefined, note };
}

/** From here on what ends is started again: {@link keeper}. */
async function startKeeper({ kind, id, server }: DemoCluster): Promise<void> {
  await ensureProgram(keeper(kind), [id, server], () => Promise.resolve());
}

type Result = { readonly views: readonly ServiceView[]; readonly set: ExampleSet };

async function showResult({ kind, kubectl, kubectlProgram }: DemoCluster, { views, set }: Result): Promise<void> {
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
  say(`  kubectl -n ${set.namespace} describe ws ${set.shown}                         # what it is made of, and what it costs`);
  say(`  kubectl -n ${set.namespace} ${set.edit}`);
  say(`  kubectl explain ws.spec                                  # every field`);
  say(`Logs: ${logFile("operator")}, ${logFile("local-aws")}.`);
  say(kind === "local" ? `To stop: make down` : `To stop the programs: make down. What is in the cluster stays there.`);
}
