// What the build removes before it compiles.
import { describe, expect, it } from "@jest/globals";
import { missingOutputs, staleOutputs } from "../../scripts/outputs.js";

describe("outputs of the compiler", () => {
  it("are stale when their source is gone, with their source maps", () => {
    const outputs = ["dist/test/a.test.js", "dist/test/a.test.js.map", "dist/test/b.test.js", "dist/.tsbuildinfo"];
    expect(staleOutputs(outputs, ["test/b.test.ts"])).toEqual(["dist/test/a.test.js", "dist/test/a.test.js.map"]);
  });

  it("are stale when their folder is gone", () => {
    expect(staleOutputs(["dist/old/x.js"], ["operator/x.ts"])).toEqual(["dist/old/x.js"]);
  });

  it("stay when they were copied from a source of the same name", () => {
    expect(staleOutputs(["dist/operator/prices.json"], ["operator/prices.json"])).toEqual([]);
  });

  it("are missing when a source has none, new ones included", () => {
    expect(missingOutputs(["dist/operator/a.js"], ["operator/a.ts", "operator/b.ts", "operator/data.yaml"])).toEqual([
      "dist/operator/b.js",
    ]);
  });
});
