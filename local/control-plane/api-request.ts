// One request to the API server. For setting up and for tests of this folder; the operator has its own transport.
import { request as httpsRequest } from "node:https";

export type Access = { readonly server: string; readonly certificateAuthority: string; readonly token: string };
export type ApiRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
};
export type ApiAnswer = { readonly status: number; readonly text: string };

const TIMEOUT_MS = 10_000;
const USER_AGENT = "tenfold-control-plane";

export function callApi(access: Access, call: ApiRequest): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${access.token}`,
      "content-type": call.contentType ?? "application/json",
      accept: "application/json",
      "user-agent": USER_AGENT,
    };
    const options = { method: call.method, headers, ca: access.certificateAuthority, agent: false, timeout: TIMEOUT_MS } as const;
    const sent = httpsRequest(new URL(call.path, access.server), options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`${call.method} ${call.path}: no answer in ${TIMEOUT_MS} ms`)));
    sent.on("error", reject);
    sent.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  });
}

/** Throws unless the answer is a success. */
export async function callApiOrThrow(access: Access, call: ApiRequest): Promise<unknown> {
  const answer = await callApi(access, call);
  if (answer.status >= 300) throw new Error(`${call.method} ${call.path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as unknown;
}
