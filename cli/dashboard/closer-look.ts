// Reads what belongs to one service while somebody looks at it: class, children where they are needed, pods, events. What may not be read is
// said, and the rest is shown.
import { SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";
import { LABEL } from "../../domain/api/keys.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import { POD } from "../cluster/kinds.js";
import { liveClass } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError } from "../failure.js";
import { outlookOf } from "../planning/outlook.js";
import { isCurrent } from "./service-line.js";
import type { Read } from "./service-view.js";

const EVENT: KindRef = { apiVersion: "v1", kind: "Event", plural: "events", namespaced: true };

type Found = { -readonly [Key in keyof Read]: Read[Key] } & { unread: string[] };

/** Throws only when the cluster does not answer at all. */
export async function lookCloser(remote: Remote, service: WebService, now: number): Promise<Read> {
  const { name, namespace } = service.metadata;
  const found: Found = { unread: [] };
  const refused = (error: unknown) => void found.unread.push(refusal(error));
  const selection = { namespace, labelSelector: `${LABEL.service}=${name}` };
  await Promise.all([
    liveClass(remote, service).then((read) => (found.serviceClass = read), refused),
    remote.list(POD, selection).then((read) => (found.pods = read), refused),
    remote.list(EVENT, { namespace }).then((read) => (found.events = read), refused),
  ]);
  if (!isCurrent(service) && found.serviceClass !== undefined) await forecast(remote, service, { found, now });
  return { ...found, unread: found.unread.sort() };
}

type Beside = { readonly found: Found; readonly now: number };

/** Only from all of them: a plan that overlooks a database is worse than none. */
async function forecast(remote: Remote, service: WebService, { found, now }: Beside): Promise<void> {
  const { name, namespace } = service.metadata;
  const kinds = SEEN_CHILD_KINDS;
  const selection = { namespace, labelSelector: `${LABEL.service}=${name}` };
  const hidden: string[] = [];
  const lists = await Promise.all(
    kinds.map((kind) =>
      remote.list(kind, selection).catch((error: unknown): readonly KubeObject[] => {
        refusal(error);
        hidden.push(kind.plural);
        return [];
      }),
    ),
  );
  if (hidden.length > 0) {
    found.unread.push(`no plan can be computed: you may not list ${shortened(hidden)} in namespace ${namespace}`);
    return;
  }
  const { serviceClass } = found;
  if (serviceClass === undefined) return;
  found.forecast = outlookOf({
    service,
    serviceClass,
    standing: lists.flat(),
    operator: service.status?.operator,
    now,
  }).outlook;
}

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(", ");
  return names.length > 4 ? `${shown} and ${names.length - 4} more kinds` : shown;
}

/** What the cluster has said no to, as a sentence. An error that is none of ours goes on. */
function refusal(error: unknown): string {
  if (!(error instanceof CommandError) || error.message.includes("does not answer")) throw error;
  return error.remedy === undefined ? error.message : `${error.message}. ${error.remedy}`;
}
