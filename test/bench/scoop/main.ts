// The scoop: ten times the load in one step, on the real autoscaler, metrics-server and Karpenter; nodes and pods are kwok's.
import "../../../operator/adapters/needs-node.js";
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { componentsInStartOrder } from "../../../local/control-plane/layout.js";
import { kubernetesWatching } from "../../../operator/adapters/kubernetes-watching.js";
import { openTransport } from "../../../operator/adapters/transport.js";
import { PRICES_OF } from "../../../domain/cost/prices.js";
import { apply, eventually, list, ready } from "../../cluster/harness/api.js";
import { environment } from "../../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../../cluster/harness/operator-process.js";
import { start, stop } from "../../cluster/harness/setup.js";
import { needed, ORDINARY, STEP } from "./load.js";
import { startEngines } from "./engines.js";
import { startMeter, type Meter } from "./meter.js";
import { CASES, namespace, service } from "./objects.js";
import { asText, figures, REGION, type CaseResult, type ScoopResult } from "./result.js";
import { lines, RESULT_FILE } from "./table.js";

const FOLDER = ".local/scoop";
/** Image pull, start and readiness probe of a web server that is small. */
const POD_START_SECONDS: readonly [number, number] = [10, 15];
/** From the order to a node that is Ready, on EC2. */
const NODE_START_SECONDS = 35;
const WATCHED_SECONDS = 300;
/** So long nothing may change before the step. */
const CALM_SECONDS = 75;
const SEEN = 1.2;
const PATIENCE_MS = 15 * 60_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  say("starting the control plane and the local AWS");
  await start(
    FOLDER,
    CASES.map(({ name }) => name),
    {
      components: componentsInStartOrder.filter((component) => component !== "kwok"),
      flags: {
        "kube-apiserver": ["--enable-admission-plugins=PodNodeSelector"],
        // Kubernetes' own default, as on EKS, where nobody can change it.
        "kube-controller-manager": ["--horizontal-pod-autoscaler-sync-period=15s"],
      },
    },
  );
  try {
    await measure();
  } finally {
    await stopOperators();
    await stop();
  }
}

async function measure(): Promise<void> {
  const wish = { folder: `${FOLDER}/engines`, podStartSeconds: POD_START_SECONDS, nodeStartSeconds: NODE_START_SECONDS };
  const engines = await startEngines(wish);
  const transport = await openTransport({ kubeconfig: environment().adminKubeconfig, userAgent: "bench" });
  try {
    for (const one of CASES) await apply(namespace(one));
    const meter = await startMeter(kubernetesWatching(transport), CASES);
    await startOperator({ namespaces: CASES.map(({ name }) => name) });
    for (const one of CASES) await apply(service(one));
    const cases = await Promise.race([stepped(meter), engines.failed]);
    await report({ versions: engines.versions, cases });
    await meter.stop();
  } finally {
    await transport.close();
    await engines.stop();
  }
}

async function stepped(meter: Meter): Promise<readonly CaseResult[]> {
  say(`${Math.round(ORDINARY)} requests a second, until nothing changes any more`);
  for (const { name } of CASES) await ready(name, "news", PATIENCE_MS);
  await eventually("all cases are calm", () => Promise.resolve(CASES.every(({ name }) => isCalm(meter, name))), PATIENCE_MS);
  say(`${STEP} times as many, and ${WATCHED_SECONDS} s of watching`);
  meter.step();
  await sleep(WATCHED_SECONDS * 1000);
  return Promise.all(
    CASES.map(async ({ name }): Promise<CaseResult> => ({ name, ...(await scaler(name)), ...figures(meter.samples(name)) })),
  );
}

/** As many pods as were there at the beginning of the calm, all of them ready, and more than the load needs: the autoscaler has seen it. */
function isCalm(meter: Meter, name: string): boolean {
  const samples = meter.samples(name);
  const calm = samples.slice(-CALM_SECONDS);
  const last = calm.at(-1);
  if (last === undefined || calm.length < CALM_SECONDS) return false;
  return calm.every(
    ({ ordered, ready: { web } }) => ordered.web === web && web === last.ready.web && web > SEEN * needed(ORDINARY).web,
  );
}

type Autoscaler = KubeObject & {
  readonly spec: {
    readonly maxReplicas: number;
    readonly metrics: readonly { readonly resource: { readonly target: { readonly averageUtilization: number } } }[];
  };
};

async function scaler(name: string): Promise<Pick<CaseResult, "targetCPUPercent" | "maxReplicas">> {
  const [found] = (await list(
    BUILT_IN.horizontalPodAutoscaler,
    name,
    "app.kubernetes.io/component=web",
  )) as unknown as readonly Autoscaler[];
  const [metric] = found?.spec.metrics ?? [];
  if (found === undefined || metric === undefined) throw new Error(`${name} has no autoscaler`);
  return { targetCPUPercent: metric.resource.target.averageUtilization, maxReplicas: found.spec.maxReplicas };
}

async function report(seen: Pick<ScoopResult, "versions" | "cases">): Promise<void> {
  const result: ScoopResult = {
    day: new Date().toISOString().slice(0, 10),
    ...seen,
    ordinary: Math.round(ORDINARY),
    step: STEP,
    watchedSeconds: WATCHED_SECONDS,
    podStartSeconds: POD_START_SECONDS,
    nodeStartSeconds: NODE_START_SECONDS,
    prices: { region: REGION, collected: PRICES_OF },
  };
  for (const line of lines(result)) process.stdout.write(`${line}\n`);
  await writeFile(RESULT_FILE, asText(result));
  say(`written to ${RESULT_FILE}, which the documentation shows after "make generate"; logs are in ${environment().logs}`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1); // what has failed may still be waited for elsewhere
});
