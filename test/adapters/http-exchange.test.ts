// A whole answer however it comes, and none: late, cut off, given up before it was sent.
import { afterEach, expect, it } from "@jest/globals";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import type { WholeAnswer } from "../../operator/adapters/http-exchange.js";
import { exchange } from "../../operator/adapters/http-exchange.js";

const TEXT = JSON.stringify({ name: "für ✓ 𝄞" });
let close: () => Promise<void>;
let traffic: { sent: number; readonly took: number[] };

type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Asks one path after another over a single connection. */
async function asking(handle: Handle): Promise<(path: string, timeoutMs?: number) => Promise<WholeAnswer>> {
  const server = createServer((request, response) => void handle(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const origin = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  const pool = new Pool(origin, { connections: 1, pipelining: 1 });
  close = async () => {
    await pool.destroy();
    server.closeAllConnections();
    server.close();
  };
  const late = () => new Error("too late");
  const heard = { sent: 0, took: [] as number[] };
  traffic = heard;
  const hears = { sent: () => void (heard.sent += 1), answered: (milliseconds: number) => void heard.took.push(milliseconds) };
  return (path, timeoutMs = 60_000) => exchange(pool, { origin, path, method: "GET" }, { timeoutMs, late, traffic: hears });
}

// However it went: who counts what is due must come back to nothing.
afterEach(async () => {
  await close();
  expect(traffic.sent).toBeGreaterThan(0);
  expect(traffic.took).toHaveLength(traffic.sent);
  expect(Math.min(...traffic.took)).toBeGreaterThanOrEqual(0);
});

it("has the whole text of an answer whose characters are cut", async () => {
  const ask = await asking(async (_, response) => {
    response.writeHead(200, { "retry-after": "7" });
    for (const byte of Buffer.from(TEXT)) {
      response.write(Buffer.of(byte));
      await sleep(1);
    }
    response.end();
  });
  expect(await ask("/a")).toMatchObject({ status: 200, text: TEXT, headers: { "retry-after": "7" } });
});

it("waits for the answer after an interim one, and takes one without a body", async () => {
  const ask = await asking((_, response) => {
    response.writeProcessing();
    response.writeHead(204).end();
  });
  expect(await ask("/a")).toMatchObject({ status: 204, text: "" });
});

it("never sends what was given up while it waited for a connection, and goes on after that", async () => {
  const asked: (string | undefined)[] = [];
  let answer: () => void = () => undefined;
  const ask = await asking(({ url }, response) => {
    asked.push(url);
    if (url === "/slow") answer = () => void response.end("slow");
    else response.end("next");
  });
  const slow = ask("/slow");
  await expect(ask("/waits", 20)).rejects.toThrow("too late");
  answer();
  expect((await slow).text).toBe("slow");
  expect((await ask("/next")).text).toBe("next");
  expect(asked).toEqual(["/slow", "/next"]);
  expect(traffic.sent).toBe(2);
});

it("is late when the rest of an answer does not come", async () => {
  const ask = await asking((_, response) => void response.write("half"));
  await expect(ask("/a", 50)).rejects.toThrow("too late");
});

it("has the connection's own error when it breaks", async () => {
  const ask = await asking((_, response) => void response.socket?.destroy());
  await expect(ask("/a")).rejects.toThrow("other side closed");
});
