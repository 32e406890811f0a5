// Runs the Go toolchain and explains itself when there is none or it is too old.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { environmentWith } from "./environment.js";

const run = promisify(execFile);
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

export async function go(parameters: readonly string[], folder: string): Promise<string> {
  // Without cgo no C compiler is needed and the programs run on any libc.
  const options = { cwd: folder, env: environmentWith({ CGO_ENABLED: "0" }), maxBuffer: LARGEST_OUTPUT_BYTES };
  return (await run("go", parameters, options)).stdout;
}

/** `oldest` is like "1.26". */
export async function requireGo(oldest: string, folder: string): Promise<void> {
  const version = await go(["version"], folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (version !== undefined && isAtLeast(version, oldest)) return;
  const found = version === undefined ? 'no "go" is on PATH' : `found "${version.trim()}"`;
  throw new Error(
    `The control plane is built with Go ${oldest} or newer, but ${found}. ` +
      `Install Go ${oldest} or newer, put its bin folder on PATH and run the command again.`,
  );
}

function isAtLeast(version: string, oldest: string): boolean {
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  const [oldestMajor, oldestMinor] = oldest.split(".");
  if (major !== oldestMajor) return Number(major) > Number(oldestMajor);
  return Number(minor) >= Number(oldestMinor);
}
