// What a plan is made from where no cluster is asked: nothing, or the objects of one in files. Pure.
import type { Written } from "../../cdk8s/desire-offline.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import type { Located } from "../cluster/live-service.js";
import { CommandError } from "../failure.js";
import type { Document } from "../input/documents.js";
import type { WrittenFiles, WrittenService } from "../input/services.js";
import { classFor } from "../input/services.js";
import { hidesManagers, observedChildren, observedClasses, observedIn, observedService } from "./observed-files.js";
import type { Situation } from "./types.js";

export type Exported = { readonly documents: readonly Document[]; readonly path: string };
type Given = Pick<WrittenFiles, "named" | "beside"> & { readonly exported: Exported | undefined; readonly now: number };

const SAMPLE = "no WebServiceClass is given: planned with a sample one; --class FILE names another";

/** Of a service in a file. */
export function fileSituation(service: WrittenService, { named, beside, exported, now }: Given): Situation {
  const objects = observedIn(exported?.documents ?? []);
  const classes = [named, beside, observedClasses(objects)].find((some) => some.length > 0) ?? [];
  const { serviceClass, isSampleClass } = classFor(service, classes);
  const notes = isSampleClass ? [SAMPLE] : [];
  if (exported === undefined) return { basis: { kind: "nothing" }, notes, asked: { service: asNew(service), serviceClass, now } };
  const where = { name: service.metadata.name, namespace: service.metadata.namespace ?? "" };
  const live = observedService(objects, where);
  const standing = observedChildren(objects, where);
  return {
    basis: { kind: "files", path: exported.path },
    notes: [...notes, ...notesOn(standing, where, exported.path)],
    asked: { service: live === undefined ? asNew(service) : onto(live, service), serviceClass, now, standing, ...saidOf(live) },
  };
}

/** Of a service in an export of a cluster, by its name. */
export function exportedSituation(
  { name, namespace }: { readonly name: string; readonly namespace: string | undefined },
  { documents, path }: Exported,
  now: number,
): Situation {
  const objects = observedIn(documents);
  const where = { name, namespace: namespace ?? onlyNamespace(objects, name) };
  const live = observedService(objects, where);
  if (live === undefined)
    throw new CommandError(
      `${path} has no WebService ${name} in namespace ${where.namespace}`,
      "Export it too, or name its file with -f, or its namespace with -n.",
    );
  const { serviceClass, isSampleClass } = classFor(live, observedClasses(objects));
  const standing = observedChildren(objects, where);
  return {
    basis: { kind: "files", path },
    notes: [...(isSampleClass ? [SAMPLE] : []), ...notesOn(standing, where, path)],
    asked: { service: live, serviceClass, now, standing, ...saidOf(live), isAsStored: true },
  };
}

/** What a cluster has of a service, with the spec of a file: as applying the file would leave it. */
export function onto(live: Written<WebService>, file: WrittenService): WrittenService {
  const annotations = { ...live.metadata.annotations, ...file.metadata.annotations };
  return { ...file, metadata: { ...live.metadata, annotations } };
}

/** A file that was exported has a status, which nothing here confirms. */
function asNew(file: WrittenService): WrittenService {
  const { apiVersion, kind, metadata, spec } = file;
  return { apiVersion, kind, metadata, spec };
}

function saidOf(live: WebService | undefined) {
  return { status: live?.status, operator: live?.status?.operator };
}

/** Where the name is of one namespace alone that one is meant. */
function onlyNamespace(objects: readonly KubeObject[], name: string): string {
  const named = objects.filter(({ kind, metadata }) => kind === "WebService" && metadata.name === name);
  return named.length === 1 ? (named[0]?.metadata.namespace ?? "default") : "default";
}

function notesOn(standing: readonly KubeObject[], { name, namespace }: Located, path: string): readonly string[] {
  if (standing.length === 0)
    return [`${path} has no object of WebService ${namespace}/${name}: planned as if nothing of it stood`];
  const hidden =
    "the exported objects have no managedFields, so what somebody changed by hand is not seen: kubectl get --show-managed-fields -o yaml keeps them";
  return hidesManagers(standing) ? [hidden] : [];
}
