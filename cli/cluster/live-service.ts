// A service as the cluster has it: itself, its class, and its children. Reads only; a kind that may not be read is an error, never an empty list.
import { SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";
import { ANNOTATION, LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { CommandError } from "../failure.js";
import type { Remote } from "./remote.js";

export type Located = { readonly name: string; readonly namespace: string };

/** Throws CommandError when there is none. */
export async function liveService(remote: Remote, { name, namespace }: Located): Promise<WebService> {
  const found = await liveServiceOrNone(remote, { name, namespace });
  if (found !== undefined) return found;
  throw new CommandError(
    `there is no WebService ${name} in namespace ${namespace} (context ${remote.context})`,
    `See what there is: kubectl tenfold status -n ${namespace}, or -A for all namespaces.`,
  );
}

export async function liveServiceOrNone(remote: Remote, { name, namespace }: Located): Promise<WebService | undefined> {
  return (await remote.read({ kind: WEB_SERVICE, namespace, name })) as WebService | undefined;
}

/** The class that it names, that the operator has used, or the default one of the cluster. Throws CommandError when there is none. */
export async function liveClass(remote: Remote, service: Pick<WebService, "spec" | "status">): Promise<WebServiceClass> {
  const name = service.spec.className ?? service.status?.className;
  if (name !== undefined) {
    const found = await remote.read({ kind: WEB_SERVICE_CLASS, name });
    if (found !== undefined) return found as WebServiceClass;
    throw new CommandError(`there is no WebServiceClass ${name}`, "Make it, or name another one in spec.className.");
  }
  const all = (await remote.list(WEB_SERVICE_CLASS, {})) as readonly WebServiceClass[];
  const defaults = all.filter(({ metadata }) => metadata.annotations?.[ANNOTATION.isDefaultClass] === "true");
  const [only] = defaults;
  if (only !== undefined && defaults.length === 1) return only;
  throw new CommandError(
    defaults.length === 0 ? "no WebServiceClass is the default one" : "several WebServiceClasses are the default one",
    `Set spec.className, or the annotation ${ANNOTATION.isDefaultClass}: "true" on exactly one of: ${all.map(({ metadata }) => metadata.name).join(", ") || "(there is none yet)"}.`,
  );
}

/** All that carries the service's name, data that it has left or retains included; Secrets are never read. */
export async function liveChildren(remote: Remote, { name, namespace }: Located): Promise<readonly KubeObject[]> {
  const kinds = SEEN_CHILD_KINDS;
  const selection = { namespace, labelSelector: `${LABEL.service}=${name}` };
  return (await Promise.all(kinds.map((kind) => remote.list(kind, selection)))).flat();
}
