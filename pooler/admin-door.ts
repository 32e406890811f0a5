// The door to the console: a port of its own, so that a network policy can open it to whoever pauses a pooler and to nobody else.
// PgBouncer sees what comes in here as local; it still asks for the console's password.
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { once } from "node:events";

export type Listen = { readonly host: string | undefined; readonly port: number };

export async function openAdminDoor(listen: Listen, socketPath: string): Promise<Server> {
  const server = createServer((outside) => {
    const inside = connect(socketPath);
    const close = () => {
      outside.destroy();
      inside.destroy();
    };
    outside.on("error", close).on("close", close);
    inside.on("error", close).on("close", close);
    outside.pipe(inside);
    inside.pipe(outside);
  });
  server.listen(listen);
  await once(server, "listening");
  return server;
}
