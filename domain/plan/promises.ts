// What a plan promises of a change beside its downtime: where that is known from, and whether the change can be taken back.
import type { Change } from "./change.js";

/** `BeforeTheSwitch`: until the application uses the other database. */
export type Reversal = "Yes" | "No" | "BeforeTheSwitch";

type Promises = { readonly basis: string; readonly reversible: Reversal };

const AWS = "AWS documentation";
const NOTHING_RESTARTS = "nothing restarts";
const BY_KIND: Readonly<Record<Change["detail"]["kind"], Promises>> = {
  "database-move": { basis: "measured by the rehearsal", reversible: "BeforeTheSwitch" },
  "database-removal": { basis: "the application's pods are replaced one by one", reversible: "Yes" },
  "database-pod": { basis: "a stop with a checkpoint, and a start on the same volume", reversible: "Yes" },
  "database-template": { basis: "a stop with a checkpoint, and a start on the same volume", reversible: "Yes" },
  "database-version": { basis: AWS, reversible: "No" },
  "database-class": { basis: AWS, reversible: "Yes" },
  "database-multi-az": { basis: AWS, reversible: "Yes" },
  "database-storage": { basis: NOTHING_RESTARTS, reversible: "No" },
  "database-backup": { basis: NOTHING_RESTARTS, reversible: "Yes" },
  "database-restore": {
    basis: "a volume is made from the snapshot beside the present one; the pods are then replaced",
    reversible: "Yes",
  },
  "database-readers": { basis: NOTHING_RESTARTS, reversible: "Yes" },
  cache: { basis: AWS, reversible: "Yes" },
  front: { basis: "both ways in serve until traffic has moved", reversible: "Yes" },
  web: { basis: "pods are replaced one by one, and a single one of them with a gap", reversible: "Yes" },
};

export function promisesOf({ detail, basis }: Change): Promises {
  const known = BY_KIND[detail.kind];
  return { basis: basis ?? known.basis, reversible: known.reversible };
}
