// All children that the watches have shown, by the service that their labels name. One short list for each service, and no index by name: there
// are some twenty children of a service, and hundreds of thousands of all.
import { SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";
import type { ServiceKey } from "../../domain/api/service.js";
import { serviceKey } from "../../domain/api/service.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { sharedText } from "../../domain/observed/shared-text.js";

type Named = Pick<ChildRecord, "apiVersion" | "kind" | "name">;

export type ChildIndex = {
  /** Kind by kind. */
  of(key: ServiceKey): readonly ChildRecord[];
  find(key: ServiceKey, named: Named): ChildRecord | undefined;
  /** `known`: the same object, by its UID, as it was before. The answer may also be a predecessor under its name. */
  put(record: ChildRecord, known: ChildRecord | undefined): ChildRecord | undefined;
  /** Undefined: it has a successor of the same name. */
  remove(record: ChildRecord): ChildRecord | undefined;
  count(): number;
  /** How many there are of each kind. Looks at each. */
  byKind(): Readonly<Record<string, number>>;
};

export function createChildIndex(): ChildIndex {
  const lists = new Map<ServiceKey, readonly ChildRecord[]>();
  let count = 0;

  function drop(key: ServiceKey, record: ChildRecord): ChildRecord | undefined {
    const own = lists.get(key) ?? [];
    const found = own.find(({ uid }) => uid === record.uid);
    if (found === undefined) return undefined;
    if (own.length === 1) lists.delete(key);
    else lists.set(key, without(own, found));
    count -= 1;
    return found;
  }

  return {
    of: (key) => lists.get(key) ?? NONE,
    find: (key, named) => lists.get(key)?.find((record) => isSame(record, named)),
    put: (record, known) => {
      const key = ownerOf(record);
      // Somebody has changed the label that says whose it is.
      if (known !== undefined && ownerOf(known) !== key) drop(ownerOf(known), known);
      const own = lists.get(key);
      const before = own?.find((one) => isSame(one, record));
      if (own === undefined) lists.set(sharedText(key), [record]);
      else lists.set(key, before === undefined ? inserted(own, record) : own.with(own.indexOf(before), record));
      if (before === undefined) count += 1;
      return before ?? known;
    },
    remove: (record) => drop(ownerOf(record), record),
    count: () => count,
    byKind: () => {
      const counts: Record<string, number> = {};
      for (const own of lists.values()) for (const record of own) counts[idOf(record)] = (counts[idOf(record)] ?? 0) + 1;
      return counts;
    },
  };
}

const NONE: readonly ChildRecord[] = [];

export const ownerOf = ({ namespace, service }: ChildRecord): ServiceKey => serviceKey({ namespace, name: service });

const RANKS: ReadonlyMap<string, number> = new Map(
  SEEN_CHILD_KINDS.map(({ kind, apiVersion }, rank) => [`${apiVersion}/${kind}`, rank]),
);
const idOf = ({ apiVersion, kind }: ChildRecord): string => `${apiVersion}/${kind}`;
const rank = (record: ChildRecord): number => RANKS.get(idOf(record)) ?? RANKS.size;

function isSame(record: ChildRecord, { name, kind, apiVersion }: Named): boolean {
  return record.name === name && record.kind === kind && record.apiVersion === apiVersion;
}

/** Behind all of its kind and of those before it. */
function inserted(own: readonly ChildRecord[], record: ChildRecord): readonly ChildRecord[] {
  const place = rank(record);
  return own.toSpliced(own.findLastIndex((one) => rank(one) <= place) + 1, 0, record);
}

function without(own: readonly ChildRecord[], record: ChildRecord): readonly ChildRecord[] {
  return own.toSpliced(own.indexOf(record), 1);
}
