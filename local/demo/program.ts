// The programs that outlive the demo: operator, local AWS, and the one that looks after them. How each is started, when it serves.
import { createConnection } from "node:net";
import { resolve } from "node:path";
import { GROWING } from "./places.js";

export type WorkingProgram = "operator" | "local-aws";
export type ProgramName = WorkingProgram | "keeper";

export type Program = {
  readonly name: ProgramName;
  /** Compiled entry point. */
  readonly entry: string;
  /** Folders of compiled code: when something in them changes, the program that runs is an old one. */
  readonly code: readonly string[];
  readonly flags: (port: number) => readonly string[];
  /** In addition to the environment of whoever starts it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it serves on its port. */
  readonly isReady: (port: number) => Promise<boolean>;
};

export type Surroundings = {
  readonly kubeconfig: string;
  /** Empty: all. */
  readonly namespaces: readonly string[];
};

const PROBE_TIMEOUT_MS = 2_000;

/** `stateFile`: what AWS would still know after a restart. `servers`: folder of real servers; undefined: none. */
export function localAws(
  { kubeconfig, namespaces }: Surroundings,
  { stateFile, servers }: { readonly stateFile: string; readonly servers: string | undefined },
): Program & { readonly name: "local-aws" } {
  const real = servers === undefined ? [] : ["--servers", servers, "--servers-namespaces", GROWING.namespace];
  // Where it has no cluster of its own, pods are real and run their programs themselves.
  const limits = namespaces.length === 0 ? ["--programs", ...real] : ["--namespaces", namespaces.join(",")];
  return {
    name: "local-aws",
    entry: resolve("dist/local/aws/main.js"),
    code: [
      "dist/local/aws",
      ...["programs", "servers", "postgres"].map((folder) => `dist/local/${folder}`),
      "dist/migrator",
      "dist/domain/api",
      ...["ports", "runtime", "adapters"].map((folder) => `dist/operator/${folder}`),
    ],
    flags: (port) => ["--kubeconfig", kubeconfig, "--rds-port", String(port), "--state", stateFile, ...limits],
    isReady: isListening,
  };
}

export function operator({ kubeconfig, namespaces }: Surroundings, rdsPort: number): Program & { readonly name: "operator" } {
  const limits = namespaces.length === 0 ? [] : ["--namespaces", namespaces.join(",")];
  const rds = ["--rds-endpoint", `http://127.0.0.1:${rdsPort}`];
  // The pods of the demo do not tell whether a load balancer reaches them, and its AWS takes seconds where AWS takes minutes.
  const pace = ["--unseen-targets-seconds", "15", "--observe-move-seconds", "20"];
  return {
    name: "operator",
    entry: resolve("dist/operator/main.js"),
    code: ["dist/operator", "dist/cdk8s", "dist/domain"],
    // The stand-in of RDS takes any; AWS's SDK sends nothing without.
    env: { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    flags: (port) => ["--kubeconfig", kubeconfig, "--listen", `127.0.0.1:${port}`, ...rds, ...pace, ...limits],
    isReady: isHealthy,
  };
}

/** It serves nobody, and is ready at once. */
export function keeper(cluster: string): Program {
  return {
    name: "keeper",
    entry: resolve("dist/local/demo/main.js"),
    code: ["dist/local/demo", "dist/local/control-plane"],
    flags: () => ["keep", "--cluster", cluster],
    isReady: () => Promise.resolve(true),
  };
}

/** The ones to be stopped first at the front. */
export const WORKING_PROGRAMS: readonly WorkingProgram[] = ["operator", "local-aws"];
/** Who would start the others again is stopped before them. */
export const PROGRAMS_IN_STOP_ORDER: readonly ProgramName[] = ["keeper", ...WORKING_PROGRAMS];

async function isHealthy(port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ host: "127.0.0.1", port, timeout: PROBE_TIMEOUT_MS });
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      done(answer);
    };
    socket.once("connect", end(true));
    socket.once("error", end(false));
    socket.once("timeout", end(false));
  });
}
