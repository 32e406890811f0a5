// Reads what the operator has written, and the authorities that it needs. Told as not usable, never thrown: the last that was usable goes on.
import { readFile } from "node:fs/promises";
import type { PoolerSettings } from "../domain/api/pooler-settings.js";
import { poolerSettings } from "../domain/api/pooler-settings.js";
import type { Config } from "./config.js";
import { messageOf } from "./look.js";

export type Settings = { readonly settings: PoolerSettings; readonly authorities: string | undefined };

export async function readSettings({ settingsFile, authoritiesFile }: Config): Promise<Settings | { readonly trouble: string }> {
  try {
    const settings = poolerSettings.parse(JSON.parse(await readFile(settingsFile, "utf8")));
    // They come as another file, which may be a moment later.
    const authorities = settings.tls === "verify-full" ? await readFile(authoritiesFile, "utf8") : undefined;
    return { settings, authorities };
  } catch (error) {
    return { trouble: messageOf(error) };
  }
}
