// From tier 100 to 1k on a real control plane, in front of an AWS that takes its time: no record points at the new load balancer before it
// reaches a pod, nor at the old one after it is gone. What AWS knows of the targets is asked of its model; the operator has to find out.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { INGRESS, SERVICE } from "../../local/aws/load-balancers/kinds.js";
import { startLocalAws, type LocalAws } from "../../local/aws/local-aws.js";
import { DEFAULT_DELAYS, scaleDelays } from "../../local/aws/model/delays.js";
import { textAt } from "../../domain/observed/reading.js";
import { apply, childrenOf, freshNamespace, mergePatch, ready, service, type Live } from "../cluster/harness/api.js";
import { environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { webService } from "../cluster/services.js";
import { start, stop } from "../cluster/harness/setup.js";
import { silent } from "../local/aws/stage.js";

const START_MS = 600_000;
const TEST_MS = 180_000;
const PAUSE_MS = 50;
const HOSTS = ["shop.example.com", "www.example.com"];
const DELAYS = { ...scaleDelays(DEFAULT_DELAYS, 0.01), createMs: 3000, healthMs: 2000 };
const UNSEEN_SECONDS = 8;

let namespace: string;
let aws: LocalAws;

beforeAll(async () => {
  await start(resolve(".local/test-fronts"), ["nobody"]);
  namespace = await freshNamespace("fronts");
  aws = await startLocalAws({
    ...{ kubeconfig: environment().adminKubeconfig, namespaces: [namespace] },
    ...{ delays: DELAYS, programsRunMs: 0, log: silent },
  });
  await startOperator({ namespaces: [namespace], flags: ["--unseen-targets-seconds", String(UNSEEN_SECONDS)] });
}, START_MS);

afterAll(async () => {
  await stopOperators();
  await aws.stop();
  await stop();
}, START_MS);

type Look = { readonly pointsAt: string; readonly serves: boolean };

/**
 * Where each record points, and whether AWS would find a healthy pod there. Of the old load balancer only whether it stands: pods here carry
 * no readiness gates, so while they are replaced none of the new ones may have been checked yet.
 */
async function look(): Promise<readonly Look[]> {
  const children = await childrenOf(namespace, "shop");
  return children.filter(({ kind }) => kind === "RecordSet").map((record) => lookAt(record, children));
}

function lookAt(record: Live, children: readonly Live[]): Look {
  const isAlb = textAt(record, "spec", "aliasTarget", "dnsName") !== undefined;
  const kind = isAlb ? INGRESS : SERVICE;
  const role = isAlb ? "alb" : "nlb";
  const front = children.find(
    (child) => child.kind === kind.kind && child.metadata.labels?.["app.kubernetes.io/component"] === role,
  );
  if (front === undefined || !isAlb) return { pointsAt: role, serves: front !== undefined };
  return { pointsAt: role, serves: reaches(front) };
}

const reaches = ({ metadata }: Live) => aws.targets(INGRESS, namespace, metadata.name).some(({ state }) => state === "healthy");

/** What the operator sees of it looks as if it were done. */
async function hasOnlyAName(): Promise<boolean> {
  const ingress = (await childrenOf(namespace, "shop")).find(({ kind }) => kind === "Ingress");
  const host = textAt(ingress, "status", "loadBalancer", "ingress", 0, "hostname");
  return ingress !== undefined && host !== undefined && !reaches(ingress);
}

test(
  "DNS moves to the new load balancer when it reaches a pod, and never before",
  async () => {
    const spec = { hosts: HOSTS, database: { enabled: false } };
    await apply(webService(namespace, "shop", { ...spec, userTier: "100" }));
    await ready(namespace, "shop", TEST_MS);
    await mergePatch(await service(namespace, "shop"), { spec: { userTier: "1k" } });
    const wrong: Look[] = [];
    let wasTempting = false;
    for (let seen = await look(); seen.some(({ pointsAt }) => pointsAt !== "alb"); seen = await look()) {
      wrong.push(...seen.filter(({ serves }) => !serves));
      wasTempting ||= await hasOnlyAName();
      await sleep(PAUSE_MS);
    }
    expect(await look()).toEqual(HOSTS.map(() => ({ pointsAt: "alb", serves: true })));
    expect(wrong).toEqual([]);
    expect(wasTempting).toBe(true);
    const live = await ready(namespace, "shop", TEST_MS);
    expect(live.status?.endpoints?.url).toContain(HOSTS[0]);
  },
  TEST_MS,
);
