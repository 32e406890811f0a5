// RDS on demand answers as RDS does, for each question.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { createServer } from "node:http";
import { databasesOnDemand, replicasOnDemand } from "../../operator/adapters/rds-on-demand.js";
import { rdsDatabases } from "../../operator/adapters/rds-databases.js";
import { rdsReplicas } from "../../operator/adapters/rds-replicas.js";

const REGION = "us-east-1";
/** Refuses everything, and notes what it was asked. */
const asked: string[] = [];
const server = createServer((request, answer) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    asked.push(body);
    answer.writeHead(400).end("<ErrorResponse><Error><Code>Refused</Code><Message>no</Message></Error></ErrorResponse>");
  });
});
let endpoint: string;

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterAll(() => void server.close());

const options = () => ({ endpoint, credentials: { accessKeyId: "a", secretAccessKey: "b" } });
type Questions = Readonly<Record<string, () => Promise<unknown>>>;

const questions = (databases: ReturnType<typeof rdsDatabases>): Questions => ({
  list: () => databases.list(REGION),
  describe: () => databases.describe(REGION, "db-1"),
  state: () => databases.state(REGION, "DBCluster", "db-2"),
  snapshot: () => databases.snapshot(REGION, "DBInstance", "db-3"),
  find: () => databases.find(REGION, { kind: "rds", name: "db-4" }),
  inspect: () => databases.inspect(REGION, { kind: "rds", name: "db-5" }),
});
const wishes = (replicas: ReturnType<typeof rdsReplicas>): Questions => ({
  obstacles: () => replicas.obstacles({ region: REGION, instance: "db-1", instanceClass: "db.r8g.large" }),
  state: () => replicas.state(REGION, "db-2"),
  promote: () => replicas.promote(REGION, "db-3"),
  upgrade: () => replicas.upgrade({ region: REGION, kind: "DBInstance", name: "db-4", to: "17" }),
  snapshot: () => replicas.snapshot({ region: REGION, kind: "DBInstance", of: "db-5", name: "before" }),
});

/** What RDS hears, one question after the other. */
async function heard(all: Questions): Promise<readonly string[]> {
  asked.length = 0;
  for (const ask of Object.values(all)) await ask().catch(() => undefined);
  return [...asked];
}

describe("RDS on demand", () => {
  it("asks what is asked, of the endpoint that was named", async () => {
    const real = await heard(questions(rdsDatabases(options())));
    expect(new Set(real).size).toBe(6);
    expect(databasesOnDemand(options()).asks).toBe(true);
    expect(await heard(questions(databasesOnDemand(options())))).toEqual(real);
  });

  it("does the same for what moves and upgrades need", async () => {
    const real = await heard(wishes(rdsReplicas(options())));
    expect(new Set(real).size).toBe(5);
    expect(replicasOnDemand(options()).asks).toBe(true);
    expect(await heard(wishes(replicasOnDemand(options())))).toEqual(real);
  });
});
