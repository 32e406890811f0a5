// Runs one program of a build or test run: without input, and ended together with the run.
import { spawn } from "node:child_process";
import { once } from "node:events";

export type Ran = { readonly ok: boolean; readonly output: string };

/** "shown": the output goes to the terminal as it comes. "kept": it is returned, for whoever wants to show it. `environment`: beside that of the run. */
export async function runProgram(
  args: readonly string[],
  output: "shown" | "kept",
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const stdio = output === "shown" ? "inherit" : "pipe";
  const child = spawn(process.execPath, args, { stdio: ["ignore", stdio, stdio], env: { ...process.env, ...environment } });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  // Ctrl-C reaches the whole process group by itself; this signal reaches us alone.
  const end = (): void => void child.kill("SIGTERM");
  process.once("SIGTERM", end);
  const [code] = (await once(child, "close")) as [number | null];
  process.off("SIGTERM", end);
  return { ok: code === 0, output: Buffer.concat(chunks).toString("utf8") };
}
