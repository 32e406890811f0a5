// The HTTP server of the page: on this machine alone, one stream for each page, changes one by one.
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Remote } from "../cluster/remote.js";
import { CommandError } from "../failure.js";
import { ICON, PAGE, SCRIPT, STYLE } from "./assets.js";
import type { Board } from "./board.js";
import type { Lock } from "./guard.js";
import { admit, HEADERS } from "./guard.js";
import { changeRequest, makeChange } from "./make-change.js";
import type { ChangeAnswer, Hello, Message } from "./model.js";
import { BEAT_MS } from "./model.js";
import { asEvent, news, TOLD_NOTHING } from "./page-stream.js";

export type PageServerOptions = {
  /** 0: a free one. */
  readonly port: number;
  readonly token: string;
  readonly hello: Hello;
  readonly board: Board;
  readonly remote: Remote;
};

export type PageServer = { readonly port: number; close(): Promise<void> };

const LOOPBACK = "127.0.0.1";
/** Several changes at once are told at once. */
const GATHER_MS = 80;
const MOST_BYTES = 4096;

const FILES: Readonly<Record<string, readonly [type: string, text: string]>> = {
  "/": ["text/html; charset=utf-8", PAGE],
  "/page.js": ["text/javascript; charset=utf-8", SCRIPT],
  "/page.css": ["text/css; charset=utf-8", STYLE],
  "/icon.svg": ["image/svg+xml", ICON],
};

/** Throws CommandError when the port is taken. */
export async function servePage(options: PageServerOptions): Promise<PageServer> {
  const server = createServer();
  server.listen(options.port, LOOPBACK);
  try {
    await once(server, "listening");
  } catch (error) {
    throw cannotListen(error, options.port);
  }
  const port = portOf(server);
  const lock: Lock = { port, token: options.token, mayChange: options.hello.mayChange };
  server.on("request", (request, response) => void answer({ request, response }, lock, options).catch(() => response.destroy()));
  return {
    port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function cannotListen(error: unknown, port: number): CommandError {
  const why = error instanceof Error ? error.message : String(error);
  return new CommandError(
    `cannot serve on ${LOOPBACK}:${port}: ${why}`,
    "Name another port with --port, or none for a free one.",
  );
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

async function answer({ request, response }: Exchange, lock: Lock, options: PageServerOptions): Promise<void> {
  const { method = "", headers, url = "/" } = request;
  const [path = "/", query] = url.split("?");
  const verdict = admit({ method, path, headers }, lock);
  const exchange = { request, response };
  if (!verdict.ok) refuse(response, verdict.status, verdict.message);
  else if (FILES[path] !== undefined) send(response, 200, FILES[path]);
  else if (path === "/api/stream" && method === "GET") stream(exchange, options, new URLSearchParams(query));
  else if (path === "/api/change" && method === "POST") await takeChange(exchange, options);
  else refuse(response, 404, "there is nothing here");
}

function send(response: ServerResponse, status: number, [type, text]: readonly [type: string, text: string]): void {
  response.writeHead(status, { ...HEADERS, "content-type": type }).end(text);
}

function say(response: ServerResponse, status: number, value: ChangeAnswer): void {
  send(response, status, ["application/json", JSON.stringify(value)]);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  say(response, status, { ok: false, message, remedy: null });
}

async function takeChange({ request, response }: Exchange, { remote }: PageServerOptions): Promise<void> {
  const wanted = changeRequest(parsed(await bodyOf(request)));
  if (wanted === undefined) {
    refuse(response, 400, "this asks for no change that there is");
    return;
  }
  const done = await makeChange(remote, wanted);
  say(response, done.ok ? 200 : 409, done);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `service=namespace/name`: also that one, closely. */
function stream({ response }: Exchange, { board, hello }: PageServerOptions, query: URLSearchParams): void {
  const key = query.get("service") ?? undefined;
  response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream; charset=utf-8" });
  const tell = (message: Message) => void response.write(asEvent(message));
  let told = TOLD_NOTHING;
  const tellNews = () => {
    gathering = undefined;
    const view = key === undefined ? undefined : board.view(key);
    const next = news(told, {
      link: board.link,
      lines: board.lines(),
      view: key === undefined || view === undefined ? undefined : { key, view },
    });
    told = next.told;
    next.messages.forEach(tell);
  };
  let gathering: NodeJS.Timeout | undefined;
  const unsubscribe = board.subscribe(() => (gathering ??= setTimeout(tellNews, GATHER_MS)));
  const leave = key === undefined ? undefined : board.lookAt(key);
  const beat = setInterval(() => tell({ is: "beat" }), BEAT_MS);
  response.on("close", () => {
    clearTimeout(gathering);
    clearInterval(beat);
    unsubscribe();
    leave?.();
  });
  tell({ is: "hello", hello });
  tellNews();
}
