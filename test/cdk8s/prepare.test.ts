// What is kept of a rendering, and that the same comes out of it.
import { afterEach, describe, expect, it } from "@jest/globals";
import { TIERS } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Database } from "../../domain/blueprint/types.js";
import type { PreparedChild, RenderInput, Rendering } from "../../cdk8s/prepare.js";
import { prepareAgain } from "../../cdk8s/prepare.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import fc from "fast-check";
import { CREATORS } from "../../cdk8s/creators.js";
import { allLate, anyClass, anyLate, anyService, OPTIONS } from "./arbitrary.js";

const LATE = { uploadQueueARNs: {} };

function inputOf(userTier: string, image = "example.com/shop:1"): RenderInput {
  const target = blueprint(webService({ userTier, image, hosts: ["shop.example.com"] }), webServiceClass());
  return { blueprint: target, late: LATE, options: OPTIONS };
}

const whole = (child: PreparedChild) => ({ ...child, object: child.object });

describe("a rendering that was kept", () => {
  it.each(TIERS)("gives the same children and templates again at tier %s, objects included", (tier) => {
    const first = prepareAgain(inputOf(tier), undefined);
    const again = prepareAgain(inputOf(tier), first.rendering);
    expect(again.rendering).toBe(first.rendering);
    expect(again.prepared.children.map(whole)).toEqual(first.prepared.children.map(whole));
    expect(again.prepared.templates).toEqual(first.prepared.templates);
    expect(again.prepared.waiting).toEqual(first.prepared.waiting);
  });

  it("is not used for other inputs", () => {
    const { rendering } = prepareAgain(inputOf("1"), undefined);
    const other = prepareAgain(inputOf("1", "example.com/shop:2"), rendering);
    expect(other.prepared.templates.web?.image).toBe("example.com/shop:2");
  });

  it.each(TIERS)("has no object in it and is a fraction of what they take at tier %s", (tier) => {
    const { prepared, rendering } = prepareAgain(inputOf(tier), undefined);
    const sizeOf = (value: unknown) => JSON.stringify(value).length;
    expect(sizeOf(prepared.children.map(({ object }) => object))).toBeGreaterThan(2 * sizeOf(rendering));
    expect(rendering.outlines.filter((outline) => "object" in outline)).toEqual([]);
  });
});

const REAL_CREATORS = [...CREATORS];

/** From now on, how many creators have run since the last question. */
function countingCreators(): () => number {
  let runs = 0;
  const counted = REAL_CREATORS.map((create): typeof create => (scene) => {
    runs += 1;
    create(scene);
  });
  replaceCreators(counted);
  return () => {
    const since = runs;
    runs = 0;
    return since;
  };
}

function replaceCreators(others: typeof CREATORS): void {
  (CREATORS as (typeof CREATORS)[number][]).splice(0, CREATORS.length, ...others);
}

describe("a rendering with other late values than the last", () => {
  afterEach(() => {
    replaceCreators(REAL_CREATORS);
  });

  it("is what a rendering without a last one is, whatever became known or unknown meanwhile", () => {
    const lates = fc.tuple(fc.array(anyLate, { minLength: 2, maxLength: 5 }), fc.boolean());
    const equal = fc.property(anyService, anyClass, lates, (service, serviceClass, [some, isAllKnown]) => {
      const target = blueprint(service, serviceClass);
      let last: Rendering | undefined;
      for (const late of [...some, ...(isAllKnown ? [allLate(service.spec)] : []), ...some]) {
        const input = { blueprint: target, late, options: OPTIONS };
        const [again, anew] = [prepareAgain(input, last), prepareAgain(input, undefined)];
        expect(again.prepared.children.map(whole)).toEqual(anew.prepared.children.map(whole));
        expect({ ...again.prepared, children: [] }).toEqual({ ...anew.prepared, children: [] });
        expect(again.rendering).toEqual(anew.rendering);
        last = again.rendering;
      }
    });
    fc.assert(equal, { numRuns: 100 });
  });

  it("runs no creator for an unchanged input, and few for one value that became known", () => {
    const service = webService({ userTier: "10M", hosts: ["shop.example.com"] });
    const target = blueprint(service, webServiceClass());
    const late = allLate(service.spec);
    const count = countingCreators();
    const first = prepareAgain({ blueprint: target, late: { ...late, albHostname: undefined }, options: OPTIONS }, undefined);
    expect(count()).toBe(CREATORS.length);
    const again = prepareAgain(
      { blueprint: target, late: { ...late, albHostname: undefined }, options: OPTIONS },
      first.rendering,
    );
    expect(count()).toBe(0);
    const later = prepareAgain({ blueprint: target, late, options: OPTIONS }, again.rendering);
    const ran = count();
    expect(ran).toBeGreaterThan(0);
    expect(ran).toBeLessThan(6);
    expect(later.prepared.children.length).toBeGreaterThanOrEqual(first.prepared.children.length);
    const [child] = later.prepared.children;
    expect(child?.object.metadata.name).toBe(child?.name);
    expect(count()).toBe(1);
  });

  it.each(TIERS)("is the same at tier %s once its database stands, and no creator runs for that", (tier) => {
    const asked = inputOf(tier).blueprint;
    const stands = { ...asked, database: asStanding(asked.database) };
    const count = countingCreators();
    const first = prepareAgain({ blueprint: asked, late: LATE, options: OPTIONS }, undefined);
    const anew = prepareAgain({ blueprint: stands, late: LATE, options: OPTIONS }, undefined);
    expect(anew.prepared.children.map(whole)).toEqual(first.prepared.children.map(whole));
    count();
    expect(prepareAgain({ blueprint: stands, late: LATE, options: OPTIONS }, first.rendering).rendering).toBe(first.rendering);
    expect(count()).toBe(0);
  });

  it("is another for an instance of another class, or one whose class was changed", () => {
    const asked = inputOf("10k").blueprint;
    if (asked.database?.kind !== "rds") throw new Error("tier 10k has an RDS database");
    const { database: alike } = asked;
    const { instanceClass } = alike;
    const { rendering } = prepareAgain({ blueprint: asked, late: LATE, options: OPTIONS }, undefined);
    for (const other of [{ instanceClass: "db.r7g.large" }, { instanceClass, classChangedAt: "2026-11-30T00:00:00.000Z" }]) {
      const database = { ...alike, members: [{ instanceClass }, other] };
      const now = prepareAgain({ blueprint: { ...asked, database }, late: LATE, options: OPTIONS }, rendering);
      expect(now.rendering.base).not.toBe(rendering.base);
    }
  });
});

/** With its fields in another order, and each of its instances by itself. */
function asStanding(database: Database | undefined): Database | undefined {
  if (database === undefined) return undefined;
  const turned = Object.fromEntries(Object.entries(database).reverse()) as Database;
  if (turned.kind === "in-cluster") return turned;
  const { instanceClass } = turned;
  const count = 1 + (turned.kind === "rds" ? turned.readReplicas : turned.readersMin);
  return { ...turned, members: Array.from({ length: count }, () => ({ instanceClass })) };
}
