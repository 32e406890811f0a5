// What the commands of this program may do on a cluster, as its server says.
import { SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef } from "../../domain/api/objects.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { EVENT, POD } from "../cluster/kinds.js";
import type { Asked, Remote } from "../cluster/remote.js";

export type Right = {
  readonly verb: string;
  /** As kubectl writes it: `webservices.tenfold.dev`. */
  readonly resource: string;
  readonly allowed: boolean;
  /** Commands that use it. */
  readonly commands: readonly string[];
  /** They do without, and show less. */
  readonly optional: boolean;
};

type Use = Omit<Right, "allowed"> & { readonly asked: Asked };

export function usesIn(namespace: string): readonly Use[] {
  const readers = ["status", "plan", "approve", "history", "check", "report"];
  return [
    use("get", WEB_SERVICE, { namespace, commands: readers }),
    use("list", WEB_SERVICE, { namespace, commands: ["status", "check"] }),
    use("watch", WEB_SERVICE, { namespace, commands: ["status --watch"] }),
    use("patch", WEB_SERVICE, { namespace, commands: ["approve", "suspend", "resume"] }),
    use("get", WEB_SERVICE_CLASS, { commands: ["plan", "approve", "check", "report"] }),
    use("list", WEB_SERVICE_CLASS, { commands: ["check"] }),
    ...SEEN_CHILD_KINDS.map((kind) => use("list", kind, { namespace, commands: ["plan", "approve", "status", "report"] })),
    { ...use("list", POD, { namespace, commands: ["status", "check", "report"] }), optional: true },
    { ...use("list", EVENT, { namespace, commands: ["history", "report"] }), optional: true },
  ];
}

type Using = { readonly namespace?: string; readonly commands: readonly string[] };

function use(verb: string, { apiVersion, plural }: KindRef, { namespace, commands }: Using): Use {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  const resource = group === "" ? plural : `${plural}.${group}`;
  return { verb, resource, commands, optional: false, asked: { verb, group, resource: plural, namespace } };
}

export function rightsOf(remote: Remote): Promise<readonly Right[]> {
  return Promise.all(
    usesIn(remote.namespace).map(async ({ asked, ...right }) => ({ ...right, allowed: await remote.mayI(asked) })),
  );
}
