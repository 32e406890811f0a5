// Where the browser of the tests is.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"] as const;

export const CHROMIUM_REMEDY =
  `There is no browser for the tests of the dashboard: none of ${NAMES.join(", ")} is on PATH. Install one, for example with ` +
  '"apt-get install chromium", or say where it is with CHROMIUM.';

/** The path that CHROMIUM names, else the first on PATH. */
export function chromiumProgram(): string | undefined {
  const { CHROMIUM = "", PATH = "" } = process.env;
  const found = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...(CHROMIUM === "" ? [] : [CHROMIUM]), ...found].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
