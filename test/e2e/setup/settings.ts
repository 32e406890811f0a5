// What can be chosen from outside, and where the parts lie.
import { join, resolve } from "node:path";

/** The working directory is the checkout. */
export const ROOT = process.cwd();
export const WORK_FOLDER = join(ROOT, ".build", "e2e");
export const KUBECONFIG = join(WORK_FOLDER, "kubeconfig");
/** Handed to the tests, which run in a process of their own. */
export const SETUP_FILE = join(WORK_FOLDER, "setup.json");

export type Settings = {
  /** Name of the kind cluster. */
  readonly cluster: string;
  /** Image of the nodes; undefined: the one that this version of kind brings. */
  readonly nodeImage: string | undefined;
  /** Base of our own images; undefined: the one in the Dockerfile. */
  readonly nodeBaseImage: string | undefined;
  readonly postgresImage: string;
  /** The cluster stays when the suite has passed, and is taken again when it is there. */
  readonly keep: boolean;
};

export const SETTINGS_HELP = `  E2E_CLUSTER         name of the kind cluster (tenfold-e2e)
  E2E_NODE_IMAGE      image of kind's nodes (kind's own)
  E2E_BASE_IMAGE      Node image under our images (the one in the Dockerfile)
  E2E_POSTGRES_IMAGE  PostgreSQL image, with the version as its tag (postgres:17)
  E2E_KEEP            1: leave the cluster running, and take it again
`;

export function settingsOf(variables: Readonly<Record<string, string | undefined>>): Settings {
  const given = (name: string): string | undefined => (variables[name] === "" ? undefined : variables[name]);
  return {
    cluster: given("E2E_CLUSTER") ?? "tenfold-e2e",
    nodeImage: given("E2E_NODE_IMAGE"),
    nodeBaseImage: given("E2E_BASE_IMAGE"),
    postgresImage: given("E2E_POSTGRES_IMAGE") ?? "postgres:17",
    keep: given("E2E_KEEP") === "1",
  };
}

export function chartFolder(): string {
  return resolve(ROOT, "charts", "tenfold");
}
