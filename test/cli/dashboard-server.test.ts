// The door of the page: who gets an answer, over plain HTTP, and what is never in one.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { Board } from "../../cli/dashboard/board.js";
import { servePage, type PageServer } from "../../cli/dashboard/page-server.js";
import type { Hello } from "../../cli/dashboard/model.js";
import { fakeRemote } from "./dashboard-remote.js";

const TOKEN = "a-token-of-this-test";
const WRONG = "a-token-of-that-test";
const HELLO: Hello = { version: "1", context: "here", server: "api.example.com", namespace: "store", mayChange: false };

type Asked = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
type Answered = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly text: string };

const remote = fakeRemote();
let reading: PageServer;
let changing: PageServer;

beforeAll(async () => {
  const board = new Board({ remote, namespace: "store", now: () => 0 });
  reading = await servePage({ port: 0, token: TOKEN, hello: HELLO, board, remote });
  changing = await servePage({ port: 0, token: TOKEN, hello: { ...HELLO, mayChange: true }, board, remote });
});
afterAll(async () => {
  await Promise.all([reading.close(), changing.close()]);
});

/** Not by fetch, which sets Host and Origin itself. */
function ask({ port }: PageServer, { method = "GET", path, headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const host = `127.0.0.1:${port}`;
    const asked = request({ host: "127.0.0.1", port, method, path, headers: { host, ...headers } }, (answer) => {
      const status = answer.statusCode ?? 0;
      if (answer.headers["content-type"]?.startsWith("text/event-stream") === true) {
        answer.destroy();
        resolve({ status, headers: answer.headers, text: "" });
      } else void text(answer).then((said) => resolve({ status, headers: answer.headers, text: said }), reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const change = (server: PageServer, headers: Readonly<Record<string, string>>, body: unknown = SUSPEND) =>
  ask(server, { method: "POST", path: "/api/change", headers, body: JSON.stringify(body) });
const json = { "content-type": "application/json" };
const originOf = ({ port }: PageServer) => ({ origin: `http://127.0.0.1:${port}` });
const SUSPEND = { act: "suspend", namespace: "store", name: "shop" };

describe("whoever asks", () => {
  it.each([
    { title: "without a token", headers: {}, status: 401 },
    { title: "with a wrong token", headers: bearer(WRONG), status: 401 },
    { title: "with a part of the token", headers: bearer(TOKEN.slice(0, -1)), status: 401 },
    { title: "with the token as another scheme", headers: { authorization: TOKEN }, status: 401 },
    { title: "with the token under another name", headers: { ...bearer(TOKEN), host: "shop.example.com" }, status: 421 },
    { title: "with the token for another port", headers: { ...bearer(TOKEN), host: "127.0.0.1:1" }, status: 421 },
    { title: "with the token from another site", headers: { ...bearer(TOKEN), "sec-fetch-site": "cross-site" }, status: 403 },
    { title: "with the token from another port", headers: { ...bearer(TOKEN), "sec-fetch-site": "same-site" }, status: 403 },
    { title: "with the token", headers: bearer(TOKEN), status: 200 },
    { title: "with the token from our page", headers: { ...bearer(TOKEN), "sec-fetch-site": "same-origin" }, status: 200 },
  ])("$title is answered $status", async ({ headers, status }) => {
    expect((await ask(reading, { path: "/api/stream", headers })).status).toBe(status);
  });

  it("has no use for a token in the address", async () => {
    expect((await ask(reading, { path: `/api/stream?token=${TOKEN}` })).status).toBe(401);
  });

  it("may use the name localhost", async () => {
    const headers = { ...bearer(TOKEN), host: `localhost:${reading.port}` };
    expect((await ask(reading, { path: "/api/stream", headers })).status).toBe(200);
  });

  it("gets no page under another name, so that no name of somebody else's leads here", async () => {
    expect((await ask(reading, { path: "/", headers: { host: "shop.example.com" } })).status).toBe(421);
  });

  it.each(["PUT", "DELETE", "OPTIONS", "PATCH"])("is not answered to %s", async (method) => {
    expect((await ask(changing, { method, path: "/api/change", headers: bearer(TOKEN) })).status).toBe(405);
  });
});

describe("the page", () => {
  it.each(["/", "/page.js", "/page.css", "/icon.svg"])(
    "%s is the same for everybody and says nothing of the cluster",
    async (path) => {
      const { status, text: said, headers } = await ask(reading, { path });
      expect(status).toBe(200);
      expect(said).not.toContain(HELLO.server);
      expect(headers["cache-control"]).toBe("no-store");
    },
  );

  it.each(["/", "/page.js", "/api/stream", "/nowhere"])("%s carries the headers that shut others out", async (path) => {
    const { headers } = await ask(reading, { path, headers: bearer(TOKEN) });
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
    });
    const policy = String(headers["content-security-policy"]);
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "trusted-types 'none'",
    ])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("has neither a script nor a style of its own in the markup", async () => {
    const { text: markup } = await ask(reading, { path: "/" });
    expect(markup).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|https?:/);
  });
});

describe("a change", () => {
  const good = { ...bearer(TOKEN), ...json };

  it("is refused by a page that only shows, which says how to allow it", async () => {
    const { status, text: said } = await change(reading, { ...good, ...originOf(reading) });
    expect(status).toBe(403);
    expect(said).toContain("--allow-changes");
    expect(remote.patches).toEqual([]);
  });

  it.each([
    { title: "without an origin", headers: () => good, status: 403 },
    { title: "from another site", headers: () => ({ ...good, origin: "https://example.com" }), status: 403 },
    { title: "from another port", headers: () => ({ ...good, origin: "http://127.0.0.1:1" }), status: 403 },
    { title: "from a sandbox", headers: () => ({ ...good, origin: "null" }), status: 403 },
    { title: "as a form", headers: () => ({ ...good, ...originOf(changing), "content-type": "text/plain" }), status: 415 },
    { title: "without a token", headers: () => ({ ...json, ...originOf(changing) }), status: 401 },
  ])("$title is answered $status and changes nothing", async ({ headers, status }) => {
    expect((await change(changing, headers())).status).toBe(status);
    expect(remote.patches).toEqual([]);
  });

  it.each([
    { title: "no object", body: 1 },
    { title: "another act", body: { ...SUSPEND, act: "delete" } },
    { title: "a name that is a path", body: { ...SUSPEND, name: "../shop" } },
    { title: "an approval of nothing", body: { ...SUSPEND, act: "approve" } },
    { title: "more than it can be", body: { ...SUSPEND, more: "x".repeat(5000) } },
  ])("of $title is refused", async ({ body }) => {
    expect((await change(changing, { ...good, ...originOf(changing) }, body)).status).toBe(400);
    expect(remote.patches).toEqual([]);
  });

  it("of an outdated plan is refused with the present one", async () => {
    const approve = { act: "approve", namespace: "store", name: "shop", plan: "old" };
    const { status, text: said } = await change(changing, { ...good, ...originOf(changing) }, approve);
    expect(status).toBe(409);
    expect(said).toContain("the present plan is 3f9a1c07b2de");
    expect(remote.patches).toEqual([]);
  });

  it("of the present plan is made over the version that was looked at", async () => {
    const approve = { act: "approve", namespace: "store", name: "shop", plan: "3f9a1c07b2de" };
    expect((await change(changing, { ...good, ...originOf(changing) }, approve)).status).toBe(200);
    expect(remote.patches).toEqual([
      { metadata: { resourceVersion: "7", annotations: { "tenfold.dev/approve": "3f9a1c07b2de" } } },
    ]);
  });
});
