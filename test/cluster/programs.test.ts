// Data that is really moved, on a real API server: real servers behind the databases of two services, the real program in the pods of their Jobs, and
// applications that write all the time.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import { findInstallations, NO_POSTGRES } from "../../local/postgres/installations.js";
import { apply, ready } from "./harness/api.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { REAL_NAMESPACE } from "./harness/setup.js";
import { changeOf } from "./moving.js";
import { realApplication, realHost, startSampler, stopWriting } from "./real-service.js";
import { webService } from "./services.js";

const PATIENCE_MS = 240_000;
const FLAGS = ["--observe-move-seconds", "3"];
/** Enough that a copy of them takes longer than it takes to kill an operator. */
const ROWS = 400_000;

type Application = Awaited<ReturnType<typeof realApplication>>;

let operator: OperatorProcess;
let copied: Application;
let followed: Application;
let aurora: { readonly target: string; readonly sampler: ReturnType<typeof startSampler> };

/** Both at once: each new database is looked at twice before a freeze, half a minute apart. */
beforeAll(async () => {
  if ((await findInstallations()).length === 0) throw new Error(NO_POSTGRES);
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: REAL_NAMESPACE } });
  operator = await startOperator({ namespaces: [REAL_NAMESPACE], flags: FLAGS });
  await apply(webService(REAL_NAMESPACE, "copied", { userTier: "10" }));
  await apply(webService(REAL_NAMESPACE, "followed", { userTier: "100" }));
  for (const name of ["copied", "followed"]) await ready(REAL_NAMESPACE, name, PATIENCE_MS);
  [copied, followed] = await Promise.all([realApplication("copied", ROWS), realApplication("followed", 1000)]);
  await copied.subject.wants({ userTier: "100" });
  await followed.subject.wants({ database: { placement: "Aurora" } });
  // Longer on its way: a snapshot comes before its freeze.
  const target = await followed.subject.until("Aurora", () => realHost("followed", ACK.dbCluster.ref, "endpoint"));
  const source = (await followed.subject.dialled()) ?? "";
  aurora = { target, sampler: startSampler(followed.login, source, target) };
  await followed.subject.approve();
}, PATIENCE_MS);
afterAll(async () => {
  await stopWriting();
  await stopOperators();
}, PATIENCE_MS);

/** What every move must leave behind. */
async function isWhole({ subject, writers, stop }: Application, kind: string, target: string): Promise<void> {
  await subject.untilMove("kept");
  await ready(REAL_NAMESPACE, subject.name, PATIENCE_MS);
  expect((await subject.bound()).database).toBe(kind);
  expect(await subject.dialled()).toBe(target);
  const before = writers.acknowledged;
  await writers.progress();
  expect(writers.acknowledged).toBeGreaterThan(before);
  await stop();
  const account = await writers.account();
  expect(account).toMatchObject({ found: account.acknowledged, duplicated: 0 });
  expect(account.acknowledged).toBeGreaterThan(100);
}

describe("while four writers write, and with no row lost, none there twice, and never two that take writes", () => {
  test(
    "a service moves from the cluster to RDS, though the operator is killed in the freeze",
    async () => {
      const { subject, login, ballast } = copied;
      const source = (await subject.dialled()) ?? "";
      const asking = await subject.approve();
      expect(changeOf(asking)?.basis).toContain("measured by the rehearsal");
      const target = await subject.until("RDS", () => realHost("copied", ACK.dbInstance.ref, "endpoint", "address"));
      const sampler = startSampler(login, source, target);
      await subject.untilMove("freezing");
      await operator.kill();
      expect((await subject.bound()).move?.state).toBe("freezing");
      operator = await startOperator({ namespaces: [REAL_NAMESPACE], flags: FLAGS });
      await isWhole(copied, "rds", target);
      expect(await sampler.stop()).toEqual({ both: 0, hasLooked: true });
      expect(await ballast()).toBe(ROWS);
    },
    PATIENCE_MS,
  );

  test(
    "a service moves from RDS to Aurora, which is a replica of it and is promoted",
    async () => {
      await isWhole(followed, "aurora", aurora.target);
      expect(await aurora.sampler.stop()).toEqual({ both: 0, hasLooked: true });
      expect(await followed.ballast()).toBe(1000);
    },
    PATIENCE_MS,
  );
});
