// Data that a service keeps although nothing uses it: what an earlier tier or an earlier service of the name has left.
import type { Bill, Line } from "./bill.js";
import { HOURS_PER_MONTH, together } from "./bill.js";

/** `name`: of its object. */
export type Kept = { readonly name: string } & (
  | { readonly kind: "volume"; readonly storageGiB: number }
  /** Billed by what it holds, which nobody tells: at most the volume. */
  | { readonly kind: "snapshot"; readonly storageGiB: number }
  | { readonly kind: "rds-instance"; readonly instanceClass: string; readonly multiAZ: boolean; readonly storageGiB: number }
  | { readonly kind: "aurora-instance"; readonly instanceClass: string }
  /** Billed by what is in it, which is not known here. */
  | { readonly kind: "unmeasured"; readonly what: string }
);

const part = "Kept";
const basis = "baseline";

export function keptData(kept: readonly Kept[]): Bill {
  return together(kept.map(keptBill));
}

function keptBill(kept: Kept): Bill {
  const line = (what: string, quantity: number, price: string): Line => ({
    part,
    what: `kept: ${kept.name}: ${what}`,
    quantity,
    basis,
    price,
  });
  switch (kept.kind) {
    case "volume":
      return { lines: [line(`volume gp3 ${kept.storageGiB} GiB`, kept.storageGiB, "ebs.gp3")], assumes: [] };
    case "snapshot":
      return {
        lines: [line(`snapshot, at most ${kept.storageGiB} GiB`, kept.storageGiB, "ebs.snapshot")],
        assumes: ["a snapshot that is kept is as large as its volume; mostly it holds less"],
      };
    case "rds-instance": {
      const { instanceClass, multiAZ, storageGiB } = kept;
      const [zones, words] = multiAZ ? ["multi-az", "Multi-AZ"] : ["single-az", "Single-AZ"];
      return {
        lines: [
          line(`${instanceClass} ${words}`, HOURS_PER_MONTH, `rds.${instanceClass}.${zones}`),
          line(`${storageGiB} GiB gp3 ${words}`, storageGiB, `rds.storage.${zones}`),
        ],
        assumes: [],
      };
    }
    case "aurora-instance":
      return { lines: [line(kept.instanceClass, HOURS_PER_MONTH, `aurora.${kept.instanceClass}`)], assumes: [] };
    case "unmeasured":
      return { lines: [], assumes: [], omits: [`what is kept in ${kept.what} ${kept.name}: its amount is not known`] };
  }
}
