// `tenfold local`: the local control plane of a checkout, through its own make. What a cluster is made from does not fit into this program.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";

export type Action = "up" | "down" | "status";

export async function runLocal({ environment }: Session, action: Action, folder: string): Promise<ExitCode> {
  const checkout = checkoutAbove(resolve(folder));
  if (checkout === undefined)
    throw new CommandError(
      `${resolve(folder)} is not in a checkout of Tenfold`,
      "The local control plane is built from the sources: clone the repository and run this there, or give --checkout FOLDER.",
    );
  // Both get a Ctrl-C of the terminal; what was started says itself what became of it.
  process.on("SIGINT", () => undefined);
  const run = (program: string, arguments_: readonly string[]) => exitOf(program, arguments_, { checkout, environment });
  const built = await run("make", ["--silent", "build"]);
  if (built !== 0)
    throw new CommandError(`the checkout ${checkout} does not compile`, "See above; `make build` there says the same.");
  return (await run(join(checkout, NODE), [join(checkout, DEMO), action])) === 0 ? EXIT.done : EXIT.failed;
}

/** What the checkout's own make uses. */
const NODE = "node_modules/.bin/node";
const DEMO = "dist/local/demo/main.js";

type Place = { readonly checkout: string; readonly environment: Session["environment"] };

function exitOf(program: string, arguments_: readonly string[], { checkout, environment }: Place): Promise<number> {
  const child = spawn(program, arguments_, { stdio: "inherit", cwd: checkout, env: environment });
  return new Promise((resolveCode, reject) => {
    child.once("close", (code) => resolveCode(code ?? EXIT.failed));
    child.once("error", (error) =>
      reject(new CommandError(`${program} cannot be started: ${error.message}`, "Install it, then try again.")),
    );
  });
}

function checkoutAbove(folder: string): string | undefined {
  if (isCheckout(folder)) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : checkoutAbove(above);
}

function isCheckout(folder: string): boolean {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest) || !existsSync(join(folder, "local/demo/main.ts"))) return false;
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly name?: unknown }).name === "tenfold";
}
