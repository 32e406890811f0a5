// What is kept of a rendering, and that the same comes out of it.
import { describe, expect, it } from "@jest/globals";
import { TIERS } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { RenderInput } from "../../cdk8s/prepare.js";
import { prepareAgain } from "../../cdk8s/prepare.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { OPTIONS } from "./arbitrary.js";

const LATE = { uploadQueueARNs: {} };

function inputOf(userTier: string, image = "example.com/shop:1"): RenderInput {
  const target = blueprint(webService({ userTier, image, hosts: ["shop.example.com"] }), webServiceClass());
  return { blueprint: target, late: LATE, options: OPTIONS };
}

describe("a rendering that was kept", () => {
  it.each(TIERS)("gives the same children and templates again at tier %s, objects included", (tier) => {
    const first = prepareAgain(inputOf(tier), undefined);
    const again = prepareAgain(inputOf(tier), first.rendering);
    expect(again.rendering).toBe(first.rendering);
    expect(again.prepared.children.map((child) => ({ ...child }))).toEqual(first.prepared.children);
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
