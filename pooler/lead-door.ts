// Where the pooler is told at once that its database is another one now, by the program that moves the data: the operator's settings say the same,
// but reach a pod within a minute or so, and clients wait meanwhile. The console's user and password are asked for.
import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import { createServer } from "node:http";
import type { PoolerLead } from "../domain/api/pooler-settings.js";
import { POOLER_LEAD_PATH, poolerLead } from "../domain/api/pooler-settings.js";
import type { Listen } from "./admin-door.js";

type Login = { readonly adminUser: string; readonly adminPassword: string };
type Answer = { readonly status: number; readonly text: string };

const LONGEST_BYTES = 4096;
const REQUEST_TIMEOUT_MS = 5000;

/** `lead` resolves when the next look at the settings will follow it; rejects when it cannot. */
export async function openLeadDoor(listen: Listen, login: Login, lead: (to: PoolerLead) => Promise<void>): Promise<Server> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(request, login, lead).then(
      ({ status, text }) => response.writeHead(status, { "content-type": "text/plain" }).end(`${text}\n`),
      (error: unknown) => response.writeHead(503, { "content-type": "text/plain" }).end(`${String(error)}\n`),
    );
  });
  server.listen(listen);
  await once(server, "listening");
  return server;
}

async function answer(request: IncomingMessage, login: Login, lead: (to: PoolerLead) => Promise<void>): Promise<Answer> {
  if (request.method !== "POST" || request.url !== POOLER_LEAD_PATH)
    return { status: 404, text: `there is POST ${POOLER_LEAD_PATH}` };
  if (!isAllowed(request.headers.authorization, login)) return { status: 401, text: "wrong user or password of the console" };
  const wanted = poolerLead.safeParse(parsed(await bodyOf(request)));
  if (!wanted.success) return { status: 400, text: "host, port and tls are needed, as in the settings" };
  await lead(wanted.data);
  return { status: 200, text: "it is followed" };
}

function isAllowed(given: string | undefined, { adminUser, adminPassword }: Login): boolean {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${adminUser}:${adminPassword}`).toString("base64")}`);
  const has = Buffer.from(given ?? "");
  return has.length === wanted.length && timingSafeEqual(has, wanted);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > LONGEST_BYTES) throw new Error("the request is too long");
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
