// Finds ports on the loopback address that nobody uses. They can be lost again before a component takes them: callers retry.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

export async function freePorts(count: number): Promise<readonly number[]> {
  // All open at once, so that the same port is not found twice.
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  try {
    for (const server of servers) if (!server.listening) await once(server, "listening");
    return servers.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  }
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const listens = await once(server, "listening").then(
    () => true,
    () => false,
  );
  if (listens) await new Promise((done) => server.close(done));
  return listens;
}
