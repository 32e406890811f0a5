// Finds this folder in the checkout. Compiled code runs from an output folder, where go.mod and the YAML files are not.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = join("local", "control-plane");

export function sourceFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, HERE);
    if (existsSync(join(candidate, "go.mod"))) return candidate;
  }
  throw new Error(`${HERE}/go.mod is in no folder above ${start}: run this from a checkout of Tenfold.`);
}
