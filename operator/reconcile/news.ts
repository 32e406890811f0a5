// What of the events of the watches is news, and whom it concerns. Everything else wakes nobody.
import { isHeld, withoutOurs } from "../../domain/api/finalizer.js";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { isSameJson } from "../../domain/observed/reading.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { Lane } from "../runtime/queue.js";

export function isEdited(before: WebService, after: WebService): boolean {
  const view = ({ metadata }: WebService) =>
    JSON.stringify([metadata.uid, metadata.generation, metadata.deletionTimestamp, metadata.annotations, withoutOurs(metadata)]);
  // That our finalizer is there we know: we put it there. That it is gone is news.
  return view(before) !== view(after) || (isHeld(before.metadata) && !isHeld(after.metadata));
}

/** Controllers rewrite times and counters all day; only what a reconcile would look at counts. */
export function isNews(before: ChildRecord, after: ChildRecord): boolean {
  return !isSameJson({ ...before, resourceVersion: "" }, { ...after, resourceVersion: "" });
}

/** Of a service that is looked at because the operator starts or takes over: somebody waits for an answer, or nobody does. */
export function firstLane({ metadata, status }: WebService): Lane {
  const isAnswered = status?.observedGeneration === metadata.generation && metadata.deletionTimestamp === undefined;
  return isAnswered ? "resync" : "edit";
}

/** The services to which a class that was `before` and is `after` (undefined: there is none) makes a difference. */
export function concerned(
  before: WebServiceClass | undefined,
  after: WebServiceClass | undefined,
): (service: Pick<WebService, "spec">) => boolean {
  if (before !== undefined && after !== undefined && !isClassEdited(before, after)) return () => false;
  const versions = [before, after].filter((version) => version !== undefined);
  const names = new Set(versions.map(({ metadata }) => metadata.name));
  // Without a name it is the default that counts: the one that is, and the one that was.
  const concernsUnnamed = versions.some(isDefault);
  return ({ spec: { className } }) => (className === undefined ? concernsUnnamed : names.has(className));
}

function isClassEdited(before: WebServiceClass, after: WebServiceClass): boolean {
  const view = (of: WebServiceClass) => JSON.stringify([of.metadata.uid, of.spec, isDefault(of)]);
  return view(before) !== view(after);
}

function isDefault({ metadata }: WebServiceClass): boolean {
  return metadata.annotations?.[ANNOTATION.isDefaultClass] === "true";
}
