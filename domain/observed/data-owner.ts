// Whose data a service uses: its own, or that of a deleted service of the same name. Decided from the data that is there and from the
// binding, so that a wrong word never leads to an empty database.
import type { WebService } from "../api/service.js";
import { ROLE } from "../blueprint/roles.js";
import type { ChildRecord } from "./record.js";

/** Data objects that carry one UID. */
export type DataSet = { readonly uid: string; readonly records: readonly ChildRecord[] };

export type DataOwner =
  | { readonly kind: "known"; readonly dataUid: string }
  /** There is data of others, and nobody has said what to do with it. */
  | { readonly kind: "undecided"; readonly found: readonly DataSet[] }
  /** There is no data of the UID that is to be adopted. */
  | { readonly kind: "unknown"; readonly wanted: string; readonly found: readonly DataSet[] }
  /** The service already uses the data of another UID. */
  | { readonly kind: "changed"; readonly pinned: string; readonly wanted: string };

/** The ConfigMap that says how to adopt what was left behind. */
export const NOTE_ROLE = "retained";

/** `records`: all children that carry the name of the service, whichever UID they belong to. */
export function dataOwner({ metadata, spec }: WebService, records: readonly ChildRecord[]): DataOwner {
  const { uid } = metadata;
  const sets = dataSets(records);
  const found = [...sets.values()].filter((set) => set.uid !== uid);
  const pinned = pinnedUid(uid, records);
  const adopted = spec.database?.adoptFrom;
  const wanted = adopted === "Fresh" ? uid : (adopted ?? pinned ?? uid);
  if (pinned !== undefined && pinned !== wanted && sets.has(pinned)) return { kind: "changed", pinned, wanted };
  if (wanted !== uid && wanted !== pinned && !sets.has(wanted)) return { kind: "unknown", wanted, found };
  const isAsked = adopted === undefined && pinned === undefined && !sets.has(uid);
  if (isAsked && found.length > 0) return { kind: "undecided", found };
  return { kind: "known", dataUid: wanted };
}

/** By UID, oldest knowledge first: the order of the names. */
export function dataSets(records: readonly ChildRecord[]): ReadonlyMap<string, DataSet> {
  const sets = new Map<string, DataSet>();
  const data = records.filter((record) => record.holdsData && !isNote(record));
  for (const record of [...data].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const before = sets.get(record.serviceUid)?.records ?? [];
    sets.set(record.serviceUid, { uid: record.serviceUid, records: [...before, record] });
  }
  return sets;
}

function pinnedUid(uid: string, records: readonly ChildRecord[]): string | undefined {
  const own = records.find((record) => record.kind === "ConfigMap" && record.role === ROLE.binding && record.serviceUid === uid);
  return own?.facts.binding?.dataUid;
}

export function isNote(record: ChildRecord): boolean {
  return record.kind === "ConfigMap" && record.role === NOTE_ROLE;
}
