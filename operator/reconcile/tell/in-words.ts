// Lists in messages: the first few, and how many more there are.
import { shortened } from "../../../domain/api/bound-status.js";
import type { ChildView } from "./findings.js";

const LISTED = 4;
/** So that four of them fit into a message, with the count of the others after them. */
const SAID_OF_EACH = 600;

export function namesInWords(names: readonly string[]): string {
  return listed(names, ", ");
}

export function unreadyInWords(children: readonly ChildView[]): string {
  return listed(
    children.map(({ kind, name, message = "not ready" }) => `${kind} ${name}: ${shortened(message, SAID_OF_EACH)}`),
    "; ",
  );
}

function listed(entries: readonly string[], separator: string): string {
  const more = entries.length - LISTED;
  return [...entries.slice(0, LISTED), ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
