// What /readyz says of the watches: which are not there and why, and which kinds the cluster does not serve.
import type { Reflector } from "../../runtime/reflector.js";
import type { Check } from "../../runtime/health.js";

/** Of many kinds with one trouble these are enough to see which. */
const SHOWN = 5;

type Watch = Pick<Reflector, "target" | "isSynced" | "isKindMissing" | "trouble">;

/** A watch that breaks is taken up again and no reason to be unready; one that is forbidden stays so until somebody acts. */
export function watchesCheck(watches: readonly Watch[]): Check {
  const isThere = (watch: Watch) => watch.isKindMissing() || (watch.isSynced() && watch.trouble()?.isForbidden !== true);
  return {
    name: "caches",
    problem: () => {
      const absent = watches.filter((watch) => !isThere(watch));
      return absent.length === 0 ? undefined : `not in step with the API server: ${listed(absent.map(inWords), "; ")}`;
    },
    note: () => {
      const kinds = watches.filter((watch) => watch.isKindMissing()).map(({ target }) => target.kind.kind);
      return kinds.length === 0 ? undefined : `not installed in this cluster: ${[...new Set(kinds)].join(", ")}`;
    },
  };
}

function inWords(watch: Watch): string {
  const { kind, namespace } = watch.target;
  const what = namespace === undefined ? kind.kind : `${kind.kind} in ${namespace}`;
  return `${what} (${watch.trouble()?.text ?? "no answer yet"})`;
}

function listed(texts: readonly string[], separator: string): string {
  const more = texts.length - SHOWN;
  return [...texts.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
