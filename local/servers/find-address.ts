// Reads which server on this machine stands behind the name of a database.
import { existsSync, readFileSync } from "node:fs";
import type { Address } from "./addresses.js";
import { HOST } from "./server-process.js";

/** `file`: as the local AWS writes it. Undefined: none, at this moment. */
export function findAddress(file: string, host: string): Address | undefined {
  if (!existsSync(file)) return undefined;
  const ports = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, number>>;
  const port = ports[host];
  return port === undefined ? undefined : { host: HOST, port };
}
