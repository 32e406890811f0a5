// The only place of this folder that reads the environment: where the cache lies, and what child processes inherit.
import { homedir } from "node:os";
import { join } from "node:path";

export function cacheFolder(): string {
  const root = [process.env.TENFOLD_CACHE, process.env.XDG_CACHE_HOME].find((value) => value !== undefined && value !== "");
  return join(root ?? join(homedir(), ".cache"), "tenfold", "control-plane");
}

export function environmentWith(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}
