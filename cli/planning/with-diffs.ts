// Adds to each object of an outlook what would change in it. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import { objectDiff } from "./object-diff.js";
import type { ObjectChange, Outlook, Planned } from "./types.js";

/** Of what is written later the values are not known yet, and of Secrets nobody has any to show. */
export function withDiffs({ outlook, answer }: Planned, standing: readonly KubeObject[]): Outlook {
  if (!outlook.ok || !answer.ok) return outlook;
  const wanted = answer.first.prepared.children;
  const withDiff = (change: ObjectChange): ObjectChange => {
    if (!SHOWN.has(change.action) || change.kind === "Secret") return change;
    const child = wanted.find(({ kind, name }) => kind.kind === change.kind && name === change.name);
    if (child === undefined) return change;
    const live = standing.find(({ kind, metadata }) => kind === change.kind && metadata.name === change.name);
    return { ...change, diff: objectDiff(live, child.object) };
  };
  return { ...outlook, objects: outlook.objects.map(withDiff) };
}

const SHOWN: ReadonlySet<ObjectChange["action"]> = new Set(["create", "update", "frozen"]);
