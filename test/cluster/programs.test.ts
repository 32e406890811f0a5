// Data that is really moved, on a real API server: real servers behind the databases of one service, the real program in the pods of its Jobs, and an
// application that writes all the time to the address that its pods are told.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { listAt, textAt } from "../../domain/observed/reading.js";
import type { Address } from "../../local/servers/addresses.js";
import { findAddress } from "../../local/servers/find-address.js";
import { findInstallations, NO_POSTGRES } from "../../local/postgres/installations.js";
import { isWritable, within, Writers, type Login } from "../../local/writers/writers.js";
import { apply, get, ready, SECRET } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { REAL_NAMESPACE } from "./harness/setup.js";
import { changeOf, moving } from "./moving.js";
import { webService } from "./services.js";

const PATIENCE_MS = 240_000;
const FLAGS = ["--observe-move-seconds", "3"];
const NAME = "shop";
const WRITERS = 4;
/** Enough that a copy of them takes longer than it takes to kill an operator. */
const ROWS = 400_000;

let operator: OperatorProcess;
let writers: Writers | undefined;
/** As a pod is told: a Deployment that is replaced changes it. */
let dialled = "";
let isOver = false;
const subject = moving(REAL_NAMESPACE, NAME);
const at = (host: string): Address | undefined => findAddress(environment().addresses, host);

beforeAll(async () => {
  if ((await findInstallations()).length === 0) throw new Error(NO_POSTGRES);
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: REAL_NAMESPACE } });
  operator = await startOperator({ namespaces: [REAL_NAMESPACE], flags: FLAGS });
  await apply(webService(REAL_NAMESPACE, NAME, { userTier: "10" }));
  await ready(REAL_NAMESPACE, NAME, PATIENCE_MS);
  void follow();
}, PATIENCE_MS);
afterAll(async () => {
  isOver = true;
  await writers?.stop();
  await stopOperators();
}, PATIENCE_MS);

/** What the newest pods are told, all the time. */
async function follow(): Promise<void> {
  while (!isOver) {
    dialled = (await subject.dialled().catch(() => undefined)) ?? dialled;
    await sleep(100);
  }
}

/** Of the Secret that the pods name. */
async function loginOfPods(): Promise<Login> {
  const [web] = await subject.children("Deployment");
  const env = listAt(web, "spec", "template", "spec", "containers", 0, "env");
  const entry = (name: string) => env.find((one) => textAt(one, "name") === name);
  const reference = (field: string) => textAt(entry("DATABASE_PASSWORD"), "valueFrom", "secretKeyRef", field) ?? "";
  const secret = await get(SECRET, REAL_NAMESPACE, reference("name"));
  const password = Buffer.from(textAt(secret, "data", reference("key")) ?? "", "base64").toString("utf8");
  const value = (name: string) => textAt(entry(name), "value") ?? "";
  return { user: value("DATABASE_USER"), database: value("DATABASE_NAME"), password };
}

/** How often the application could write to both at the same moment: to the new one, then the old one, then the new one again. */
function sample(login: Login, hosts: () => Promise<readonly [source: string, target: string]>) {
  const state = { both: 0, looks: 0, isOver: false };
  const loop = (async () => {
    const [source, target] = await hosts();
    while (!state.isOver) {
      const takes = (host: string) => isWritable(login, at(host));
      if ((await takes(target)) && (await takes(source)) && (await takes(target))) state.both += 1;
      state.looks += 1;
      await sleep(5);
    }
  })();
  return {
    stop: async () => {
      state.isOver = true;
      await loop;
      return state;
    },
  };
}

describe("a service that really has databases", () => {
  test(
    "moves from the cluster to RDS while four writers write and the operator is killed in the freeze: no row is lost, none is there twice, never are both writable",
    async () => {
      const login = await loginOfPods();
      const source = (await subject.dialled()) ?? "";
      dialled = source;
      writers = await Writers.start(login, () => at(dialled), WRITERS);
      const fill = `CREATE TABLE ballast AS SELECT n, md5(n::text) AS text FROM generate_series(1, ${ROWS}) AS n`;
      await within(login, at(source), (client) => client.query(fill));
      await writers.progress();
      await subject.wants({ userTier: "100" });
      const asking = await subject.approve();
      expect(changeOf(asking)?.basis).toContain("measured by the rehearsal");
      const target = await subject.until("the address of RDS", async () => hostOfRds());
      const sampler = sample(login, () => Promise.resolve([source, target]));
      await subject.untilMove("freezing");
      await operator.kill();
      expect((await subject.bound()).move?.state).toBe("freezing");
      const before = writers.acknowledged;
      operator = await startOperator({ namespaces: [REAL_NAMESPACE], flags: FLAGS });
      await subject.untilMove("kept");
      await ready(REAL_NAMESPACE, NAME, PATIENCE_MS);
      expect((await subject.bound()).database).toBe("rds");
      expect(await subject.dialled()).toBe(target);
      await writers.progress();
      expect(writers.acknowledged).toBeGreaterThan(before);
      const { both, looks } = await sampler.stop();
      expect({ both, hasLooked: looks > 10 }).toEqual({ both: 0, hasLooked: true });
      await writers.stop();
      const account = await writers.account();
      expect(account).toMatchObject({ found: account.acknowledged, duplicated: 0 });
      expect(account.acknowledged).toBeGreaterThan(100);
      const kept = await within(login, at(target), (client) =>
        client.query<{ n: number }>("SELECT count(*)::int AS n FROM ballast"),
      );
      expect(kept.rows).toEqual([{ n: ROWS }]);
    },
    PATIENCE_MS,
  );
});

async function hostOfRds(): Promise<string | undefined> {
  const [instance] = await subject.children("DBInstance");
  const host = textAt(instance, "status", "endpoint", "address");
  return host !== undefined && at(host) !== undefined ? host : undefined;
}
