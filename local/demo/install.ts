// Puts definitions, roles, policies and examples into the cluster. What the user has changed there since is left as it is.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { KubectlFailure, type Kubectl } from "./kubectl.js";
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

export async function applyExamples(kubectl: Kubectl): Promise<Examples> {
  // What the services need comes before them.
  const first = await eachUnlessEdited(kubectl, ["namespace.yaml", "class.yaml"]);
  const services = (await readdir(PLACES.examples)).filter((name) => /^tier-.*\.yaml$/.test(name)).sort();
  const outcomes = [...first, ...(await eachUnlessEdited(kubectl, services))];
  const filesOf = (wanted: Outcome["outcome"]) => outcomes.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
  return { applied: filesOf("applied").length, edited: filesOf("edited") };
}

type Outcome = { readonly name: string; readonly outcome: "applied" | "edited" };

function eachUnlessEdited(kubectl: Kubectl, names: readonly string[]): Promise<readonly Outcome[]> {
  return Promise.all(names.map((name) => applyUnlessEdited(kubectl, name)));
}

async function applyUnlessEdited(kubectl: Kubectl, name: string): Promise<Outcome> {
  try {
    await kubectl(...APPLY, "-f", join(PLACES.examples, name));
    return { name, outcome: "applied" };
  } catch (error) {
    if (error instanceof KubectlFailure && error.isConflict) return { name, outcome: "edited" };
    throw error;
  }
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
