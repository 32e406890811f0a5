// What the operator loads when it starts. The rest is loaded when it is first needed: few need it, and it takes memory from all.
import { describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ENTRY = "operator/main.ts";

type Import = { readonly path: string; readonly kind: string };
type Inputs = Readonly<Record<string, { readonly imports: readonly Import[] }>>;

async function inputs(): Promise<Inputs> {
  const folder = await mkdtemp(join(tmpdir(), "tenfold-loaded-"));
  const metafile = join(folder, "meta.json");
  const options = ["--bundle", "--platform=node", "--format=esm", "--packages=external", "--log-level=error"];
  await run("node_modules/.bin/esbuild", [ENTRY, ...options, `--metafile=${metafile}`, `--outfile=${join(folder, "main.mjs")}`]);
  const meta = JSON.parse(await readFile(metafile, "utf8")) as { readonly inputs: Inputs };
  await rm(folder, { recursive: true });
  return meta.inputs;
}

/** Files and packages that are reached, with `import()` as well or without. */
function reached(files: Inputs, withLazy: boolean): ReadonlySet<string> {
  const found = new Set([ENTRY]);
  for (const path of found) {
    for (const next of files[path]?.imports ?? []) if (withLazy || next.kind !== "dynamic-import") found.add(next.path);
  }
  return found;
}

const isLazy = (path: string): boolean => /^@aws-sdk\/|^@opentelemetry\//.test(path);

describe("at its start the operator loads", () => {
  it("neither AWS's SDK nor what sends traces, which are in it all the same", async () => {
    const files = await inputs();
    expect([...reached(files, false)].filter(isLazy)).toEqual([]);
    expect([...reached(files, true)].filter(isLazy).sort()).toEqual([
      "@aws-sdk/client-rds",
      "@opentelemetry/api",
      "@opentelemetry/exporter-trace-otlp-http",
      "@opentelemetry/resources",
      "@opentelemetry/sdk-trace",
    ]);
  });
});
