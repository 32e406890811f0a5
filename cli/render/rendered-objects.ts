// The objects that the operator writes for a service once everything has settled, as a list that is the same each time.
import { desireOffline } from "../../cdk8s/desire-offline.js";
import type { PreparedChild } from "../../cdk8s/prepare.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import { PLACEHOLDER_UID } from "../../domain/api/service.js";
import type { WebService } from "../../domain/api/service.js";
import type { Part } from "../../domain/api/status.js";
import { isRecord } from "../../domain/observed/reading.js";
import { CommandError } from "../failure.js";
import type { Given } from "../input/services.js";

export type RenderedObject = {
  readonly object: KubeObject;
  readonly part: Part;
  /** Kept when the service goes. */
  readonly holdsData: boolean;
  /** Made once, and not written over. */
  readonly isMadeOnce: boolean;
  /** In words: what AWS has to say before it can be written, which is made up here. Undefined: nothing in it is made up. */
  readonly madeUp: string | undefined;
};

export type RenderedService = {
  readonly service: WebService;
  readonly className: string;
  readonly isSampleClass: boolean;
  /** The UID and what is named by it are those of no cluster. */
  readonly isPlaceholderUid: boolean;
  /** By part, kind and name. */
  readonly objects: readonly RenderedObject[];
};

/** `now`: milliseconds since the epoch. Throws CommandError for a service that the operator would refuse. */
export function renderedService({ service, serviceClass, isSampleClass }: Given, now: number): RenderedService {
  const answer = desireOffline({ service, serviceClass, render: DEFAULT_IMAGES, operatorVersion: VERSION, now });
  const { name, namespace = "default" } = service.metadata;
  if (!answer.ok)
    throw new CommandError(
      `WebService ${namespace}/${name} would be refused: ${answer.problem.message}`,
      "Correct it and render again; `tenfold validate` names every problem with its line.",
    );
  const { first, last } = answer;
  const atOnce = new Map(first.prepared.children.map((child) => [child.id, child.hash]));
  const waits = new Map(first.prepared.waiting.map(({ kind, name: waiting, waitsFor }) => [`${kind.kind}/${waiting}`, waitsFor]));
  const madeUp = (child: PreparedChild) =>
    atOnce.get(child.id) === child.hash ? undefined : (waits.get(`${child.kind.kind}/${child.name}`) ?? "what AWS answers");
  return {
    service: answer.service,
    className: serviceClass.metadata.name,
    isSampleClass,
    isPlaceholderUid: answer.service.metadata.uid === PLACEHOLDER_UID,
    objects: last.prepared.children.map((child) => rendered(child, madeUp(child))).sort(inOrder),
  };
}

function rendered(child: PreparedChild, madeUp: string | undefined): RenderedObject {
  const { object, part, holdsData, mode } = child;
  return { object: withoutValues(object), part, holdsData, isMadeOnce: mode === "create-once", madeUp };
}

/** The keys of a Secret, and no value: those are made when it is, and are seen by nobody. */
function withoutValues(object: KubeObject): KubeObject {
  const { stringData } = object;
  if (object.kind !== "Secret" || !isRecord(stringData)) return object;
  return { ...object, stringData: Object.fromEntries(Object.keys(stringData).map((key) => [key, ""])) };
}

function inOrder(a: RenderedObject, b: RenderedObject): number {
  return orderOf(a) < orderOf(b) ? -1 : 1;
}

function orderOf({ part, object }: RenderedObject): string {
  return [part, object.kind, object.metadata.name].join("/");
}
