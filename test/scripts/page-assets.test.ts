// The front end of the dashboard within a bundle of the command line.
import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { pageAssets } from "../../scripts/page-assets.js";

describe("a bundle of sources", () => {
  it("has the page, its script and its style in it", async () => {
    const { outputFiles } = await build({
      entryPoints: ["cli/dashboard/page-server.ts"],
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      packages: "external",
      plugins: [pageAssets(process.cwd())],
    });
    const text = outputFiles[0]?.text ?? "";
    for (const part of ['id="app"', "tenfold-token", ".card", "<svg"]) expect(text).toContain(part);
  });
});
