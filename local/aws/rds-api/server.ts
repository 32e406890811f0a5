// Serves RDS's Query API on the loopback interface, for @aws-sdk/client-rds, and beside it what SQS is asked. Signatures are not checked.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { isRefusal, recoverable, type Refusal } from "../model/refusal.js";
import type { Place } from "../model/resource.js";
import type { World } from "../model/world.js";
import { ACTIONS } from "./actions.js";
import type { Action, Call } from "./call.js";
import type { Queues } from "../sqs-api/queues.js";
import { element, type Xml } from "./xml.js";

const NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/";
const LONGEST_BODY = 1_000_000;

export type RdsApi = { readonly endpoint: string; readonly stop: () => Promise<void> };

export type RdsApiOptions = {
  readonly world: World;
  /** The region of a call is that of its signature; this one when it has none. */
  readonly place: Place;
  /** 0: any that is free. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly promote?: Call["promote"];
  /** Undefined: SQS is not answered. */
  readonly queues?: Pick<Queues, "answer">;
};

export async function serveRdsApi({ port, host = "127.0.0.1", ...around }: RdsApiOptions): Promise<RdsApi> {
  const server = createServer((request, response) => {
    void answer(request, around).then(({ status, body, type = "text/xml" }) => {
      response.writeHead(status, { "content-type": type }).end(body);
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  return { endpoint: endpointOf(server), stop: () => stop(server) };
}

type Answer = { readonly status: number; readonly body: string; readonly type?: string };

async function answer(
  request: IncomingMessage,
  { world, place, promote, queues }: Omit<RdsApiOptions, "port" | "host">,
): Promise<Answer> {
  const body = await bodyOf(request).catch(() => undefined);
  if (body === undefined) return failure({ kind: "terminal", code: "RequestEntityTooLarge", message: "the body is too long" });
  const json = queues?.answer(String(request.headers["x-amz-target"] ?? ""), body);
  if (json !== undefined) return { status: json.status, body: JSON.stringify(json.body), type: "application/x-amz-json-1.0" };
  const parameters = new Map(new URLSearchParams(body));
  const name = parameters.get("Action") ?? "";
  const action = ACTIONS.get(name);
  if (action === undefined) {
    return failure({
      kind: "terminal",
      code: "InvalidAction",
      message: `The local RDS does not answer ${name || "this request"}`,
    });
  }
  const result = await answered(action, {
    world,
    parameters,
    promote,
    place: { ...place, region: regionOf(request) ?? place.region },
  });
  return typeof result === "object" && isRefusal(result) ? failure(result) : success(name, result);
}

/** What is real behind the model may fail, as AWS itself does. */
async function answered(action: Action, call: Call): Promise<Xml | Refusal> {
  try {
    return await action(call);
  } catch (error) {
    return recoverable("InternalFailure", error instanceof Error ? error.message : String(error));
  }
}

function success(name: string, result: Xml): Answer {
  const inner = element(`${name}Result`, result) + element("ResponseMetadata", { RequestId: "local" });
  return { status: 200, body: `<${name}Response xmlns="${NAMESPACE}">${inner}</${name}Response>` };
}

function failure({ code, message }: Refusal): Answer {
  const status = code.includes("NotFound") ? 404 : 400;
  const body = element("Error", { Type: "Sender", Code: code, Message: message }) + element("RequestId", "local");
  return { status, body: `<ErrorResponse xmlns="${NAMESPACE}">${body}</ErrorResponse>` };
}

/** `Credential=<key>/<date>/<region>/rds/aws4_request`. */
function regionOf(request: IncomingMessage): string | undefined {
  return /Credential=[^/]+\/\d+\/([a-z0-9-]+)\/rds\//.exec(request.headers.authorization ?? "")?.[1];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > LONGEST_BODY) throw new Error("too long");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function endpointOf(server: Server): string {
  const bound = server.address();
  return `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
}

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
