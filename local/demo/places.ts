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
  manifests: ["crds", "local/crds", "deploy/rbac", "deploy/policies", "local/demo/local-aws.yaml"],
} as const;

/** The service that grows. */
export const GROWING = {
  namespace: "growing",
  name: "shop",
  file: "local/demo/growing/namespace.yaml",
  service: "local/demo/growing/shop.yaml",
} as const;

/** What the demo applies. The files of `first` come before those of `services`, which need them. */
export type ExampleSet = {
  readonly folder: string;
  /** As the files name it themselves. */
  readonly namespace: string;
  readonly first: readonly string[];
  readonly services: RegExp;
  /** In words. */
  readonly what: string;
  /** One of them, to be looked at. */
  readonly shown: string;
  /** A command that changes something. */
  readonly edit: string;
};

export const EXAMPLES = {
  ladder: {
    folder: "deploy/examples",
    namespace: "demo",
    first: ["namespace.yaml", "class.yaml"],
    services: /^tier-.*\.yaml$/,
    what: "nine services",
    shown: "shop-10k",
    edit: `patch ws shop-1k --type merge -p '{"spec":{"userTier":"10k"}}'    # ten times the users`,
  },
  stories: {
    folder: "deploy/examples/stories",
    namespace: "stories",
    first: ["namespace.yaml", "classes.yaml"],
    services: /^(beatapp|dispatch)\.yaml$/,
    what: "two services",
    shown: "beatapp",
    edit: `patch ws dispatch --type merge -p '{"spec":{"scaling":{"minReplicas":50}}}'    # a scoop, known beforehand`,
  },
} as const satisfies Readonly<Record<string, ExampleSet>>;
export type ExampleName = keyof typeof EXAMPLES;

export const EXAMPLE_NAMESPACES: readonly string[] = Object.values(EXAMPLES).map(({ namespace }) => namespace);
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
