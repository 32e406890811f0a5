// Verbs for the e2e tests: kubectl as the administrator, helm, and waiting.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import type { Images } from "../setup/images.js";
import type { Programs } from "../setup/programs.js";
import { run } from "../setup/run.js";
import { KUBECONFIG, SETUP_FILE } from "../setup/settings.js";

export type Setup = { readonly programs: Programs; readonly images: Images };
export const setup = JSON.parse(readFileSync(SETUP_FILE, "utf8")) as Setup;

export type Thing = {
  readonly metadata: { readonly name: string; readonly uid: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
  readonly status?: unknown;
};

export function kubectl(...args: readonly string[]): Promise<string> {
  return run(setup.programs.kubectl, ["--kubeconfig", KUBECONFIG, ...args]);
}

export function apply(...objects: readonly unknown[]): Promise<string> {
  const input = objects.map((object) => stringify(object)).join("---\n");
  const flags = ["--kubeconfig", KUBECONFIG, "apply", "--server-side", "--force-conflicts", "-f", "-"];
  return run(setup.programs.kubectl, flags, { input });
}

export async function get<T = Thing>(...args: readonly string[]): Promise<T> {
  return JSON.parse(await kubectl("get", "-o", "json", ...args)) as T;
}

export async function list<T = Thing>(...args: readonly string[]): Promise<readonly T[]> {
  return (await get<{ readonly items: readonly T[] }>(...args)).items;
}

const PAUSE_MS = 1000;

/** Repeats `look` until it returns something other than undefined or false. Fails with the last thing that was seen. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>, patienceMs = 180_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  let last = "not yet";
  while (Date.now() < deadline) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      last = "not yet";
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(`${what}: did not happen in ${String(patienceMs / 1000)} s; last: ${last}`);
}
