// Answers of RDS in pages: at most a hundred records, and a marker that asks for the rest.
import { terminal, type Refusal } from "../model/refusal.js";
import type { Resource } from "../model/resource.js";

const FEWEST = 20;
const MOST = 100;

export type Page = { readonly records: readonly Resource[]; readonly marker?: string };

/** In the order of their names, as RDS lists them. Opaque to whoever asks: the name of the last record of the page. */
export function pageOf(found: readonly Resource[], parameters: ReadonlyMap<string, string>): Page | Refusal {
  const size = Number(parameters.get("MaxRecords") ?? MOST);
  if (!Number.isInteger(size) || size < FEWEST || size > MOST) {
    return terminal("InvalidParameterValue", `Invalid value ${size} for MaxRecords. Must be between ${FEWEST} and ${MOST}`);
  }
  const after = nameIn(parameters.get("Marker"));
  const sorted = [...found].sort((one, other) => (one.name < other.name ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter(({ name }) => name > after);
  const records = rest.slice(0, size);
  const last = records.at(-1);
  return rest.length > records.length && last !== undefined ? { records, marker: markerOf(last.name) } : { records };
}

function markerOf(name: string): string {
  return Buffer.from(name).toString("base64url");
}

function nameIn(marker: string | undefined): string | undefined {
  return marker === undefined || marker === "" ? undefined : Buffer.from(marker, "base64url").toString();
}
