// An RDS that does not answer: who asks is told soon, and nobody waits for it again for a while.
import { once } from "node:events";
import type { Server, Socket } from "node:net";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { rdsDatabases } from "../../operator/adapters/rds-databases.js";

const ATTEMPTS = 3;

describe("an RDS that takes connections and does not answer", () => {
  let server: Server;
  const open: Socket[] = [];
  beforeAll(async () => {
    server = createServer((socket) => void open.push(socket.on("error", () => undefined)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });

  const askedAt = (restMs: number) => {
    const bound = server.address();
    const port = typeof bound === "object" ? (bound?.port ?? 0) : 0;
    return rdsDatabases({
      endpoint: `http://127.0.0.1:${String(port)}`,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      limits: { connectMs: 200, answerMs: 100, restMs },
    });
  };

  it("is given up, with words for whoever can open the way", async () => {
    await expect(askedAt(0).describe("us-east-1", "shop")).rejects.toThrow(/RDS does not answer .* check the way out to AWS/);
  });

  it("is not waited for again before it had its rest, by nobody", async () => {
    const databases = askedAt(600_000);
    await expect(databases.describe("us-east-1", "shop")).rejects.toThrow("RDS does not answer");
    const before = open.length;
    await expect(databases.list("us-east-1")).rejects.toThrow("RDS does not answer");
    await expect(databases.state("us-east-1", "DBInstance", "shop")).rejects.toThrow("RDS does not answer");
    expect(open.length).toBe(before);
  });

  it("is asked again after its rest", async () => {
    const databases = askedAt(0);
    await expect(databases.describe("us-east-1", "shop")).rejects.toThrow("RDS does not answer");
    const before = open.length;
    await expect(databases.describe("us-east-1", "shop")).rejects.toThrow("RDS does not answer");
    expect(open.length - before).toBe(ATTEMPTS);
  });

  it("is asked in other regions all the same", async () => {
    const databases = askedAt(600_000);
    await expect(databases.describe("us-east-1", "shop")).rejects.toThrow("RDS does not answer");
    const before = open.length;
    await expect(databases.describe("eu-central-1", "shop")).rejects.toThrow("RDS does not answer");
    expect(open.length - before).toBe(ATTEMPTS);
  });
});
