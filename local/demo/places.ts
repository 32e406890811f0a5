// Where the demo keeps what it makes, all of it below .local in the checkout, and where it finds what it installs.
import { join, resolve } from "node:path";

const LOCAL = ".local";

/** Shown to people as they are: relative to the checkout, where they stand. */
export const PLACES = {
  root: LOCAL,
  controlPlane: join(LOCAL, "control-plane"),
  kubeconfig: join(LOCAL, "kubeconfig"),
  logs: join(LOCAL, "logs"),
  records: join(LOCAL, "run"),
  examples: "deploy/examples",
  manifests: ["crds", "local/crds", "deploy/rbac", "deploy/policies", "local/demo/local-aws.yaml"],
} as const;

/** The service that grows. */
export const GROWING = {
  namespace: "growing",
  name: "shop",
  file: "local/demo/growing/namespace.yaml",
  service: "local/demo/growing/shop.yaml",
} as const;

/** Namespace of the examples, as they name it themselves. */
export const EXAMPLE_NAMESPACE = "demo";
export const SYSTEM_NAMESPACE = "tenfold-system";

export function identityKubeconfig(program: string): string {
  return resolve(LOCAL, `${program}.kubeconfig`);
}

/** A cluster of its own has an AWS of its own. */
export function awsStateFile(clusterId: string): string {
  return resolve(LOCAL, `local-aws-${clusterId}.json`);
}

/** Real servers of databases. It is there where this machine has PostgreSQL, and only then are programs real. */
export function serversFolder(clusterId: string): string {
  return resolve(LOCAL, `servers-${clusterId}`);
}

export function logFile(program: string): string {
  return join(PLACES.logs, `${program}.log`);
}

export function recordFile(program: string): string {
  return join(PLACES.records, `${program}.json`);
}
