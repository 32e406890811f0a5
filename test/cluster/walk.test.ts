// One service walks the whole ladder up and down in single steps: every tier is served, and no data object is ever deleted.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TIERS } from "../../domain/api/tier.js";
import { apply, childrenOf, conditionOf, eventually, freshNamespace, mergePatch, ready, service } from "./harness/api.js";
import type { Live, LiveService } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { moving } from "./moving.js";
import { DATA_KINDS, webService } from "./services.js";

const STEP_MS = 180_000;
const HOST = "walker.example.com";
let namespace: string;
const seen = new Map<string, Live>();

beforeAll(async () => {
  namespace = await freshNamespace("walk");
  // Two moves on the way: the second begins when the first is not observed any more.
  await startOperator({ namespaces: [namespace], flags: ["--observe-move-seconds", "2"] });
  await apply(webService(namespace, "walker", { userTier: "1", hosts: [HOST] }));
  await ready(namespace, "walker", STEP_MS);
  await look();
}, 2 * STEP_MS);
afterAll(stopOperators, STEP_MS);

/** All data objects that were ever seen are still there. */
async function look(): Promise<readonly Live[]> {
  const children = await childrenOf(namespace, "walker");
  for (const child of children) if (DATA_KINDS.includes(child.kind)) seen.set(child.metadata.uid, child);
  const uids = new Set(
    children.filter((child) => child.metadata.deletionTimestamp === undefined).map((child) => child.metadata.uid),
  );
  const lost = [...seen.values()]
    .filter((child) => !uids.has(child.metadata.uid))
    .map((child) => `${child.kind} ${child.metadata.name}`);
  expect(lost).toEqual([]);
  return children;
}

/** Nothing is under way any more: ready, or only waiting for somebody's decision. */
function isSettled(live: LiveService): boolean {
  const conditions = live.status?.conditions ?? [];
  if (live.status?.observedGeneration !== live.metadata.generation) return false;
  const undone = (live.status?.resources ?? []).filter((resource) => !resource.ready);
  const running = (live.status?.plan?.changes ?? []).filter((change) => change.state === "Running");
  return (
    undone.length === 0 &&
    running.length === 0 &&
    conditions.some((condition) => condition.type === "Ready" && condition.reason !== "WaitingForChildren")
  );
}

async function settled(): Promise<LiveService> {
  return eventually(
    "settled",
    async () => {
      const live = await service(namespace, "walker");
      return isSettled(live) && live;
    },
    STEP_MS,
  );
}

/** Approves whatever waits for approval, until nothing waits but for AWS: it allows one change of storage in six hours. */
async function approveAll(): Promise<LiveService> {
  return eventually(
    "nothing waits for approval",
    async () => {
      const live = await service(namespace, "walker");
      const waiting = changesLeft(live);
      if (isSettled(live) && waiting.length === 0) return live;
      const id = live.status?.plan?.id;
      if (waiting.length > 0 && id !== undefined)
        await mergePatch(live, { metadata: { annotations: { "tenfold.dev/approve": id } } });
      return undefined;
    },
    STEP_MS,
  );
}

function changesLeft({ status }: LiveService) {
  const changes = status?.plan?.changes ?? [];
  return changes.filter(({ waitingFor }) => waitingFor?.endsWith("AWS allows one change of storage in six hours") !== true);
}

describe("up the ladder", () => {
  test.each(TIERS.slice(1))(
    "to %s: the new tier is built, and the data is where it belongs",
    async (tier) => {
      await mergePatch(await service(namespace, "walker"), { spec: { userTier: tier } });
      await settled();
      const live = await approveAll();
      await look();
      expect(changesLeft(live)).toEqual([]);
      expect((await moving(namespace, "walker").bound()).database).toBe(databaseOf(tier));
      expect(conditionOf(live, "Ready")?.status).toBe("True");
      expect(live.status?.endpoints?.url).toContain(HOST);
    },
    2 * STEP_MS,
  );
});

function databaseOf(tier: (typeof TIERS)[number]): string {
  const rank = TIERS.indexOf(tier);
  if (rank < TIERS.indexOf("100")) return "in-cluster";
  return rank < TIERS.indexOf("1M") ? "rds" : "aurora";
}

describe("down the ladder", () => {
  test.each([...TIERS].reverse().slice(1))(
    "to %s: computing shrinks and every data object stays",
    async (tier) => {
      await mergePatch(await service(namespace, "walker"), { spec: { userTier: tier } });
      await settled();
      const children = await look();
      const web = children.find(
        (child) => child.kind === "Deployment" && child.metadata.labels?.["app.kubernetes.io/component"] === "web",
      );
      expect(web).toBeDefined();
    },
    STEP_MS,
  );

  test(
    "ends ready at tier 1 with the data of the larger tiers listed as kept",
    async () => {
      const live = await ready(namespace, "walker", STEP_MS);
      const kept = (live.status?.retained ?? []).map((entry) => entry.kind);
      expect(kept).toEqual(expect.arrayContaining(["Bucket", "Table", "Queue", "LogGroup"]));
      expect(conditionOf(live, "DataRetained")?.status).toBe("True");
    },
    STEP_MS,
  );
});
