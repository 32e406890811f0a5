// Reads what the operator has written, and the authorities that it needs. Told as not usable, never thrown: the last that was usable goes on.
import { readFile } from "node:fs/promises";
import type { PoolerLead, PoolerSettings } from "../domain/api/pooler-settings.js";
import { poolerSettings } from "../domain/api/pooler-settings.js";
import type { Config } from "./config.js";
import { messageOf } from "./look.js";

export type Settings = {
  /** What is followed. */
  readonly settings: PoolerSettings;
  readonly authorities: string | undefined;
  /** The file's text. */
  readonly text: string;
};

/** Where the database is by the word of the program that has moved it, as long as the file says what it said then. */
export type Lead = { readonly to: PoolerLead; readonly over: string };

export async function readSettings(
  { settingsFile, authoritiesFile }: Config,
  lead?: Lead,
): Promise<Settings | { readonly trouble: string }> {
  try {
    const text = await readFile(settingsFile, "utf8");
    const written = poolerSettings.parse(JSON.parse(text));
    const settings = lead?.over === text ? led(written, lead.to) : written;
    // They come as another file, which may be a moment later.
    const authorities = settings.tls === "verify-full" ? await readFile(authoritiesFile, "utf8") : undefined;
    return { settings, authorities, text };
  } catch (error) {
    return { trouble: messageOf(error) };
  }
}

/** Replicas of the one before are none of this one; its own come with the settings. */
function led(settings: PoolerSettings, to: PoolerLead): PoolerSettings {
  return { ...settings, ...to, replication: "none", replicas: [] };
}
