// What is known of one kind: by uid, so that an object of the same name is another one, and swept by full pictures.
import type { KubeObject } from "../../domain/api/objects.js";
import type { Log } from "../ports/log.js";
import type { WatchTarget } from "../ports/watching.js";
import type { Keyed } from "./store.js";

export type PictureOptions<R extends Keyed> = {
  readonly target: WatchTarget;
  readonly log: Log;
  /** Called once for each object; the object is not kept. */
  readonly extract: (object: KubeObject) => R;
  /** `isFirst`: it belongs to the first full picture, and may be as old as it likes. `known`: the same object as it was before. */
  readonly onPut: (record: R, isFirst: boolean, known: R | undefined) => void;
  readonly onRemove: (record: R) => void;
};

/** What is known of the kind, by uid, and which of it the present full picture has shown. */
export type Picture = {
  begin(): void;
  put(object: KubeObject, isFirst: boolean): void;
  remove(object: KubeObject): void;
  sweep(): void;
  clear(): void;
};

export function createPicture<R extends Keyed>({ target, log, extract, onPut, onRemove }: PictureOptions<R>): Picture {
  const known = new Map<string, R>();
  let shown: Set<string> | undefined;

  function drop(uid: string): void {
    const record = known.get(uid);
    if (record === undefined) return;
    known.delete(uid);
    onRemove(record);
  }

  return {
    begin: () => void (shown = new Set()),
    put: (object: KubeObject, isFirst: boolean) => {
      shown?.add(object.metadata.uid ?? "");
      try {
        const record = extract(object);
        const before = known.get(record.uid);
        known.set(record.uid, record);
        onPut(record, isFirst, before);
      } catch (error) {
        // One object that cannot be read must not take the others of its kind along.
        const { namespace, name } = object.metadata;
        log.error("object not understood, its last known state is kept", {
          kind: target.kind.kind,
          namespace,
          name,
          error: error instanceof Error ? error.message : String(error),
        });
      }
    },
    remove: (object: KubeObject) => drop(object.metadata.uid ?? ""),
    sweep: () => {
      const gone = [...known.keys()].filter((uid) => shown?.has(uid) === false);
      shown = undefined;
      gone.forEach(drop);
    },
    clear: () => {
      shown = undefined;
      [...known.keys()].forEach(drop);
    },
  };
}
