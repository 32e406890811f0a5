// How the operator itself runs, and who reaches a database.
import { describe, expect, it } from "@jest/globals";
import { kubectl, list } from "./harness/cluster.js";
import { inClient, pods, type Pod } from "./harness/services.js";
import { SYSTEM } from "./setup/install.js";

const PATIENCE_MS = 120_000;
const OPERATOR = "app.kubernetes.io/name=tenfold";
const POSTGRES = 5432;

/** Prints "open" or why not. */
const knock = (host: string, port: number): string => `
import { connect } from "node:net";
const socket = connect({ host: "${host}", port: ${String(port)} });
const end = (word) => { console.log(word); process.exit(); };
socket.on("connect", () => end("open"));
socket.on("error", (error) => end(error.code));
setTimeout(() => end("silence"), 5000);`;

describe("the operator's pods", () => {
  it("are two, in a namespace that enforces the restricted pod security standard", async () => {
    const enforced = await kubectl("get", "namespace", SYSTEM, "-o", "jsonpath={.metadata.labels}");
    expect(JSON.parse(enforced)).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
    const running = await list<Pod>("pods", "-n", SYSTEM, "-l", OPERATOR, "--field-selector=status.phase=Running");
    expect(running).toHaveLength(2);
  });

  it("run as nobody in particular and cannot write where their program lies", async () => {
    const [pod] = await list<Pod>("pods", "-n", SYSTEM, "-l", OPERATOR);
    const program = `
const { writeFileSync } = require("node:fs");
let said = "written";
try { writeFileSync("/app/main.mjs", ""); } catch (error) { said = error.code; }
console.log(process.getuid() + " " + said);`;
    const said = await kubectl("exec", "-n", SYSTEM, pod?.metadata.name ?? "", "--", "node", "-e", program);
    expect(said.trim()).toBe("65532 EROFS");
  });
});

describe("the database of a service in the cluster", () => {
  it(
    "is closed to a pod that does not belong to the service, which reaches the web pods",
    async () => {
      const [web] = await pods("ten");
      const [database] = await pods("ten", "db");
      expect((await inClient(knock(web?.status.podIP ?? "", 8080))).trim()).toBe("open");
      expect((await inClient(knock(database?.status.podIP ?? "", POSTGRES))).trim()).toBe("silence");
    },
    PATIENCE_MS,
  );

  it(
    "is open to the web pods of the service",
    async () => {
      const [web] = await pods("ten");
      const [database] = await pods("ten", "db");
      const program = knock(database?.status.podIP ?? "", POSTGRES);
      const flags = ["exec", "-n", "e2e", web?.metadata.name ?? "", "--", "node", "--input-type=module", "-e", program];
      expect((await kubectl(...flags)).trim()).toBe("open");
    },
    PATIENCE_MS,
  );
});
