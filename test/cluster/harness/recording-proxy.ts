// The API server as one operator sees it: every request is written down, and no deletion gets through before it was judged.
import type { IncomingMessage, ServerResponse } from "node:http";
import { CHILD_KINDS } from "../../../domain/api/kinds.js";
import { WEB_SERVICE } from "../../../domain/api/service.js";
import type { ApiProxy } from "./api-proxy.js";
import { isWatch, startProxy } from "./api-proxy.js";

export type Recorded = {
  readonly method: string;
  /** The resource's plural for kinds that no child has. */
  readonly kind: string;
  readonly namespace: string;
  /** Empty: the whole collection. */
  readonly name: string;
  readonly subresource: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** Why an object must not be deleted. Undefined: it may. */
export type Judge = (deletion: Recorded) => Promise<string | undefined>;

export type Recorder = ApiProxy & {
  /** All but watches, in the order in which they came. */
  readonly requests: readonly Recorded[];
  /** Deletions that were refused here. The API server has not seen them. */
  readonly refused: readonly string[];
};

export async function startRecorder(name: string, judge: Judge): Promise<Recorder> {
  const [requests, refused]: [Recorded[], string[]] = [[], []];
  const proxy = await startProxy(name, (request, response, forward) => {
    if (isWatch(request)) return false;
    const recorded = read(request);
    requests.push(recorded);
    if (recorded.method !== "DELETE") return false;
    void verdict(judge, recorded).then((because) => {
      if (because === undefined) {
        forward();
        return;
      }
      refused.push(`${textOf(recorded)}: ${because}`);
      refuse(response, because);
    });
    return true;
  });
  return { ...proxy, requests, refused };
}

export function isWriteRequest({ method }: Recorded): boolean {
  return method !== "GET";
}

export function textOf({ method, kind, name, subresource }: Recorded): string {
  return `${method} ${kind} ${name}${subresource === "" ? "" : `/${subresource}`}`;
}

/** What cannot be judged is not let through either. */
async function verdict(judge: Judge, deletion: Recorded): Promise<string | undefined> {
  try {
    return await judge(deletion);
  } catch (error) {
    return `could not be judged: ${String(error)}`;
  }
}

function refuse(response: ServerResponse, message: string): void {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Forbidden", code: 403, message };
  response.writeHead(403, { "content-type": "application/json" }).end(JSON.stringify(status));
}

/** `/api/v1/namespaces/N/plural/name/sub` or `/apis/group/version/namespaces/N/plural/name/sub`. */
function read({ method = "", url = "" }: IncomingMessage): Recorded {
  const parts = new URL(url, "http://any").pathname.split("/").slice(1);
  const [version, rest] = parts[0] === "api" ? [parts.slice(1, 2), parts.slice(2)] : [parts.slice(1, 3), parts.slice(3)];
  const isNamespaced = rest[0] === "namespaces" && rest.length > 2;
  const [namespace = "", plural = "", name = "", subresource = ""] = isNamespaced ? rest.slice(1) : ["", ...rest];
  const known = [...CHILD_KINDS, WEB_SERVICE].find((one) => one.apiVersion === version.join("/") && one.plural === plural);
  return { method, kind: known?.kind ?? plural, namespace, name, subresource, at: Date.now() };
}
