// Helm as built from its Go module, on the chart of this checkout.
import { execFile } from "node:child_process";
import { parseAllDocuments } from "yaml";
import { progressToStderr } from "../../local/control-plane/progress.js";
import { ensureTool } from "../../local/tools/build.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { CommandResult } from "./bare-server.js";

export const CHART = "charts/tenfold";
export const RELEASE = "tenfold";
export const SYSTEM = "tenfold-system";

export type Values = Readonly<Record<string, unknown>>;

export async function helm(...args: readonly string[]): Promise<CommandResult> {
  const program = await ensureTool("helm", progressToStderr);
  return new Promise((resolve) => {
    execFile(program, [...args], { maxBuffer: 64 * 1024 * 1024 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : 1, out, err }),
    );
  });
}

/** As a flag: JSON is YAML, and a whole document is clearer than a list of --set. */
export function valueFlags(values: Values): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--set-json=${name}=${JSON.stringify(value)}`);
}

export type Template = { readonly values?: Values; readonly apis?: readonly string[]; readonly release?: string };

/** `apis` are what the cluster is said to know beside the built-in kinds. */
export function template({ values = {}, apis = [], release = RELEASE }: Template): Promise<CommandResult> {
  const known = apis.flatMap((api) => ["--api-versions", api]);
  return helm("template", release, CHART, "--namespace", SYSTEM, ...known, ...valueFlags(values));
}

/** The rendered objects; throws what helm complained about. */
export async function rendered(wanted: Template): Promise<readonly KubeObject[]> {
  const { code, out, err } = await template(wanted);
  if (code !== 0) throw new Error(err);
  return parseAllDocuments(out)
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);
}
