// What a comparison says of each thing: new, larger, smaller, changed, gone, and what it was.
import { describe, expect, it } from "@jest/globals";
import { pictureOf } from "../../cli/diagram/diagram-svg.js";
import { sampleBlueprint } from "../../cli/tiers/sample.js";
import type { Blueprint, InternalService } from "../../domain/blueprint/types.js";

const SERVICE: InternalService = {
  name: "search",
  image: "example.com/search:1",
  port: 8080,
  healthPath: "/",
  size: { cpuMillicores: 500, memoryMiB: 512 },
  replicas: { min: 2, max: 20 },
};
const plain = sampleBlueprint("10k");

function said(after: Blueprint, before: Blueprint, id: string) {
  const found = pictureOf(after, before).nodes.find((node) => node.id === id);
  return found && { state: found.state, was: found.was };
}

describe("a comparison", () => {
  it.each([
    { what: "itself", before: plain, after: plain, id: "web", is: { state: "same", was: undefined } },
    { what: "more pods", before: sampleBlueprint("1k"), after: plain, id: "web", is: { state: "larger", was: "2–4 pods" } },
    { what: "fewer pods", before: plain, after: sampleBlueprint("1k"), id: "web", is: { state: "smaller", was: "3–12 pods" } },
    {
      what: "a cache that was not there",
      before: sampleBlueprint("1k"),
      after: plain,
      id: "cache",
      is: { state: "new", was: undefined },
    },
    {
      what: "a cache that is no more",
      before: plain,
      after: sampleBlueprint("1k"),
      id: "gone-cache",
      is: { state: "gone", was: undefined },
    },
    {
      what: "another kind of database",
      before: sampleBlueprint("100k"),
      after: sampleBlueprint("1M"),
      id: "database",
      is: { state: "larger", was: "RDS for PostgreSQL" },
    },
    {
      what: "another host of as many",
      before: plain,
      after: { ...plain, hosts: ["other.example.com"] },
      id: "dns",
      is: { state: "changed", was: "shop.example.com" },
    },
    {
      what: "a service more",
      before: { ...plain, services: [SERVICE] },
      after: { ...plain, services: [SERVICE, { ...SERVICE, name: "other" }] },
      id: "services",
      is: { state: "larger", was: undefined },
    },
    {
      what: "a service that grew",
      before: { ...plain, services: [SERVICE] },
      after: { ...plain, services: [{ ...SERVICE, replicas: { min: 4, max: 20 } }] },
      id: "services",
      is: { state: "changed", was: "2–20 pods, 500m CPU · 512 MiB" },
    },
  ])("knows $what", ({ before, after, id, is }) => {
    expect(said(after, before, id)).toEqual(is);
  });

  it("says of what holds data that it is kept", () => {
    const gone = pictureOf(sampleBlueprint("1"), plain).nodes.filter(({ state }) => state === "gone");
    expect(gone.filter(({ lines }) => lines.includes("its data is kept")).map(({ id }) => id)).toEqual([
      "gone-bucket",
      "gone-sessions",
    ]);
  });
});
