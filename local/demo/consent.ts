// Before anything is put into a cluster that the demo did not make: what would happen there, a question, and refusals.
import { DemoFailure, EXIT } from "./failure.js";
import { kubectlAt, type Kubectl } from "./kubectl.js";
import { FIELD_MANAGER } from "./install.js";
import { type ExampleSet, SYSTEM_NAMESPACE } from "./places.js";
import { askYesOrNo, say } from "./terminal.js";

export async function requireConsent(isGiven: boolean, { namespace, what }: ExampleSet): Promise<void> {
  const kubectl = kubectlAt("kubectl");
  const [context, server] = await nameOfCluster(kubectl);
  await refuseBesideRealControllers(kubectl);
  say(`CLUSTER=current: this is about the cluster ${context} at ${server}. The demo`);
  say(
    "  - installs cluster-wide definitions of WebServices and of AWS resources (*.services.k8s.aws), roles and an admission policy,",
  );
  say(`  - makes the namespaces ${SYSTEM_NAMESPACE} and ${namespace}, and ${what} with hundreds of pods in the latter,`);
  say(
    "  - runs the operator and a stand-in of AWS as processes on this machine that act on that cluster. No AWS account is touched.",
  );
  say("The examples name images that do not exist: they become Ready only where nodes are simulated.");
  if (isGiven) return;
  const answer = await askYesOrNo("Go on?");
  if (answer === true) return;
  if (answer === false) throw new DemoFailure(EXIT.declined, "Nothing was done.");
  throw new DemoFailure(
    EXIT.declined,
    "Nobody is there to be asked.",
    "Run it in a terminal, or say so beforehand: make demo CLUSTER=current YES=1",
  );
}

async function nameOfCluster(kubectl: Kubectl): Promise<readonly [string, string]> {
  const path = "jsonpath={.current-context} {.clusters[0].cluster.server}";
  const text = await kubectl("config", "view", "--minify", "-o", path).catch(() => "");
  const [context, server] = text.split(" ");
  if (context === undefined || context === "" || server === undefined)
    throw new DemoFailure(
      EXIT.missing,
      "There is no current context.",
      "Set KUBECONFIG or choose one: kubectl config use-context NAME",
    );
  return [context, server];
}

/** The stand-in would fight with real controllers, and real ones would order the examples from AWS, for real money. */
async function refuseBesideRealControllers(kubectl: Kubectl): Promise<void> {
  const path = '{range .items[*]}{.metadata.name}{" "}{.metadata.managedFields[*].manager}{"\\n"}{end}';
  const lines = (await kubectl("get", "crd", "--show-managed-fields", "-o", `jsonpath=${path}`)).split("\n");
  const foreign = lines
    .map((line) => line.split(" "))
    .find(([name, ...managers]) => isOfAws(name) && !managers.includes(FIELD_MANAGER));
  if (foreign === undefined) return;
  const [name] = foreign;
  throw new DemoFailure(
    EXIT.missing,
    `This cluster has ${name ?? "definitions"}: controllers of AWS may run here, and would order what the examples ask for.`,
    "Use a cluster without them, or the demo's own control plane: make demo",
  );
}

function isOfAws(name: string | undefined): boolean {
  return name !== undefined && /\.(services\.k8s\.aws|elbv2\.k8s\.aws)$/.test(name);
}
