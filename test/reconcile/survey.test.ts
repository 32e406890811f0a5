import { describe, expect, it } from "@jest/globals";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { CloudInventory } from "../../operator/ports/cloud-databases.js";
import { dataProblem } from "../../domain/admit/data-problems.js";
import { observe } from "../../domain/observed/observe.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { startSurvey, survey } from "../../operator/reconcile/survey.js";
import { fakeClock, settled } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { UID, webService, webServiceClass } from "../fixtures/services.js";

const KEY = "store/shop";

function database(facts: ChildRecord["facts"] = {}): ChildRecord {
  return {
    ...{ apiVersion: "rds.services.k8s.aws/v1alpha1", kind: "DBInstance", namespace: "store", name: "shop-rds", uid: "db-uid" },
    ...{ resourceVersion: "20", generation: 2, service: "shop", serviceUid: UID, role: "rds", holdsData: true, retained: false },
    ...{ hash: "h", ownedFields: "f", appliedAt: 0, deleting: false, syncedAt: 0, health: { state: "ready" } },
    facts: { region: "us-east-1", resourceID: "db-A", sealedID: "db-A", ...facts },
  };
}

const inventory = (...names: readonly string[]): CloudInventory => ({
  instances: new Map(names.map((name) => [name, "db-A"])),
  clusters: new Map(),
});

function stage(answer: (region: string) => Promise<CloudInventory>, record = database()) {
  const memory = emptyMemory();
  const asked: string[] = [];
  const woken: string[] = [];
  const clock = fakeClock();
  const parts = {
    databases: {
      asks: true,
      describe: () => Promise.resolve(undefined),
      find: () => Promise.resolve(undefined),
      list: (region: string) => {
        asked.push(region);
        return answer(region);
      },
    },
    ...{ clock, log: fakeLog(), children: { of: () => [record] }, memory: () => memory, keys: () => [KEY] },
    wake: (key: string) => void woken.push(key),
  };
  const problem = (annotations: Record<string, string> = {}) => {
    const service = webService({ userTier: "100" }, annotations);
    return dataProblem(service, webServiceClass(), observe([record], service, memory));
  };
  return { parts, asked, woken, clock, memory, problem };
}

describe("a survey of AWS", () => {
  it("finds a sealed database that is gone, once, and the service then waits for somebody", async () => {
    const { parts, woken, problem } = stage(() => Promise.resolve(inventory()));
    expect(problem()).toBeUndefined();
    await survey(parts);
    await survey(parts);
    expect(woken).toEqual([KEY]);
    expect(problem()?.reason).toBe("DataMissing");
    expect(problem()?.message).toContain("tenfold.dev/accept-data-loss=db-A.lost");
    expect(problem({ "tenfold.dev/accept-data-loss": "db-A.lost" })).toBeUndefined();
  });

  it("looks for one that was adopted by its identifier", async () => {
    const { parts, problem } = stage(() => Promise.resolve(inventory("legacy")), database({ identifier: "legacy" }));
    await survey(parts);
    expect(problem()).toBeUndefined();
  });

  it("takes it back when the database is there again", async () => {
    const answers = [inventory(), inventory("shop-rds")];
    const { parts, woken, problem } = stage(() => Promise.resolve(answers.shift() ?? inventory()));
    await survey(parts);
    await survey(parts);
    expect(woken).toEqual([KEY, KEY]);
    expect(problem()).toBeUndefined();
  });

  it("concludes nothing from an answer that does not come, and says so once", async () => {
    const { parts, woken, problem } = stage(() => Promise.reject(new Error("AccessDenied")));
    const silent = new Map<string, string>();
    await survey(parts, silent);
    await survey(parts, silent);
    expect(parts.log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    expect(woken).toEqual([]);
    expect(problem()).toBeUndefined();
  });

  it("does not look for what was never ready", async () => {
    const { parts, asked } = stage(() => Promise.resolve(inventory()), database({ sealedID: undefined }));
    await survey(parts);
    expect(asked).toEqual([]);
  });

  it("asks once a region every five minutes, until it is stopped", async () => {
    const { parts, asked, clock } = stage(() => Promise.resolve(inventory("shop-rds")));
    const stop = startSurvey(parts);
    await settled();
    expect(asked).toEqual(["us-east-1"]);
    await clock.pass(300_000);
    expect(asked).toHaveLength(2);
    stop();
    await clock.pass(900_000);
    expect(asked).toHaveLength(2);
  });
});
