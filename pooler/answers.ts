// The HTTP side: liveness, readiness and metrics.
import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { Listen } from "./admin-door.js";

export type Answers = {
  /** Undefined: ready. */
  readonly notReady: () => string | undefined;
  readonly metrics: () => Promise<string>;
};

export async function answerOn(listen: Listen, { notReady, metrics }: Answers): Promise<Server> {
  const server = createServer((request, response) => {
    const reply = (status: number, text: string) => {
      response.writeHead(status, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
      response.end(text);
    };
    switch (request.url) {
      case "/livez":
        reply(200, "alive\n");
        return;
      case "/readyz": {
        const why = notReady();
        reply(why === undefined ? 200 : 503, `${why ?? "ready"}\n`);
        return;
      }
      case "/metrics":
        metrics().then(
          (text) => reply(200, text),
          () => reply(503, "PgBouncer does not answer on its console\n"),
        );
        return;
      default:
        reply(404, "there are /livez, /readyz and /metrics\n");
    }
  });
  server.listen(listen);
  await once(server, "listening");
  return server;
}
