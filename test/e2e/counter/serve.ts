// The HTTP application of the e2e suite: counts visits in its database.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Database } from "./database.js";
import type { Environment } from "./environment.js";

const RETRY_MS = 500;

/** Serves until the process gets SIGTERM; requests under way are answered. */
export async function serve(environment: Environment): Promise<void> {
  const database = new Database(environment);
  await prepared(database);
  const server = createServer((request, response) => {
    answer(database, request, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    });
  });
  server.listen(environment.port);
  await new Promise<void>((resolve) => process.once("SIGTERM", resolve));
  await new Promise((resolve) => server.close(resolve));
  await database.close();
}

async function prepared(database: Database): Promise<void> {
  for (;;) {
    try {
      await database.prepare();
      return;
    } catch (error) {
      process.stderr.write(`waiting for the database: ${error instanceof Error ? error.message : String(error)}\n`);
      await sleep(RETRY_MS);
    }
  }
}

type Handler = (database: Database, query: URLSearchParams) => unknown;

const HANDLERS: Readonly<Record<string, Handler>> = {
  "GET /": () => ({ ok: true }),
  "GET /count": async (database) => ({ count: await database.count() }),
  "POST /count": async (database) => ({ count: await database.add() }),
  "POST /rows": async (database, query) => {
    await database.write(query.get("id") ?? "");
    return { ok: true };
  },
  "GET /rows": (database, query) => database.timesOf(query.get("name") ?? ""),
  "POST /fill": async (database, query) => {
    await database.fill(Number(query.get("rows") ?? "1000"));
    return { ok: true };
  },
  "GET /role": (database) => database.role(),
  "GET /burn": (_, query) => ({ burntMs: burn(Number(query.get("ms") ?? "50")) }),
};

async function answer(database: Database, { method, url = "/" }: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(url, "http://counter");
  const handler = HANDLERS[`${method ?? ""} ${pathname}`];
  if (handler === undefined) {
    response.writeHead(404).end();
    return;
  }
  const body = JSON.stringify(await handler(database, searchParams));
  response.writeHead(200, { "content-type": "application/json" }).end(body);
}

/** Keeps one CPU busy. */
function burn(milliseconds: number): number {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return milliseconds;
}
