// One program and its packages as one file, which needs none beside it. The same sources give the same bytes, wherever the checkout lies.
import { build, type BuildOptions, type Plugin } from "esbuild";
import { packagesOf, type BundledPackage } from "./image/packages.js";

/** Some packages are CommonJS and ask for Node's own modules by `require`. */
const BANNER = 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/**
 * Loading its generated models of all objects of Kubernetes does nothing, and its package does not say so: what is not used of them stays out, a tenth of
 * the operator's bundle.
 */
const WITHOUT_SIDE_EFFECTS = "@kubernetes/client-node";
const unusedModels: Plugin = {
  name: "unused-models",
  setup: (bundling) => {
    bundling.onResolve(
      { filter: /^(\.|@kubernetes\/client-node$)/ },
      async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === WITHOUT_SIDE_EFFECTS || !(path + importer).includes(WITHOUT_SIDE_EFFECTS)) return undefined;
        return {
          ...(await bundling.resolve(path, { importer, resolveDir, kind, pluginData: WITHOUT_SIDE_EFFECTS })),
          sideEffects: false,
        };
      },
    );
  },
};

/**
 * Where `node:http` is imported Node reads all its exports, of which three are made on demand: with them comes its own copy of undici, which nobody here
 * uses and which is 11 MB of resident memory. Where it is required it does not.
 */
const HTTP = "node:http";
const httpByRequire: Plugin = {
  name: "http-by-require",
  setup: (bundling) => {
    bundling.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === "require-call" ? { path: HTTP, external: true } : { path: HTTP, namespace: "by-require" },
    );
    bundling.onLoad({ filter: /./, namespace: "by-require" }, () => ({ contents: `module.exports = require("${HTTP}");` }));
  },
};

/**
 * Two packages load all that they have, and we use a corner of each: generated types of Kubernetes, and shared connections. Whoever imports more is refused
 * when the bundle is made. The stock client names `fetch`, for calls that nobody here makes.
 */
const CORNERS: Readonly<Record<string, string>> = {
  "cdk8s-plus-27": 'import * as k8s from "cdk8s-plus-27/lib/imports/k8s.js"; export { k8s };',
  undici: `import Agent from "undici/lib/dispatcher/agent.js"; import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
import Pool from "undici/lib/dispatcher/pool.js"; import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js"; import api from "undici/lib/api/index.js";
Object.assign(Dispatcher.prototype, api); export { Agent, Dispatcher, Pool, ProxyAgent };
export const fetch = (...all) => require("undici/lib/web/fetch/index.js").fetch(...all);`,
};
const onlyCorners: Plugin = {
  name: "only-corners",
  setup: (bundling) => {
    bundling.onResolve({ filter: /^(cdk8s-plus-27|undici)$/ }, ({ path, kind, resolveDir }) =>
      kind === "import-statement" ? { path, namespace: "corner", pluginData: resolveDir } : undefined,
    );
    bundling.onLoad({ filter: /./, namespace: "corner" }, ({ path, pluginData }) => ({
      contents: CORNERS[path],
      resolveDir: String(pluginData),
    }));
  },
};

export type Bundled = { readonly bytes: number; readonly packages: readonly BundledPackage[] };
export type Bundling = {
  /** Entry point, below the root of the checkout. */
  readonly entry: string;
  readonly outfile: string;
  /** Before everything else in the file. */
  readonly firstLine?: string;
  readonly options?: Pick<BuildOptions, "minifySyntax" | "minifyWhitespace" | "plugins">;
};

/** `root` is a checkout with its dependencies installed. */
export async function bundled(root: string, { entry, outfile, firstLine, options }: Bundling): Promise<Bundled> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    banner: { js: firstLine === undefined ? BANNER : `${firstLine}\n${BANNER}` },
    preserveSymlinks: true, // paths below the checkout, wherever its packages really lie
    legalComments: "none", // the licences are in a file of their own
    metafile: true,
    logLevel: "warning",
    ...options,
    plugins: [unusedModels, httpByRequire, onlyCorners, ...(options?.plugins ?? [])],
  });
  const [output] = Object.values(metafile.outputs);
  return { bytes: output?.bytes ?? 0, packages: await packagesOf(root, Object.keys(output?.inputs ?? {})) };
}
