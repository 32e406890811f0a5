// What came of looking in AWS for the data of a service whose cluster is lost.
import type { CloudDatabase } from "../api/cloud-database.js";

/** Of the data of this UID. */
export type CloudAnswer = { readonly dataUid: string } & (
  | { readonly kind: "found"; readonly database: CloudDatabase; readonly generation: number }
  /** Names that were looked for. */
  | { readonly kind: "absent"; readonly region: string; readonly names: readonly string[] }
  | { readonly kind: "several"; readonly names: readonly string[] }
  /** It has the name and is tagged as somebody else's. */
  | { readonly kind: "foreign"; readonly name: string; readonly tag: string; readonly wanted: string; readonly found: string }
  /** It is there, and cannot be taken over in this state. */
  | { readonly kind: "unfit"; readonly name: string; readonly status: string }
  | { readonly kind: "unasked"; readonly why: string }
);
