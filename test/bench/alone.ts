// How fast the operator writes when nobody else does, against the same objects written by nobody who thinks: etcd and the API server alone, no
// AWS, no controllers. Children that wait for what AWS would generate are written by neither.
import { desireOffline } from "../../cdk8s/desire-offline.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { openTransport } from "../../operator/adapters/transport.js";
import { apply, get } from "../cluster/harness/api.js";
import type { Request } from "../cluster/harness/audit.js";
import { mark, requestsSince } from "../cluster/harness/audit.js";
import { environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { stop } from "../cluster/harness/setup.js";
import { webService } from "../cluster/services.js";
import { isChildWrite } from "./creation.js";
import { inParallel } from "./in-parallel.js";
import { calm } from "./process-cpu.js";
import { applyAll } from "./raw-apply.js";
import type { Row } from "./row.js";
import { sum } from "./row.js";
import { startAlone } from "./scale/control-plane.js";
import { CLASS } from "./scale/services.js";
import { measured } from "./measured-program.js";

const FOLDER = ".local/bench/alone";
const TIER = "10k";
/** One of them misses the mean by a tenth. */
const ROUNDS = 3;
const IN_FLIGHT = 8;
const PATIENCE_MS = 10 * 60_000;

export async function alone(services: number): Promise<readonly Row[]> {
  await startAlone(FOLDER);
  try {
    // The server grows slower with what it holds, so each time of the operator stands between two raw ones.
    const raw = [await rawWrites("alone-raw-0", services)];
    const operator: Operated[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      operator.push(await operatorWrites(`alone-${round}`, services));
      raw.push(await rawWrites(`alone-raw-${round}`, services));
    }
    return rowsOf(services, raw, operator);
  } finally {
    await stopOperators();
    await stop();
  }
}

type Written = { readonly children: number; readonly seconds: number };
type Operated = Written & { readonly cpuSeconds: number };

function rowsOf(services: number, raw: readonly Written[], operator: readonly Operated[]): readonly Row[] {
  const children = (times: readonly Written[]) => sum(times.map((time) => time.children));
  const rate = (times: readonly Written[]) => children(times) / sum(times.map(({ seconds }) => seconds));
  const shares = operator.map((time, round) => (100 * rate([time])) / rate(raw.slice(round, round + 2)));
  const of = `${ROUNDS} times ${services} services of tier ${TIER}`;
  const cpuSeconds = sum(operator.map((time) => time.cpuSeconds));
  return [
    { what: `alone: children of ${of}`, value: children(operator), unit: "" },
    { what: "alone: raw server-side apply of as many, 32 in flight", value: rate(raw), unit: "writes/s" },
    { what: "alone: operator, from the first child to the last", value: rate(operator), unit: "writes/s" },
    { what: "alone: share of the raw rate", value: (100 * rate(operator)) / rate(raw), unit: "%", target: 75 },
    { what: "alone: the least of these shares", value: Math.min(...shares), unit: "%" },
    { what: "alone: the greatest", value: Math.max(...shares), unit: "%" },
    { what: "alone: CPU for each child, start included", value: (1000 * cpuSeconds) / children(operator), unit: "ms" },
  ];
}

async function rawWrites(namespace: string, services: number): Promise<Written> {
  const serviceClass = (await get(WEB_SERVICE_CLASS, undefined, CLASS)) as unknown as WebServiceClass;
  const children = (await created(namespace, services)).flatMap((service) => firstChildren(service, serviceClass));
  const transport = await openTransport({ kubeconfig: environment().operatorKubeconfig, userAgent: "bench-raw" });
  const seconds = await applyAll(transport, namespace, children);
  await transport.close();
  return { children: children.length, seconds };
}

/** What can be written before AWS has answered anything. */
function firstChildren(service: WebService, serviceClass: WebServiceClass) {
  const question = { render: DEFAULT_IMAGES, operatorVersion: VERSION, now: Date.now(), servesScaledObjects: false };
  const answer = desireOffline({ ...question, service, serviceClass });
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.first.prepared.children;
}

async function created(namespace: string, services: number): Promise<readonly WebService[]> {
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const stored: WebService[] = [];
  const names = Array.from({ length: services }, (_, index) => `${namespace}-${index}`);
  await inParallel(names, IN_FLIGHT, async (name) => {
    stored.push((await apply(webService(namespace, name, { userTier: TIER }))) as unknown as WebService);
  });
  return stored;
}

/** The services are there before the operator is, so that it never waits for somebody. */
async function operatorWrites(namespace: string, services: number): Promise<Operated> {
  await created(namespace, services);
  const from = await mark();
  const flags = ["--no-aws-queries"];
  const operator = await startOperator(measured({ namespaces: [namespace], flags }));
  const { cpuSeconds } = await calm(operator.pid, PATIENCE_MS);
  const isWritten = (request: Request) => isChildWrite(request) && request.code < 300;
  const times = (await requestsSince(from)).filter(isWritten).map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  await operator.stop();
  return { children: times.length, seconds, cpuSeconds };
}
