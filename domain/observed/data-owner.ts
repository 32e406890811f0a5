// Whose data a service uses: its own, or that of a deleted service of the same name. Decided from the data that is there and from the
// binding, so that a wrong word never leads to an empty database.
import type { WebService } from "../api/service.js";
import { ROLE } from "../blueprint/roles.js";
import type { Binding } from "./binding.js";
import { databaseIn } from "./binding.js";
import type { CloudAnswer } from "./cloud-answer.js";
import type { ChildRecord } from "./record.js";

/** Data objects that carry one UID. */
export type DataSet = { readonly uid: string; readonly records: readonly ChildRecord[] };

export type DataOwner =
  | { readonly kind: "known"; readonly dataUid: string }
  /** There is data of others, and nobody has said what to do with it. */
  | { readonly kind: "undecided"; readonly found: readonly DataSet[] }
  /** There is no data of the UID that is to be adopted, as far as is known. `answer`: what AWS says; undefined: nobody has asked. */
  | { readonly kind: "unknown"; readonly wanted: string; readonly found: readonly DataSet[]; readonly answer?: CloudAnswer }
  /** The service already uses the data of another UID. */
  | { readonly kind: "changed"; readonly pinned: string; readonly wanted: string };

/** The ConfigMap that says how to adopt what was left behind. */
export const NOTE_ROLE = "retained";

/** `records`: all children that carry the name of the service, whichever UID they belong to. `inCloud`: the last answer of AWS. */
export function dataOwner(
  { metadata, spec }: WebService,
  records: readonly ChildRecord[],
  inCloud: CloudAnswer | undefined,
): DataOwner {
  const { uid } = metadata;
  const sets = dataSets(records);
  const found = [...sets.values()].filter((set) => set.uid !== uid);
  const binding = bindingOf(uid, records);
  const pinned = binding?.dataUid;
  const { adoptFrom: adopted, adopt, enabled: hasDatabase = true } = spec.database ?? {};
  const wanted = wantedUid(uid, adopted, pinned);
  if (pinned !== undefined && pinned !== wanted && sets.has(pinned)) return { kind: "changed", pinned, wanted };
  const set = sets.get(wanted);
  if (wanted !== uid && isInDoubt({ binding, wanted, set, hasDatabase }))
    return ownerInCloud({ wanted, set, found, isBegun: binding?.origin === "aws" }, inCloud);
  // Who names a database elsewhere has said that this data is not to be used.
  const isAsked = adopted === undefined && adopt === undefined && pinned === undefined && set === undefined;
  if (isAsked && found.length > 0) return { kind: "undecided", found };
  return { kind: "known", dataUid: wanted };
}

function wantedUid(own: string, adopted: string | undefined, pinned: string | undefined): string {
  return adopted === "Fresh" ? own : (adopted ?? pinned ?? own);
}

type Doubt = {
  readonly binding: Binding | undefined;
  readonly wanted: string;
  readonly set: DataSet | undefined;
  /** The spec wants one. */
  readonly hasDatabase: boolean;
};

/**
 * Data of others whose database no object stands for: without a look at AWS it would be made anew, empty. Once it was begun, the binding
 * alone says that the look has to be repeated.
 */
function isInDoubt({ binding, wanted, set, hasDatabase }: Doubt): boolean {
  if (set === undefined && wanted !== binding?.dataUid) return true;
  if (!hasDatabase || set?.records.some((record) => databaseIn(record) !== undefined) === true) return false;
  return wanted !== binding?.dataUid || (binding.origin === "aws" && binding.database === "none");
}

type Wanted = {
  readonly wanted: string;
  readonly set: DataSet | undefined;
  readonly found: readonly DataSet[];
  /** AWS had the database when it was asked first. */
  readonly isBegun: boolean;
};

/** What is in the cluster without a database, and without one in AWS, is data all the same. */
function ownerInCloud({ wanted, set, found, isBegun }: Wanted, inCloud: CloudAnswer | undefined): DataOwner {
  const answer = inCloud?.dataUid === wanted ? inCloud : undefined;
  const isKnown = answer?.kind === "found" || (answer?.kind === "absent" && set !== undefined && !isBegun);
  return isKnown ? { kind: "known", dataUid: wanted } : { kind: "unknown", wanted, found, answer };
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

function bindingOf(uid: string, records: readonly ChildRecord[]): Binding | undefined {
  const own = records.find((record) => record.kind === "ConfigMap" && record.role === ROLE.binding && record.serviceUid === uid);
  return own?.facts.binding;
}

export function isNote(record: ChildRecord): boolean {
  return record.kind === "ConfigMap" && record.role === NOTE_ROLE;
}
