// What a cluster has, from files: as `kubectl get … -o yaml` gives it, lists included. Pure.
import { LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import { isRecord, listAt, textAt } from "../../domain/observed/reading.js";
import type { Located } from "../cluster/live-service.js";
import { CommandError } from "../failure.js";
import type { Document } from "../input/documents.js";
import type { WrittenClass } from "../input/services.js";
import { isOfKind } from "../input/services.js";

/** Throws CommandError: a document that is no object of Kubernetes. */
export function observedIn(documents: readonly Document[]): readonly KubeObject[] {
  return documents.flatMap(({ value, at }) => {
    const objects = isList(value) ? listAt(value, "items") : [value];
    return objects.map((object) => {
      if (isObject(object)) return object;
      throw new CommandError(
        `${at.file}:${String(at.line)}: this is no object of Kubernetes: apiVersion, kind or metadata.name is missing`,
        "Give --observed what `kubectl get … -o yaml` prints.",
      );
    });
  });
}

function isList(value: unknown): boolean {
  return isRecord(value) && typeof value.kind === "string" && value.kind.endsWith("List") && Array.isArray(value.items);
}

function isObject(value: unknown): value is KubeObject {
  return (
    isRecord(value) &&
    typeof value.apiVersion === "string" &&
    typeof value.kind === "string" &&
    textAt(value, "metadata", "name") !== undefined
  );
}

export function observedService(objects: readonly KubeObject[], { name, namespace }: Located): WebService | undefined {
  return objects.find(
    (object) => isOfKind(object, "WebService") && object.metadata.name === name && object.metadata.namespace === namespace,
  ) as WebService | undefined;
}

export function observedClasses(objects: readonly KubeObject[]): readonly WrittenClass[] {
  return objects.filter((object) => isOfKind(object, "WebServiceClass")) as readonly unknown[] as readonly WrittenClass[];
}

/** By the service's label, as the operator finds them. Values of Secrets are nobody's to plan with. */
export function observedChildren(objects: readonly KubeObject[], { name, namespace }: Located): readonly KubeObject[] {
  return objects.filter(
    ({ kind, metadata }) =>
      kind !== "Secret" && metadata.labels?.[LABEL.service] === name && (metadata.namespace ?? namespace) === namespace,
  );
}

/** Something stands, and nothing of it says who has written which field. */
export function hidesManagers(children: readonly KubeObject[]): boolean {
  return children.length > 0 && children.every(({ metadata }) => metadata.managedFields === undefined);
}
