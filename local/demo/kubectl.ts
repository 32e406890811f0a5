// Runs kubectl against the cluster of the demo, and no other, whatever the environment says meanwhile.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DemoFailure, EXIT } from "./failure.js";

const run = promisify(execFile);
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Returns what it prints. */
export type Kubectl = (...parameters: readonly string[]) => Promise<string>;

/** Without a kubeconfig: the one that kubectl finds by itself. */
export function kubectlAt(program: string, kubeconfig?: string): Kubectl {
  const prefix = kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig];
  return async (...parameters) => {
    try {
      return (await run(program, [...prefix, ...parameters], { maxBuffer: LARGEST_OUTPUT_BYTES })).stdout;
    } catch (error) {
      throw new KubectlFailure(parameters, error);
    }
  };
}

export class KubectlFailure extends DemoFailure {
  /** What the API server said, one line each. */
  readonly lines: readonly string[];

  constructor(parameters: readonly string[], cause: unknown) {
    const { code, stderr } = cause as { readonly code?: unknown; readonly stderr?: string };
    const isMissing = code === "ENOENT";
    const text = isMissing ? "there is no kubectl on PATH" : (stderr ?? String(cause)).trim();
    const remedy = isMissing ? "Install kubectl, or run the demo on its own control plane, which brings one." : undefined;
    super(isMissing ? EXIT.missing : EXIT.unexpected, `kubectl ${parameters.slice(0, 3).join(" ")}: ${text}`, remedy);
    this.lines = text.split("\n");
  }

  get isConflict(): boolean {
    return this.lines.some((line) => line.includes("conflict"));
  }
}
