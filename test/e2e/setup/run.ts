// Runs other programs: their output is kept, and shown when they fail.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

export type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Text for its standard input. */
  readonly input?: string;
};

/** Standard output. Throws with what the program said on its standard error. */
export async function run(program: string, args: readonly string[], { cwd, env, input }: RunOptions = {}): Promise<string> {
  const running = execute(program, [...args], {
    cwd,
    env: { ...process.env, ...env },
    maxBuffer: LARGEST_OUTPUT_BYTES,
  });
  // One that reads nothing may have ended before: what it answers tells how.
  running.child.stdin?.on("error", () => undefined);
  running.child.stdin?.end(input ?? "");
  try {
    return (await running).stdout;
  } catch (error) {
    const { code, stderr, stdout } = error as { readonly code?: unknown; readonly stderr?: string; readonly stdout?: string };
    const said = [stdout, stderr].map((text) => text?.trim() ?? "").filter((text) => text !== "");
    throw new Error(`${program} ${args.slice(0, 4).join(" ")} (${String(code)}):\n${said.join("\n").slice(-4000)}`, {
      cause: error,
    });
  }
}
