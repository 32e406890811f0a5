// The operator as users run it: a process of its own, with its own unprivileged identity, watching one namespace.
import { freePorts } from "../../../local/control-plane/free-ports.js";
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environment } from "./environment.js";

export type OperatorOptions = {
  readonly namespaces: readonly string[];
  readonly kubeconfig?: string;
  readonly leaderElection?: boolean;
  readonly identity?: string;
  readonly flags?: readonly string[];
  /** Default: credentials that the stand-in of RDS takes. */
  readonly withoutCredentials?: true;
  /** Default: the compiled sources. */
  readonly program?: string;
  /** Of the runtime, before the program. */
  readonly nodeFlags?: readonly string[];
};

export type OperatorProcess = {
  readonly pid: number;
  readonly identity: string;
  /** File that its output goes to. */
  readonly log: string;
  /** SIGKILL: nothing is cleaned up. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number>;
  readonly exited: Promise<number>;
  /** Body of a path of the health server, or undefined while nothing answers. */
  read(path: string): Promise<{ readonly status: number; readonly text: string } | undefined>;
  /** Value of one metric, all label sets summed. */
  metric(name: string): Promise<number>;
};

/** The stand-in of RDS takes any; AWS's SDK sends nothing without. */
const LOCAL_CREDENTIALS = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

/** The C library's memory. */
const AS_IN_IMAGE = { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "131072" };

/** Nor any that the SDK could find on this machine. */
const NO_CREDENTIALS = {
  ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined },
  ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true" },
};

let count = 0;

export async function startOperator(options: OperatorOptions): Promise<OperatorProcess> {
  count += 1;
  const { logs, operatorKubeconfig, rdsEndpoint } = environment();
  const identity = options.identity ?? `${options.namespaces.join("-")}-${count}`;
  const port = await freePort();
  const path = join(logs, `operator-${identity}.log`);
  const log = openSync(path, "a");
  const arguments_ = [
    ...["--max-semi-space-size=8", ...(options.nodeFlags ?? [])], // as in its image
    options.program ?? "dist/operator/main.js",
    ...["--kubeconfig", options.kubeconfig ?? operatorKubeconfig],
    ...["--namespaces", options.namespaces.join(",")],
    ...["--listen", `127.0.0.1:${port}`],
    // Leases live at home, where alone the operator may write them; each test has its own.
    ...["--lease-name", `operator-${options.namespaces.join("-")}`, "--identity", identity],
    ...["--rds-endpoint", rdsEndpoint, "--log-level", "debug", "--drain-seconds", "2"],
    // Longer than the local AWS takes: pods that are older than a load balancer tell nothing of it.
    ...["--unseen-targets-seconds", "2"],
    ...(options.leaderElection === true ? [] : ["--no-leader-election"]),
    ...(options.flags ?? []),
  ];
  const child = spawn(process.execPath, arguments_, {
    stdio: ["ignore", log, log],
    env: { ...process.env, ...AS_IN_IMAGE, ...(options.withoutCredentials === true ? NO_CREDENTIALS : LOCAL_CREDENTIALS) },
  });
  const started = handle(child, { identity, port, log: path });
  running.add(started);
  void started.exited.then(() => running.delete(started));
  await answering(started);
  return started;
}

const running = new Set<OperatorProcess>();

/** For afterAll: whatever a failed test left running. */
export async function stopOperators(): Promise<void> {
  await Promise.all([...running].map((operator) => operator.stop()));
}

type Where = { readonly identity: string; readonly port: number; readonly log: string };

function handle(child: ChildProcess, { identity, port, log }: Where): OperatorProcess {
  const exited = once(child, "exit").then(([code]) => (typeof code === "number" ? code : 1));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  const read = async (path: string) => {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    } catch {
      return undefined;
    }
  };
  return {
    pid: child.pid ?? 0,
    identity,
    log,
    exited,
    kill: async () => {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
    read,
    metric: async (name) => sumOf((await read("/metrics"))?.text ?? "", name),
  };
}

/** Value of one metric in an exposition text, all label sets summed. */
export function sumOf(text: string, name: string): number {
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

const START_MS = 90_000;

async function answering(operator: OperatorProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  const over = operator.exited.then(() => true);
  while (Date.now() < deadline && !(await Promise.race([over, sleep(0, false)]))) {
    if ((await operator.read("/healthz"))?.status === 200) return;
    await sleep(50);
  }
  await operator.stop();
  throw new Error(`the operator did not start; see operator-${operator.identity}.log in ${environment().logs}`);
}

async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
