// The command line plans with the operator's own steps: what it says is what a reconcile then does, by name and by hash.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { GoodOutlook, ObjectAction, ObjectChange } from "../../cli/planning/types.js";
import { readDocuments } from "../../cli/input/documents.js";
import { systemFiles } from "../../cli/input/system-files.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { TIERS, type Tier } from "../../domain/api/tier.js";
import { anyClass, anyService } from "../cdk8s/arbitrary.js";
import { unaskedReplicas } from "../../operator/adapters/rds-unasked.js";
import type { CloudReplicas } from "../../operator/ports/cloud-replicas.js";
import { fakeWorld, type FakeWorld } from "../fakes/fake-world.js";
import { UID } from "../fixtures/services.js";
import { TIER_PAIRS } from "../fixtures/tier-pairs.js";
import { doneIn, idsOf, saidOf, writesSince } from "./parity.js";

const SEED = 20_260_107;
const FRESH = 500;
const MOVED = 8;
/** Reconciles after which nothing is written any more without an approval, or time. */
const TO_REST = 8;
/** By then connections have drained too, from what is taken down. */
const TO_DRAINED = 40;
/** A status is not written twice in a second. */
const PAUSE_MS = 2000;
/** A sixth of the ways, up and down, with every tier at one end at least. */
const PAIRS = TIER_PAIRS.filter((_, index) => index % 6 === 1);
const PATIENCE_MS = 120_000;

const EXAMPLES = readDocuments(systemFiles, ["deploy/examples"]).map(({ value }) => value as WebService | WebServiceClass);
const EXAMPLE_CLASS = stored(EXAMPLES.find(({ kind }) => kind === "WebServiceClass") as WebServiceClass);
const EXAMPLE_SERVICES = (EXAMPLES.filter(({ kind }) => kind === "WebService") as readonly WebService[]).map(stored);

function stored<Object extends WebService | WebServiceClass>(object: Object): Object {
  return { ...object, metadata: { namespace: "shop", ...object.metadata, uid: UID, resourceVersion: "1", generation: 1 } };
}

/** The random ones are made for rendering; the operator would refuse four of five. Of those that it would are left enough. */
const service = anyService.map((any): WebService => {
  const { spec } = any;
  const named = (image: string) => image.replace(/@sha256:.*/, `@sha256:${"0".repeat(64)}`);
  const functions = spec.functions?.map((one) => ({ ...one, image: named(one.image) }));
  const env = spec.env?.filter(({ name }) => name !== "DATABASE_HOST");
  const queue = (spec.workers ?? []).length > 0 ? {} : spec.queue;
  const assets = (functions ?? []).length > 0 ? {} : spec.assets;
  return { ...any, spec: { ...spec, image: named(spec.image), functions, env, queue, assets } };
});

/** A number in YAML, for the small ones. */
const tierOf = ({ spec }: WebService) => String(spec.userTier);

/** AWS has nothing against a replica, as plans without AWS take it. */
function quickWorld(first: WebService, serviceClass: WebServiceClass): FakeWorld {
  const made = fakeWorld(first, serviceClass);
  const replicas: CloudReplicas = { ...unaskedReplicas, asks: true, obstacles: () => Promise.resolve([]) };
  Object.assign(made.world, { replicas });
  return made;
}

/** All that is done before anything is approved, Secrets left out. */
function unapproved({ objects }: GoodOutlook, actions: readonly ObjectAction[]): readonly string[] {
  const isDone = ({ action, kind, waitsFor = "" }: ObjectChange) =>
    kind !== "Secret" && actions.includes(action) && !waitsFor.startsWith("change ");
  return objects
    .filter(isDone)
    .map(({ kind, name }) => `${kind}/${name}`)
    .toSorted();
}
const WRITTEN: readonly ObjectAction[] = ["create", "update", "create-later", "update-later"];

type Compared = "accepted" | "refused";

/** One reconcile, as it was said before. */
async function compare(world: FakeWorld, serviceClass: WebServiceClass): Promise<Compared> {
  world.clock.advance(PAUSE_MS);
  const said = saidOf(world, serviceClass);
  const done = await doneIn(world, 1);
  if (typeof said === "string") {
    expect({ problems: done.problems, written: done.written }).toEqual({ problems: [said], written: [] });
    return "refused";
  }
  const { outlook, hashes } = said;
  // Nobody can know whether a Secret is there that nothing uses yet, and that is said.
  const isSaid = ({ kind, name, unlessThere }: ObjectChange) => unlessThere !== true || done.written.includes(`${kind}/${name}`);
  const written = idsOf({ ...outlook, objects: outlook.objects.filter(isSaid) }, ["create", "update"]).toSorted();
  expect({ plan: outlook.plan, changes: outlook.changes, written, hashes }).toEqual({
    // A status names a plan only while it has changes.
    plan: done.plan?.id ?? outlook.plan,
    changes: done.plan?.changes ?? [],
    written: done.written,
    hashes: done.hashes,
  });
  return "accepted";
}

describe("what is done with a fresh service", () => {
  it("is known for an example of each tier", () => {
    expect(EXAMPLE_SERVICES.map(tierOf).toSorted()).toEqual([...TIERS].sort());
  });

  it.each(EXAMPLE_SERVICES.map((example) => ({ tier: tierOf(example), example })))(
    "was said of the example of $tier",
    async ({ example }) => {
      expect(await compare(quickWorld(example, EXAMPLE_CLASS), EXAMPLE_CLASS)).toBe("accepted");
    },
  );

  it(
    "was said, whatever may be written in a spec and a class",
    async () => {
      const count = { accepted: 0, refused: 0 };
      const fresh = async (any: WebService, anyOne: WebServiceClass) => {
        count[await compare(quickWorld(any, anyOne), anyOne)] += 1;
      };
      await fc.assert(fc.asyncProperty(service, anyClass, fresh), { numRuns: FRESH, seed: SEED });
      expect(count.accepted).toBeGreaterThan(FRESH / 2);
    },
    PATIENCE_MS,
  );
});

describe("what is done with a service that stands at another tier", () => {
  const tier = fc.constantFrom<Tier>(...TIERS);

  it.each(PAIRS)("was said of the examples, from $from to $to, until it rests", async ({ from, to }) => {
    const example = EXAMPLE_SERVICES.find((one) => tierOf(one) === from) as WebService;
    const world = quickWorld(example, EXAMPLE_CLASS);
    await world.run(TO_REST);
    world.edit({ userTier: to });
    const said = saidOf(world, EXAMPLE_CLASS);
    if (typeof said === "string") throw new Error(said);
    const [since, stood] = [world.writes.length, new Set(world.sent().keys())];
    expect(await compare(world, EXAMPLE_CLASS)).toBe("accepted");
    await world.run(TO_DRAINED);
    const isOther = (id: string) => !id.startsWith("Secret/");
    expect({ written: unapproved(said.outlook, WRITTEN), removed: unapproved(said.outlook, ["remove"]) }).toEqual({
      written: writesSince(world, since, "write").filter(isOther),
      // The Job of a rehearsal comes and goes.
      removed: writesSince(world, since, "remove").filter((id) => stood.has(id)),
    });
  });

  it(
    "was said, whatever may be written in its spec and its class",
    async () => {
      const moved = async (any: WebService, anyOne: WebServiceClass, userTier: Tier) => {
        const world = quickWorld(any, anyOne);
        await world.run(TO_REST);
        world.edit({ userTier });
        await compare(world, anyOne);
      };
      await fc.assert(fc.asyncProperty(service, anyClass, tier, moved), { numRuns: MOVED, seed: SEED });
    },
    PATIENCE_MS,
  );
});
