// Whether a child must be written: it is another than the one that was written last, or something of it drifted.
import type { ChildRecord } from "../domain/observed/record.js";
import type { Outline } from "./prepare.js";

/** `acknowledged`: what the server said that we own right after our last write, where that is remembered. */
export function differs(
  child: Pick<Outline, "hash" | "mode" | "expectedFields">,
  record: ChildRecord,
  acknowledged?: string,
): boolean {
  // A Job cannot be changed, only put right: what it was made from stays, whatever would be made now.
  if (record.hash !== child.hash) return child.mode !== "apply-once";
  return record.ownedFields !== child.expectedFields && record.ownedFields !== acknowledged;
}
