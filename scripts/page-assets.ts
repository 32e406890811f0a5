// Makes the front end of the dashboard one module of texts: beside the program that serves it, dist/cli/dashboard/assets.js, or in a bundle.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import { build } from "esbuild";
import { PAGE_FOLDER } from "./outputs.js";

const MODULE = "dist/cli/dashboard/assets.js";

/** Types were checked before. `root` is the checkout. */
export async function writePageAssets(root: string): Promise<void> {
  mkdirSync(join(root, dirname(MODULE)), { recursive: true });
  writeFileSync(join(root, MODULE), await pageModule(root));
}

/** For a bundle of sources, where the module is not written yet. */
export function pageAssets(root: string): Plugin {
  return {
    name: "page-assets",
    setup: (bundling) => {
      bundling.onResolve({ filter: /^\.\/assets\.js$/ }, ({ importer }) =>
        dirname(importer) === join(root, dirname(PAGE_FOLDER)) ? { path: "dashboard", namespace: "page-assets" } : undefined,
      );
      bundling.onLoad({ filter: /.*/, namespace: "page-assets" }, async () => ({
        contents: await pageModule(root),
        loader: "js",
      }));
    },
  };
}

async function pageModule(root: string): Promise<string> {
  const bundled = await build({
    absWorkingDir: root,
    entryPoints: [`${PAGE_FOLDER}/front.ts`],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });
  const read = (name: string) => readFileSync(join(root, PAGE_FOLDER, name), "utf8");
  const texts = {
    PAGE: read("index.html"),
    SCRIPT: bundled.outputFiles[0]?.text ?? "",
    STYLE: read("page.css"),
    ICON: read("icon.svg"),
  };
  const lines = Object.entries(texts).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`);
  return lines.join("");
}
