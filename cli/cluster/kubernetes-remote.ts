// The Remote over HTTP, with the operator's own transport. What the server refuses is said with the right that is missing.
import { setTimeout as sleep } from "node:timers/promises";
import type { KindRef, KubeObject, ObjectRef } from "../../domain/api/objects.js";
import { VERSION } from "../../domain/api/release.js";
import { clusterError, collectionPath, objectPath } from "../../operator/adapters/kubernetes-paths.js";
import { loadKubeconfig, NoClusterNamed } from "../../operator/adapters/kubeconfig.js";
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import type { HttpAnswer, HttpRequest, Transport } from "../../operator/adapters/transport.js";
import { openTransportTo } from "../../operator/adapters/transport.js";
import { WatchRefused } from "../../operator/ports/watching.js";
import { CommandError, NoClusterError } from "../failure.js";
import type { GlobalFlags } from "../session.js";
import type { Asked, Heard, Remote, Selection } from "./remote.js";

const FIELD_MANAGER = "tenfold-cli";
const MERGE = "application/merge-patch+json";
const PAGE = 500;
/** After the server has said that a watch cannot go on: so that one which says nothing else is not asked without rest. */
const PAUSE_MS = 1_000;
const NO_CLUSTER = "Name a cluster with --kubeconfig, --context or KUBECONFIG; commands that take -f FILE need none.";

export async function openRemote({ kubeconfig, context, namespace }: GlobalFlags): Promise<Remote> {
  try {
    const chosen = loadKubeconfig({ path: kubeconfig, context });
    const transport = await openTransportTo(chosen, `tenfold/${VERSION} (cli)`);
    return new KubernetesRemote(transport, {
      context: chosen.context,
      server: chosen.cluster.server,
      namespace: namespace ?? chosen.namespace ?? "default",
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw error instanceof NoClusterNamed ? new NoClusterError(message, NO_CLUSTER) : new CommandError(message, NO_CLUSTER);
  }
}

type Chosen = Pick<Remote, "context" | "server" | "namespace">;

class KubernetesRemote implements Remote {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;

  constructor(
    private readonly transport: Transport,
    { context, server, namespace }: Chosen,
  ) {
    this.context = context;
    this.server = server;
    this.namespace = namespace;
  }

  async read(ref: ObjectRef): Promise<KubeObject | undefined> {
    const answer = await this.#ask({ method: "GET", path: objectPath(ref) });
    if (answer.status === 404 && clusterError(answer).kind === "not-found") return undefined;
    return JSON.parse(accepted(answer, { verb: "get", ...ref })) as KubeObject;
  }

  async list(kind: KindRef, { namespace, labelSelector }: Selection): Promise<readonly KubeObject[]> {
    const items: KubeObject[] = [];
    let token: string | undefined;
    do {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
      if (token !== undefined) query.set("continue", token);
      const answer = await this.#ask({ method: "GET", path: `${collectionPath(kind, namespace)}?${query.toString()}` });
      if (answer.status === 404) return [];
      const page = JSON.parse(accepted(answer, { verb: "list", kind, namespace })) as Page;
      items.push(...page.items.map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind })));
      token = page.metadata.continue === "" ? undefined : page.metadata.continue;
    } while (token !== undefined);
    return items;
  }

  async patch(ref: ObjectRef, patch: unknown): Promise<KubeObject> {
    const path = `${objectPath(ref)}?fieldManager=${FIELD_MANAGER}&fieldValidation=Strict`;
    const answer = await this.#ask({ method: "PATCH", path, body: JSON.stringify(patch), contentType: MERGE });
    return JSON.parse(accepted(answer, { verb: "patch", ...ref })) as KubeObject;
  }

  /** The server ends a watch every few minutes; the next one tells everything anew. */
  async follow(kind: KindRef, selection: Selection, heard: Heard): Promise<void> {
    while (!heard.signal.aborted) await this.#followOnce(kind, selection, heard);
  }

  async #followOnce(kind: KindRef, { namespace, labelSelector }: Selection, heard: Heard): Promise<void> {
    const { signal, began, changed, synced } = heard;
    const watching = kubernetesWatching(this.transport);
    began();
    try {
      for await (const message of watching.watch({ kind, namespace, labelSelector }, { kind: "initial" }, signal)) {
        if (message.kind === "bookmark" && message.initialEventsEnd) synced();
        if ("object" in message) changed(message.object, message.kind === "deleted");
        if (message.kind === "error") {
          await sleep(PAUSE_MS);
          return;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof WatchRefused)) throw unreachable(error, this.server);
      accepted({ status: error.status, text: error.message }, { verb: "watch", kind, namespace });
    }
  }

  async mayI({ verb, group, resource, namespace }: Asked): Promise<boolean> {
    const body = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { verb, group, resource, namespace } },
    };
    const answer = await this.#ask({
      method: "POST",
      path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      body: JSON.stringify(body),
      contentType: "application/json",
    });
    if (answer.status >= 300) throw new CommandError(`cannot ask what you may do: ${clusterError(answer).message}`);
    return (JSON.parse(answer.text) as { readonly status: { readonly allowed: boolean } }).status.allowed;
  }

  async get(path: string): Promise<unknown> {
    const answer = await this.#ask({ method: "GET", path });
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) throw new CommandError(`GET ${path}: ${clusterError(answer).message}`);
    return jsonOrText(answer.text);
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  async #ask(request: HttpRequest): Promise<HttpAnswer> {
    try {
      return await this.transport.request(request);
    } catch (error) {
      throw unreachable(error, this.server);
    }
  }
}

type Page = { readonly metadata: { readonly continue?: string }; readonly items: readonly KubeObject[] };
type About = { readonly verb: string; readonly kind: KindRef; readonly namespace?: string; readonly name?: string };

/** A log may be many lines of JSON, which together are none. */
function jsonOrText(text: string): unknown {
  try {
    return text.startsWith("{") ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}

function unreachable(error: unknown, server: string): CommandError {
  const why = error instanceof Error ? error.message : String(error);
  return new CommandError(`the API server ${server} does not answer: ${why}`, NO_CLUSTER);
}

/** The text of a good answer. */
function accepted(answer: HttpAnswer, { verb, kind, namespace, name }: About): string {
  if (answer.status < 300) return answer.text;
  const error = clusterError(answer);
  const [group] = kind.apiVersion.includes("/") ? kind.apiVersion.split("/") : [""];
  const resource = group === "" ? kind.plural : `${kind.plural}.${group}`;
  const where = namespace === undefined ? "in the whole cluster" : `in namespace ${namespace}`;
  switch (error.kind) {
    case "forbidden":
      throw answer.status === 401
        ? new CommandError("the API server does not know you: your credentials are missing or have run out", "Log in again.")
        : new CommandError(
            `you may not ${verb} ${resource} ${where}: ${error.message}`,
            `Ask whoever runs the cluster for the verb ${verb} on ${resource} ${where}; the role tenfold-cli has all that is used.`,
            { kind: "forbidden", right: `${verb} ${resource} ${where}` },
          );
    case "kind-missing":
      throw new CommandError(
        `the cluster does not know ${resource} in version ${kind.apiVersion}`,
        "Install its definitions: `tenfold check` says what is missing.",
      );
    case "conflict":
      throw new CommandError(`${resource} ${name ?? ""} was changed by somebody meanwhile`, "Look at it again and repeat.", {
        kind: "conflict",
      });
    default:
      throw new CommandError(`${verb} ${resource} ${name ?? ""}: ${error.message}`.replace(" :", ":"));
  }
}
