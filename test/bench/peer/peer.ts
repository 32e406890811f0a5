// `make bench PEER=kro`: kro makes the same children from as many instances on the same control plane, and Tenfold after it.
import { callApiOrThrow } from "../../../local/control-plane/api-request.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { WebServiceClass } from "../../../domain/api/service.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../../domain/api/service.js";
import type { WatchSource } from "../../../operator/ports/watching.js";
import { apply, eventually, get, list, pathOf } from "../../cluster/harness/api.js";
import { environment } from "../../cluster/harness/environment.js";
import type { OperatorProcess } from "../../cluster/harness/operator-process.js";
import { startOperator } from "../../cluster/harness/operator-process.js";
import { createServices } from "../create-services.js";
import { measured } from "../measured-program.js";
import { forgetNamespace } from "../forget-namespace.js";
import { quiet } from "../quiet.js";
import { metricsOf } from "../scrape.js";
import type { Row } from "../row.js";
import type { Compared } from "./compare.js";
import { compare, ratioOf } from "./compare.js";
import { childrenOf, graphOf } from "./graph.js";
import { createInstances, removeInstances } from "./instances.js";
import type { Kro } from "./kro.js";
import { applyGraph, removeDefinitions, removeGraph, startKro } from "./kro.js";

/** The local AWS must serve them. */
export const PEER_NAMESPACES = { kro: "peer-kro", tenfold: "peer-tenfold" } as const;

export const PEERS = ["kro"] as const;
export type Peer = (typeof PEERS)[number];

export type PeerOrder = {
  readonly peer: Peer;
  readonly source: WatchSource;
  /** Of each side. Default: 60. */ readonly instances?: number;
  readonly say: (line: string) => void;
};

type Work = { readonly source: WatchSource; readonly names: readonly string[]; readonly say: (line: string) => void };

const TIER = "1";
const CLASS = "default";
const INSTANCES = 60;
const PATIENCE_MS = 5 * 60_000;

/** To be asked first, in an empty cluster: kro watches all namespaces, and would keep in memory what others have made. */
export async function peer({ source, instances = INSTANCES, say }: PeerOrder): Promise<readonly Row[]> {
  const names = Array.from({ length: instances }, (_, index) => `peer-${index}`);
  const work = { source, names, say };
  const theirs = await kro(work);
  const ours = await tenfold(work);
  return [...theirs.rows, ...ours.rows, ratioOf(ours, theirs)];
}

async function kro(work: Work): Promise<Compared> {
  const namespace = PEER_NAMESPACES.kro;
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const serviceClass = await get(WEB_SERVICE_CLASS, undefined, CLASS);
  if (serviceClass === undefined) throw new Error(`there is no WebServiceClass ${CLASS}`);
  const graph = graphOf(childrenOf(TIER, serviceClass as unknown as WebServiceClass));
  const running = await startKro();
  const compared = await withKro(running, graph, { ...work, namespace }).finally(() => running.stop());
  await removeDefinitions();
  await forgetNamespace(namespace, PATIENCE_MS);
  return compared;
}

type Place = Work & { readonly namespace: string };

async function withKro(running: Kro, graph: KubeObject, { source, names, say, namespace }: Place): Promise<Compared> {
  await applyGraph(graph);
  await rest(say);
  say(`kro: ${names.length} instances`);
  const create = () => Promise.race([createInstances({ source, namespace, names, say }), running.failed]);
  const side = { name: "kro", agent: "kro/", namespace, instances: names.length };
  const compared = await compare({ ...side, create, metrics: () => running.metrics() });
  await removeInstances(namespace);
  await removeGraph(graph);
  return compared;
}

async function tenfold(work: Work): Promise<Compared> {
  const namespace = PEER_NAMESPACES.tenfold;
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const operator = await startOperator(measured({ namespaces: [namespace] }));
  const compared = await withTenfold(operator, { ...work, namespace }).finally(() => operator.stop());
  await forgetNamespace(namespace, PATIENCE_MS);
  return compared;
}

async function withTenfold(operator: OperatorProcess, { source, names, say, namespace }: Place): Promise<Compared> {
  await rest(say);
  say(`tenfold: ${names.length} services of tier ${TIER}`);
  const create = () => createServices({ source, namespace, names, tier: TIER, say });
  const metrics = () => metricsOf(operator);
  const side = { name: "tenfold", agent: "tenfold/", namespace, instances: names.length };
  const compared = await compare({ ...side, create, metrics });
  await removeServices(namespace);
  return compared;
}

/** While their operator runs: they have finalizers. */
async function removeServices(namespace: string): Promise<void> {
  await callApiOrThrow(environment().admin, { method: "DELETE", path: pathOf(WEB_SERVICE, namespace) });
  await eventually("the services are gone", async () => (await list(WEB_SERVICE, namespace)).length === 0, PATIENCE_MS);
}

async function rest(say: (line: string) => void): Promise<void> {
  if (!(await quiet())) say("  it does not come to rest");
}
