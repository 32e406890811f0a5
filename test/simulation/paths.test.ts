// Whole paths: whatever a service was before, it ends like one that was made anew; and every mistake can be taken back.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Database } from "../../domain/blueprint/types.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { anySpec } from "../cdk8s/arbitrary.js";
import { webServiceClass } from "../fixtures/services.js";
import { picture } from "./picture.js";
import { bound, watch } from "./watching.js";
import { isData, SimulatedWorld, type Trouble } from "./world.js";

const RUNS = 25;
const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });
type Spec = Partial<WebServiceSpec>;

const PLACEMENTS = ["InCluster", "RDS", "Aurora"] as const;

/** The same database in every respect, so that only what follows the tier differs. */
const sameDatabase: fc.Arbitrary<Spec["database"]> = fc.oneof(
  fc.constant({ enabled: false }),
  fc.record({ placement: fc.constantFrom(...PLACEMENTS) }).map(({ placement }) => ({
    ...{ placement, version: "16" as const, storageGiB: 500, readReplicas: 1, backupRetentionDays: 7 },
    instanceClass: "db.r7g.large",
  })),
);

describe("a path from one spec to another", () => {
  it("ends like a fresh service: the same children with the same content, retained data aside", () => {
    const pairs = fc
      .tuple(anySpec, anySpec, sameDatabase)
      .map(([a, b, database]) => [withDatabase(a, database), withDatabase(b, database)] as const);
    const property = fc.property(pairs, ([before, after]) => {
      const [fresh, moved] = [new SimulatedWorld(CLASS), new SimulatedWorld(CLASS)];
      fresh.settle(after);
      moved.settle(before);
      const rest = moved.settle(after);
      expect(rest.problem).toBeUndefined();
      expect(rest.stuck).toEqual([]);
      expect(picture(moved)).toEqual(picture(fresh));
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it("never loses what holds data, and the application always finds its rows in the one database that takes them", () => {
    const property = fc.property(fc.array(anySpec, { minLength: 2, maxLength: 4 }), (specs) => {
      const world = new SimulatedWorld(CLASS);
      let before: readonly string[] = [];
      for (const spec of specs) {
        const rest = world.settle(spec, { watch });
        expect(rest.problem).toBeUndefined();
        const now = [...world.objects].filter(([, object]) => isData(object)).map(([id]) => id);
        expect(now).toEqual(expect.arrayContaining([...before]));
        before = now;
      }
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it("ends the same when the operator is killed between any two writes", () => {
    const kills = fc.array(fc.nat(30), { maxLength: 4 });
    const property = fc.property(anySpec, anySpec, kills, (before, after, killedAfter) => {
      const [calm, killed] = [new SimulatedWorld(CLASS), new SimulatedWorld(CLASS)];
      calm.settle(before);
      calm.settle(after);
      expect(killed.settle(before, { killedAfter }).problem).toBeUndefined();
      const rest = killed.settle(after, { killedAfter });
      expect(rest).toMatchObject({ problem: undefined, stuck: [] });
      expect(picture(killed)).toEqual(picture(calm));
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it("comes to rest with nothing under way for ever and nothing that waits although all is approved", () => {
    const property = fc.property(anySpec, anySpec, (before, after) => {
      const world = new SimulatedWorld(CLASS);
      world.settle(before);
      expect(world.settle(after).stuck).toEqual([]);
    });
    fc.assert(property, { numRuns: RUNS });
  });
});

function withDatabase(spec: Spec, database: Spec["database"]): Spec {
  return { ...spec, database };
}

/** Refused for good by the controller, until the spec is another. */
const TERMINAL = {
  conditions: [
    {
      type: "ACK.Terminal",
      status: "True",
      message: "api error InvalidParameterValue",
      lastTransitionTime: "2026-01-01T00:00:00Z",
    },
    { type: "ACK.ResourceSynced", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" },
  ],
};

const REFUSED_CLASS = "db.t4g.gigantic";
const TROUBLES: Readonly<Record<string, Trouble>> = {
  "an instance class that AWS does not have": ({ kind, spec }) =>
    kind === "DBInstance" && JSON.stringify(spec).includes(REFUSED_CLASS) ? TERMINAL : undefined,
  "a pod that finds no node": ({ kind, spec }) =>
    kind === "StatefulSet" && /"cpu":"(500m|1)"/.test(JSON.stringify(spec)) ? { readyReplicas: 0 } : undefined,
  "nothing at all": () => undefined,
};

describe("a mistake", () => {
  const wrong: fc.Arbitrary<{ readonly trouble: string; readonly spec: Spec }> = fc.oneof(
    fc.record({
      trouble: fc.constant("an instance class that AWS does not have"),
      spec: fc.constant({ database: { instanceClass: REFUSED_CLASS } }),
    }),
    fc.record({
      trouble: fc.constant("a pod that finds no node"),
      spec: fc.constantFrom({ userTier: "10" }, { userTier: "10", database: { storageGiB: 300 } }),
    }),
    fc.record({
      trouble: fc.constant("nothing at all"),
      spec: fc.record({
        userTier: fc.constantFrom("1", "10", "100", "1k", "1M"),
        database: fc.record({
          storageGiB: fc.constantFrom(undefined, 30, 700),
          version: fc.constantFrom(undefined, "15" as const, "17" as const),
          placement: fc.constantFrom(undefined, ...PLACEMENTS),
          enabled: fc.constantFrom(undefined, false),
        }),
      }),
    }),
  );
  const right = fc
    .tuple(anySpec, fc.constantFrom("1", "10", "100", "1k", "1M"))
    .map(([spec, userTier]) => ({ ...spec, userTier }));

  it("can be taken back by restoring the spec, whatever was refused or hangs meanwhile", () => {
    const property = fc.property(right, wrong, fc.boolean(), (good, { trouble, spec }, volumesGrow) => {
      const world = new SimulatedWorld(CLASS);
      const before = standingDatabase(world.settle(good));
      const options = { trouble: TROUBLES[trouble], volumesGrow };
      world.settle({ ...good, ...spec, database: { ...good.database, ...spec.database } }, options);
      const back = world.settle(good, options);
      expect(back.problem).toBeUndefined();
      expect(back.stuck).toEqual([]);
      // What was moved with approval stays where it was moved to; the way back is another move.
      if (bound(world).move?.state === "kept") return;
      // Storage only grows, readers are kept, and AWS takes no upgrade back; all else is as before.
      expect(withoutGrowth(standingDatabase(back))).toEqual(withoutGrowth(before));
    });
    fc.assert(property, { numRuns: 2 * RUNS });
  });
});

function standingDatabase({ desire }: ReturnType<SimulatedWorld["settle"]>): Database | undefined {
  return desire?.gated.next.database;
}

function withoutGrowth(database: Database | undefined): unknown {
  const grows = { storageGiB: 0, maxStorageGiB: 0, readReplicas: 0, readersMin: 0, readersMax: 0, storageChangedAt: "" };
  const upgraded = database === undefined || database.kind === "in-cluster" ? {} : { version: "" };
  if (database === undefined || database.kind === "in-cluster") return database && { ...database, ...grows, ...upgraded };
  const members = [...new Set(database.members?.map(({ instanceClass }) => instanceClass))];
  return { ...database, ...grows, ...upgraded, members };
}
