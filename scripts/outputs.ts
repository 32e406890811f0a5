// Which compiled files belong to which sources. Pure.

export const OUTPUT_FOLDER = "dist";
export const BUILD_RECORD = "dist/.tsbuildinfo";
/** The front end of the dashboard: for browsers, so it is checked by itself and ends up in one text. */
export const PAGE_FOLDER = "cli/dashboard/page";
const PAGE_RECORD = "dist/.tsbuildinfo-page";
/** As tsconfig.json includes them. */
export const SOURCE_FOLDERS = ["domain", "operator", "cdk8s", "cli", "migrator", "pooler", "local", "test", "scripts"] as const;

const COMPILED = /\.js(\.map)?$/;

/** Outputs whose source is gone. */
export function staleOutputs(outputs: readonly string[], sources: readonly string[]): readonly string[] {
  const known = new Set(sources);
  return outputs.filter((path) => path !== BUILD_RECORD && path !== PAGE_RECORD && !known.has(sourceOf(path)));
}

/** Outputs that should be there after a complete build and are not. */
export function missingOutputs(outputs: readonly string[], sources: readonly string[]): readonly string[] {
  const known = new Set(outputs);
  const isCompiled = (path: string) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.startsWith(`${PAGE_FOLDER}/`);
  const wanted = sources.filter(isCompiled);
  return wanted.map((path) => `${OUTPUT_FOLDER}/${path.slice(0, -".ts".length)}.js`).filter((path) => !known.has(path));
}

function sourceOf(output: string): string {
  return output.slice(`${OUTPUT_FOLDER}/`.length).replace(COMPILED, ".ts");
}
