// Puts definitions, roles, policies and examples into the cluster. What the user has changed there since is left as it is.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { KubectlFailure, type Kubectl } from "./kubectl.js";
import type { ExampleSet } from "./places.js";
import { PLACES } from "./places.js";
import { awaitDefinitions } from "../control-plane/definitions.js";

export const FIELD_MANAGER = "tenfold-demo";

const APPLY = ["apply", "--server-side", `--field-manager=${FIELD_MANAGER}`] as const;

/** Returns how many objects there are. */
export async function installManifests(kubectl: Kubectl): Promise<number> {
  const files = PLACES.manifests.flatMap((path) => ["-f", path]);
  const applied = await kubectl(...APPLY, "--force-conflicts", ...files);
  const definitions = PLACES.manifests.filter((path) => path.endsWith("crds")).flatMap((path) => ["-f", path]);
  await awaitDefinitions(kubectl, definitions);
  return linesOf(applied).length;
}

export type Examples = {
  readonly applied: number;
  /** Files whose objects somebody has edited in the cluster. */ readonly edited: readonly string[];
};

export async function applyExamples(kubectl: Kubectl, { folder, first, services }: ExampleSet): Promise<Examples> {
  const paths = (names: readonly string[]) => names.map((name) => join(folder, name));
  // What the services need comes before them.
  const before = await eachUnlessEdited(kubectl, paths(first));
  const found = (await readdir(folder)).filter((name) => services.test(name)).sort();
  const outcomes = [...before, ...(await eachUnlessEdited(kubectl, paths(found)))];
  const filesOf = (wanted: Outcome["outcome"]) => outcomes.filter(({ outcome }) => outcome === wanted).map(({ path }) => path);
  return { applied: filesOf("applied").length, edited: filesOf("edited") };
}

type Outcome = { readonly path: string; readonly outcome: "applied" | "edited" };

function eachUnlessEdited(kubectl: Kubectl, paths: readonly string[]): Promise<readonly Outcome[]> {
  return Promise.all(paths.map((path) => applyUnlessEdited(kubectl, path)));
}

async function applyUnlessEdited(kubectl: Kubectl, path: string): Promise<Outcome> {
  try {
    await kubectl(...APPLY, "-f", path);
    return { path, outcome: "applied" };
  } catch (error) {
    if (error instanceof KubectlFailure && error.isConflict) return { path, outcome: "edited" };
    throw error;
  }
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
