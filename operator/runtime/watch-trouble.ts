// Says once that a watch does not come about, with what is missing, and once that it works again; the tries between are silent.
import type { Log } from "../ports/log.js";
import type { WatchTarget } from "../ports/watching.js";
import { WatchRefused } from "../ports/watching.js";

/** `isForbidden`: it does not end by itself. */
export type Trouble = { readonly isForbidden: boolean; readonly text: string };

export type WatchTrouble = {
  failed(error: unknown): void;
  works(): void;
  present(): Trouble | undefined;
};

const UNKNOWN_USER = 401;
const FORBIDDEN = 403;
const NOT_SERVED = 404;
/** Answers that the reflector has a way on from: another kind of list, a version too old. */
const HANDLED = [400, 410, 422];
/** A connection breaks now and then; so many tries in a row are about ten seconds. */
const PATIENCE = 5;

export function watchTrouble({ target, log }: { readonly target: WatchTarget; readonly log: Log }): WatchTrouble {
  const fields = { kind: target.kind.kind, namespace: target.namespace };
  let failures = 0;
  let trouble: Trouble | undefined;
  let isSaid = false;

  function over(): void {
    if (isSaid) log.info("the watch works again", fields);
    [failures, trouble, isSaid] = [0, undefined, false];
  }

  return {
    works: over,
    present: () => trouble,
    failed: (error) => {
      const text = error instanceof Error ? error.message : String(error);
      log.debug("watch interrupted", { ...fields, error: text });
      const status = error instanceof WatchRefused ? error.status : undefined;
      if (status === NOT_SERVED) over();
      if (status !== undefined && [NOT_SERVED, ...HANDLED].includes(status)) return;
      failures += 1;
      const missing = missingRight(target, status);
      const isForbidden = missing !== undefined;
      if (isForbidden !== trouble?.isForbidden) isSaid = false;
      trouble = { isForbidden, text: missing ?? text };
      if (isSaid || (!isForbidden && failures < PATIENCE)) return;
      isSaid = true;
      if (isForbidden) log.warn(`the watch is refused, and the operator waits: ${missing}`, { ...fields, error: text });
      else log.warn("the watch does not come about, trying again", { ...fields, error: text });
    },
  };
}

function missingRight(target: WatchTarget, status: number | undefined): string | undefined {
  if (status === UNKNOWN_USER) return "the API server does not accept the operator's credentials";
  return status === FORBIDDEN ? `the operator needs the right to ${rightFor(target)}` : undefined;
}

/** In the words of `kubectl auth can-i`. */
function rightFor({ kind, namespace }: WatchTarget): string {
  const [group, version] = kind.apiVersion.split("/");
  const resource = version === undefined ? kind.plural : `${kind.plural}.${group ?? ""}`;
  return `list and watch ${resource}${placeOf({ kind, namespace })}`;
}

function placeOf({ kind, namespace }: WatchTarget): string {
  if (!kind.namespaced) return "";
  return namespace === undefined ? " in all namespaces" : ` in namespace ${namespace}`;
}
