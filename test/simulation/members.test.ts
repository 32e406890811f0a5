// Another class for a database of several instances, with a controller that is slow and at first says nothing: never two at a time,
// whoever takes writes is the last, and from any interruption all end with one class.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { settled } from "../../domain/observed/settled.js";
import { at } from "../cdk8s/rendering.js";
import { webServiceClass } from "../fixtures/services.js";
import { SimulatedWorld } from "./world.js";

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });
const CLASSES = ["db.r7g.large", "db.r7g.xlarge", "db.r7g.4xlarge"] as const;
/** Looks until a class is in effect: at the first one nothing is said yet, and Ready stays True. */
const LOOKS = 3;
const REFUSED = "db.r7g.gigantic";

type Class = (typeof CLASSES)[number] | typeof REFUSED;

/** RDS and its controller: which class each instance really has, and how many are on the way to another. */
class SlowInstances {
  readonly #effective = new Map<string, string>();
  readonly #left = new Map<string, number>();
  /** Instances in the order in which they came to another class. */
  readonly changed: string[] = [];
  mostAtOnce = 0;
  /** Role of the member that takes writes, where a failover has moved it. */
  writer: string | undefined;

  readonly trouble = (object: KubeObject): unknown => {
    if (object.kind === "DBCluster") return this.#cluster(object);
    if (object.kind !== "DBInstance") return undefined;
    const { name } = object.metadata;
    const wanted = String(at(object, "spec.dbInstanceClass"));
    const has = this.#effective.get(name);
    if (has === undefined) this.#effective.set(name, wanted);
    if (has === undefined || has === wanted) {
      this.#left.delete(name);
      return undefined;
    }
    return this.#change(name, wanted);
  };

  #change(name: string, wanted: string): unknown {
    const left = this.#left.get(name) ?? LOOKS;
    this.#left.set(name, left - 1);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#left.size);
    if (wanted === REFUSED) return { conditions: [{ type: "ACK.Terminal", status: "True", message: `refused ${wanted}` }] };
    if (left === LOOKS) return {}; // as it was: the controller has not reacted yet
    if (left > 0)
      return { dbInstanceStatus: "modifying", conditions: [{ type: "Ready", status: "False", message: `${left} left` }] };
    this.#effective.set(name, wanted);
    this.#left.delete(name);
    this.changed.push(name.replace(/^shop-|-[a-z0-9]{12}$/g, ""));
    return undefined;
  }

  #cluster(object: KubeObject): unknown {
    if (this.writer === undefined) return undefined;
    const dbInstanceIdentifier = [...this.#effective.keys()].find((name) => name.includes(this.writer ?? ""));
    return { ...(settled(object).status as object), dbClusterMembers: [{ dbInstanceIdentifier, isClusterWriter: true }] };
  }

  classes(): readonly string[] {
    return [...new Set(this.#effective.values())];
  }
}

function spec(tier: string, instanceClass: Class, readReplicas = 3): Partial<WebServiceSpec> {
  return { userTier: tier, database: { instanceClass, readReplicas } };
}

function started(tier: string): { readonly world: SimulatedWorld; readonly slow: SlowInstances } {
  const [world, slow] = [new SimulatedWorld(CLASS), new SlowInstances()];
  world.settle(spec(tier, CLASSES[0]), { trouble: slow.trouble });
  return { world, slow };
}

describe("another class for a database of four instances", () => {
  it.each([
    { tier: "100k", order: ["rds-1", "rds-2", "rds-3", "rds"] },
    { tier: "1M", order: ["aurora-1", "aurora-2", "aurora-3", "aurora-0"] },
    { tier: "1M", writer: "aurora-2", order: ["aurora-0", "aurora-1", "aurora-3", "aurora-2"] },
  ])("comes to one after the other at tier $tier, and to the writer $writer last", ({ tier, writer, order }) => {
    const { world, slow } = started(tier);
    slow.writer = writer;
    const rest = world.settle(spec(tier, CLASSES[1]), { trouble: slow.trouble });
    expect(rest).toMatchObject({ problem: undefined, stuck: [], held: [] });
    expect(slow.changed).toEqual(order);
    expect(slow.mostAtOnce).toBe(1);
  });

  it("never comes to two at a time, and to all in the end, whatever is interrupted, taken back or wanted instead", () => {
    const turn = fc.record({
      instanceClass: fc.constantFrom(...CLASSES),
      readReplicas: fc.integer({ min: 0, max: 4 }),
      steps: fc.integer({ min: 1, max: 25 }),
      killedAfter: fc.array(fc.nat(40), { maxLength: 8 }),
    });
    const property = fc.property(
      fc.constantFrom("10k", "100k", "1M"),
      fc.array(turn, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...CLASSES),
      (tier, turns, last) => {
        const { world, slow } = started(tier);
        for (const { instanceClass, readReplicas, ...rest } of turns)
          world.settle(spec(tier, instanceClass, readReplicas), { ...rest, trouble: slow.trouble });
        const rest = world.settle(spec(tier, last), { trouble: slow.trouble });
        expect(rest).toMatchObject({ problem: undefined, stuck: [] });
        expect(slow.classes()).toEqual([last]);
        expect(slow.mostAtOnce).toBeLessThanOrEqual(1);
      },
    );
    fc.assert(property, { numRuns: 25 });
  });

  it.each([
    { way: "going back", to: CLASSES[0] },
    { way: "another class", to: CLASSES[2] },
  ])("stops at the first reader that is refused, and $way is the way out", ({ to }) => {
    const { world, slow } = started("100k");
    const refused = world.settle(spec("100k", REFUSED), { trouble: slow.trouble });
    expect(refused.stuck).toEqual([`database-class:${CLASSES[0]}>${REFUSED}`]);
    const [decision] = refused.desire?.gated.decisions ?? [];
    expect(decision?.waitingFor).toContain("shop-rds-1");
    expect(decision?.waitingFor).toContain("set spec.database.instanceClass");
    const asked = [...world.objects.values()].filter((object) => at(object, "spec.dbInstanceClass") === REFUSED);
    expect(asked).toHaveLength(1);
    expect(world.settle(spec("100k", to), { trouble: slow.trouble })).toMatchObject({ problem: undefined, stuck: [] });
    expect(slow.classes()).toEqual([to]);
    expect(slow.mostAtOnce).toBe(1);
  });

  it.each(["100k", "1M"])("changes none without approval when somebody deletes one in between at tier %s", (tier) => {
    const { world, slow } = started(tier);
    for (const [id, { kind, metadata }] of world.objects)
      if (kind === "DBInstance" && /-1-[a-z0-9]{12}$/.test(metadata.name)) world.objects.delete(id);
    expect(world.names("DBInstance")).toHaveLength(3);
    const rest = world.settle(spec(tier, CLASSES[1]), { trouble: slow.trouble, approves: false });
    expect(rest.stuck).toEqual([`database-class:${CLASSES[0]}>${CLASSES[1]}`]);
    expect(world.names("DBInstance")).toHaveLength(4);
    expect([...world.objects.values()].filter((object) => at(object, "spec.dbInstanceClass") === CLASSES[1])).toEqual([]);
  });
});
