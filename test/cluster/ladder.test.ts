// Each tier from apply to Ready on a real API server, with the requests that the server counted.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { TIERS } from "../../domain/api/tier.js";
import { mark, requestsSince, writesOf } from "./harness/audit.js";
import { apply, childrenOf, conditionOf, eventually, freshNamespace, type Live, ready, service } from "./harness/api.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
const QUIET_MS = 6000; // more than the five seconds between two statuses of progress

let namespace: string;
let operator: OperatorProcess;

beforeAll(async () => {
  namespace = await freshNamespace("ladder");
  operator = await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(stopOperators, READY_MS);

const nameOf = (tier: string) => `shop-${tier.toLowerCase()}`;

describe("each tier", () => {
  test.each(TIERS)(
    "%s becomes ready with no more writes than its children, the finalizer, its binding again, the seals, its replicas and two statuses",
    async (tier) => {
      const from = await mark();
      await apply(webService(namespace, nameOf(tier), spec(tier)));
      const live = await ready(namespace, nameOf(tier), READY_MS);
      const children = await eventually("the seals", async () => {
        const found = await childrenOf(namespace, nameOf(tier));
        return found.filter(isToBeSealed).every(isSealed) && found;
      });
      const writes = writesOf(await requestsSince(from), namespace);
      expect(live.status?.tier).toEqual({ current: tier, target: tier });
      expect(live.status?.resources?.filter((resource) => !resource.ready)).toEqual([]);
      expect(live.status?.resources?.map((resource) => `${resource.kind}/${resource.name}`).sort()).toEqual(
        children.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(),
      );
      expect(live.status?.endpoints?.url).toMatch(/^https?:\/\//);
      expect(conditionOf(live, "Stalled")?.status).toBe("False");
      const failed = writes.filter((write) => write.code >= 400);
      expect(failed).toEqual([]);
      // Statuses: the first, Ready, and one of progress for each five seconds between; AWS answers in steps.
      const statuses = writes.filter((write) => write.subresource === "status");
      // The pooler is told of each replica when it can be read from.
      const settings = writes.filter(({ resource, name }) => resource === "configmaps" && name === poolerSettings(children));
      const told = Math.max(0, settings.length - 1);
      expect(told).toBeLessThanOrEqual(children.filter(isReader).length);
      // Each child once and the finalizer; the binding again when the database is there, and a seal for each data object that was ready.
      expect(writes.length - statuses.length).toBe(children.length + 2 + children.filter(isSealed).length + told);
      expect(statuses.length).toBeLessThanOrEqual(progressWrites(live.metadata.creationTimestamp));
    },
    READY_MS,
  );
});

const isSealed = ({ metadata }: Live) => metadata.annotations?.["services.k8s.aws/adopted"] === "true";

const roleOf = ({ metadata }: Live) => metadata.labels?.["app.kubernetes.io/component"] ?? "";

function poolerSettings(children: readonly Live[]): string | undefined {
  return children.find((child) => child.kind === "ConfigMap" && roleOf(child) === "pooler")?.metadata.name;
}

/** Replicas of RDS, and members of Aurora. */
function isReader(child: Live): boolean {
  return child.kind === "DBInstance" && /-[0-9]+$/.test(roleOf(child));
}

function isToBeSealed({ kind, metadata }: Live): boolean {
  const role = metadata.labels?.["app.kubernetes.io/component"];
  return kind === "Bucket" || kind === "Table" || kind === "DBCluster" || (kind === "DBInstance" && role === "rds");
}

/** First and Ready, and one for each started five seconds of waiting. */
function progressWrites(created: string | undefined): number {
  return 2 + Math.ceil((Date.now() - Date.parse(created ?? "")) / 5000);
}

function spec(tier: string): Record<string, unknown> {
  const large = tier === "5M" || tier === "10M";
  return {
    userTier: tier,
    hosts: [`${nameOf(tier)}.example.com`],
    ...(large ? { workers: [{ name: "mail" }], services: [{ name: "search", image: "registry.example.com/search:1" }] } : {}),
    ...(tier === "10M"
      ? { functions: [{ name: "thumbs", image: "registry.example.com/thumbs:1", trigger: { uploadPrefix: "in/" } }] }
      : {}),
  };
}

describe("what is ready", () => {
  test(
    "stays quiet: an unchanged service costs no request",
    async () => {
      await sleep(QUIET_MS);
      const from = await mark();
      await sleep(QUIET_MS);
      const requests = (await requestsSince(from)).filter((request) => request.verb !== "watch" && request.resource !== "leases");
      expect(requests).toEqual([]);
    },
    READY_MS,
  );

  test(
    "stays quiet when the operator is restarted: no write, and Ready throughout",
    async () => {
      const from = await mark();
      await operator.stop();
      operator = await startOperator({ namespaces: [namespace] });
      await sleep(QUIET_MS);
      const requests = await requestsSince(from);
      expect(writesOf(requests, namespace)).toEqual([]);
      expect(requests.filter((request) => request.verb === "get" && request.namespace === namespace)).toEqual([]);
      for (const tier of TIERS) expect(conditionOf(await service(namespace, nameOf(tier)), "Ready")?.status).toBe("True");
    },
    READY_MS,
  );
});
