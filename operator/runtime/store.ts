// Flat records by identity, and the promise to read one's own writes.
import type { Clock } from "../ports/clock.js";

export type Keyed = { readonly uid: string; readonly resourceVersion: string; readonly namespace: string; readonly name: string };

export type Store<R extends Keyed> = {
  get(namespace: string, name: string): R | undefined;
  all(): readonly R[];
  size(): number;
  /** The record as it was before. */
  put(record: R): R | undefined;
  remove(record: Keyed): R | undefined;
};

export function createStore<R extends Keyed>(): Store<R> {
  const records = new Map<string, R>();
  const idOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }) => `${namespace}/${name}`;
  return {
    get: (namespace, name) => records.get(idOf({ namespace, name })),
    all: () => [...records.values()],
    size: () => records.size,
    put: (record) => {
      const id = idOf(record);
      const before = records.get(id);
      records.set(id, record);
      return before;
    },
    remove: (record) => {
      const id = idOf(record);
      const before = records.get(id);
      // A deletion that arrives late must not take away the object's successor of the same name.
      if (before === undefined || before.uid !== record.uid) return undefined;
      records.delete(id);
      return before;
    },
  };
}

/** What was written and not seen by a watch yet. A reconcile of a key starts only when nothing of it is outstanding. */
export type Expectations = {
  /** `object` names what was written; `resourceVersion` is that of the answer. */
  expect(owner: string, object: string, resourceVersion: string): void;
  /** A watch has seen this version of the object, or its deletion (undefined). */
  seen(owner: string, object: string, resourceVersion: string | undefined): void;
  isCaughtUp(owner: string): boolean;
  forget(owner: string): void;
};

/** A lost event must not block a key for ever. */
const EXPIRY_MS = 30_000;

export function createExpectations(clock: Clock): Expectations {
  const open = new Map<string, Map<string, { readonly version: bigint; readonly until: number }>>();
  return {
    expect: (owner, object, resourceVersion) => {
      const own = open.get(owner) ?? new Map<string, { version: bigint; until: number }>();
      own.set(object, { version: versionOf(resourceVersion), until: clock.now() + EXPIRY_MS });
      open.set(owner, own);
    },
    seen: (owner, object, resourceVersion) => {
      const own = open.get(owner);
      const expected = own?.get(object);
      if (own === undefined || expected === undefined) return;
      if (resourceVersion === undefined || versionOf(resourceVersion) >= expected.version) own.delete(object);
      if (own.size === 0) open.delete(owner);
    },
    isCaughtUp: (owner) => {
      const own = open.get(owner);
      if (own === undefined) return true;
      for (const [object, { until }] of own) {
        if (clock.now() >= until) own.delete(object);
      }
      if (own.size === 0) open.delete(owner);
      return own.size === 0;
    },
    forget: (owner) => void open.delete(owner),
  };
}

/** Whether `version` is `other` or a later one. Versions are numbers that may outgrow a double. */
export function isAtLeast(version: string, other: string): boolean {
  return versionOf(version) >= versionOf(other);
}

function versionOf(resourceVersion: string): bigint {
  return /^[0-9]+$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n;
}
