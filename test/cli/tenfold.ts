// Runs the real program in a process of its own, as a user would.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export type Ran = { readonly code: number; readonly out: string; readonly err: string };
export type Circumstances = {
  readonly stdin?: string;
  /** Beside PATH and HOME; nothing else of this process's environment is handed on, but where compiled code is kept. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
};

const MAIN = `${process.cwd()}/dist/cli/main.js`;
/** A home without a kubeconfig: no test talks to somebody's cluster by accident. */
const HOME = "/nonexistent";

/** Resolves when the program has ended. No cluster is in reach unless `environment` or an argument names one. */
export async function tenfold(arguments_: readonly string[], circumstances: Circumstances = {}): Promise<Ran> {
  const { stdin = "", environment = {}, folder = process.cwd() } = circumstances;
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [MAIN, ...arguments_], {
    cwd: folder,
    env: { PATH, NODE_COMPILE_CACHE, HOME, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(stdin);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? -1))),
  ]);
  return { code, out, err };
}
