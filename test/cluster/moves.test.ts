// Moves of data between databases on a real API server: each step, each way back, and what a killed operator finds again.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { BoundMove } from "../../domain/observed/bound-move.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import { mark, requestsSince } from "./harness/audit.js";
import { apply, conditionOf, freshNamespace, get, ready, remove, service } from "./harness/api.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { changeOf, moving, type Moving } from "./moving.js";
import { DATA_KINDS, webService } from "./services.js";

const PATIENCE_MS = 240_000;
/** Seconds, where users get minutes. */
const FLAGS = ["--observe-move-seconds", "3", "--rehearse-again-seconds", "10"];
/** How each service is met; the program does well where nothing is said. */
const ORDERS = {
  approved: {},
  obstacle: { rehearse: "obstacle" },
  forged: { rehearse: "forged" },
  back: { move: "hangs" },
  suspended: { move: "hangs" },
  deleted: { move: "hangs" },
  fails: { move: "fails" },
  "lets-in": { move: "lets-in" },
  killed: { move: "killed", undo: "killed" },
  crash: { rehearse: "hangs", move: "hangs", undo: "hangs" },
} as const;
type Name = keyof typeof ORDERS;

let namespace: string;
let operator: OperatorProcess;
let from: number;
const of = (name: Name): Moving => moving(namespace, name);
const NAMES = Object.keys(ORDERS) as Name[];

/** All of them at once: the new database is looked at twice before a freeze, half a minute apart. */
beforeAll(async () => {
  namespace = await freshNamespace("moves");
  operator = await startOperator({ namespaces: [namespace], flags: FLAGS });
  from = await mark();
  for (const name of NAMES) await apply(webService(namespace, name, { userTier: "10" }));
  for (const name of NAMES) {
    await ready(namespace, name, PATIENCE_MS);
    await of(name).order(ORDERS[name]);
    await of(name).wants({ userTier: "100" });
  }
}, PATIENCE_MS);
afterAll(stopOperators, PATIENCE_MS);

async function restart(): Promise<void> {
  await operator.kill();
  operator = await startOperator({ namespaces: [namespace], flags: FLAGS });
}

describe("a move from the cluster to RDS", () => {
  test(
    "is rehearsed, asks with what was measured, and ends ready: the pods dial RDS, the old server is gone, its volume kept",
    async () => {
      const subject = of("approved");
      const before = await subject.dialled();
      const [volume] = await subject.children("PersistentVolumeClaim");
      const asking = await subject.approve();
      expect(changeOf(asking)).toMatchObject({ downtimeSeconds: 18, state: "Waiting" });
      expect((await subject.bound()).database).toBe("in-cluster");
      await subject.untilMove("kept");
      const live = await ready(namespace, subject.name, PATIENCE_MS);
      expect(changeOf(live)).toBeUndefined();
      const { database, host } = await subject.bound();
      expect(database).toBe("rds");
      expect(host).toMatch(/\.rds\.amazonaws\.com$/);
      expect(await subject.dialled()).toBe(host);
      expect(before).not.toBe(host);
      await subject.until("the old server is gone", async () => (await subject.children("StatefulSet")).length === 0);
      const kept = await subject.until("what is kept is listed", async () => (await subject.live()).status?.retained);
      expect(kept).toContainEqual(expect.objectContaining({ kind: "PersistentVolumeClaim", name: volume?.metadata.name }));
      expect((await subject.children("PersistentVolumeClaim"))[0]?.metadata.uid).toBe(volume?.metadata.uid);
    },
    PATIENCE_MS,
  );

  test(
    "whose rehearsal finds an obstacle says what and how to remove it, interrupts nobody, and goes on when it is removed",
    async () => {
      const subject = of("obstacle");
      const waiting = await subject.until("says what is in the way", async () => {
        const text = changeOf(await subject.live())?.waitingFor;
        return text?.includes("postgis") === true && text;
      });
      expect(waiting).toContain("Drop the extension");
      expect((await subject.bound()).move).toMatchObject({ state: "rehearsed", attempt: 0, rehearsal: { passed: false } });
      await subject.order({ rehearse: null });
      await subject.approve();
      await subject.untilMove("switched");
    },
    PATIENCE_MS,
  );

  test(
    "does not believe a rehearsal that was signed with another key",
    async () => {
      const subject = of("forged");
      const waiting = await subject.until("says so", async () => {
        const text = changeOf(await subject.live())?.waitingFor;
        return text?.includes("is not signed with its key") === true && text;
      });
      expect(waiting).toContain("nothing is interrupted");
      expect((await subject.bound()).move).toMatchObject({ state: "rehearsed", rehearsal: { passed: false } });
      await subject.order({ rehearse: null });
    },
    PATIENCE_MS,
  );
});

describe("a move that is taken back while the application is shut out", () => {
  test(
    "by the spec: lets it in again, and the service is as before",
    async () => {
      const subject = of("back");
      const before = await subject.dialled();
      await subject.approve();
      await subject.untilMove("freezing");
      await subject.wants({ userTier: "10" });
      await subject.untilMove("undone");
      await ready(namespace, subject.name, PATIENCE_MS);
      expect(await subject.bound()).toMatchObject({ database: "in-cluster", move: { attempt: 1, undoing: 1 } });
      expect(await subject.dialled()).toBe(before);
    },
    PATIENCE_MS,
  );

  test(
    "by suspending: lets it in again before it stops to act",
    async () => {
      const subject = of("suspended");
      await subject.approve();
      await subject.untilMove("freezing");
      await subject.wants({ suspend: true });
      expect((await subject.untilMove("undone")).failure).toContain("suspended");
      expect((await subject.bound()).database).toBe("in-cluster");
      await subject.until("is suspended", async () => conditionOf(await subject.live(), "Suspended")?.status === "True");
    },
    PATIENCE_MS,
  );

  test(
    "by deleting: lets it in again before anything is removed",
    async () => {
      const subject = of("deleted");
      await subject.approve();
      await subject.untilMove("freezing");
      await subject.order({ undo: "hangs" });
      await remove(await subject.live());
      await subject.until("is let in", async () => (await subject.jobs("undo")).length === 1);
      expect(await subject.children("StatefulSet")).toHaveLength(1);
      await subject.order({ undo: null });
      await subject.until("is gone", async () => (await get(WEB_SERVICE, namespace, subject.name)) === undefined);
    },
    PATIENCE_MS,
  );
});

describe("a freeze that fails", () => {
  test.each(["fails", "lets-in", "killed"] as const)(
    "(%s) lets the application in again, is rehearsed again, and an approval of the old plan does not count",
    async (name) => {
      const subject = of(name);
      const before = await subject.dialled();
      const first = await subject.approve();
      await subject.until("fails", async () => isGivenUp((await subject.bound()).move));
      if (name === "killed") await subject.until("its undoing is killed as well", () => hasFailed(subject, "undo"));
      await subject.order({ move: null, undo: null });
      await subject.until("is let in", async () => isLetIn((await subject.bound()).move));
      const again = await subject.until("asks again", async () => {
        const live = await subject.live();
        return changeOf(live)?.waitingFor === "approval" && live.status?.plan?.id !== first.status?.plan?.id && live;
      });
      expect(again.metadata.annotations?.["tenfold.dev/approve"]).toBe(first.status?.plan?.id);
      expect(await subject.dialled()).toBe(before);
      await subject.approve();
      expect(await subject.untilMove("kept")).toMatchObject({ attempt: 2 });
    },
    PATIENCE_MS,
  );
});

async function hasFailed(subject: Moving, command: string): Promise<boolean> {
  const [job] = await subject.jobs(command);
  return listAt(job, "status", "conditions").some((condition) => textAt(condition, "type") === "Failed");
}

function isGivenUp(move: BoundMove | undefined): boolean {
  return move?.failure !== undefined || isLetIn(move);
}

function isLetIn(move: BoundMove | undefined): boolean {
  return move?.attempt === 1 && (move.state === "undone" || move.state === "rehearsed");
}

describe("an operator that is killed", () => {
  test(
    "in any state of a move goes on with it, whatever became of the status and of Jobs deleted by hand",
    async () => {
      const subject = of("crash");
      const rehearsing = await theJob(subject, "rehearse");
      await restart();
      await remove(rehearsing);
      const again = await theJob(subject, "rehearse", rehearsing.metadata.uid);
      expect(again.metadata.name).toBe(rehearsing.metadata.name);
      await subject.order({ rehearse: null });
      await subject.untilMove("rehearsed");
      await restart();
      await subject.approve();
      await subject.untilMove("freezing");
      const moved = await theJob(subject, "move");
      await subject.eraseStatus();
      await restart();
      await subject.until("the status is back", async () => changeOf(await subject.live())?.state === "Running");
      expect((await theJob(subject, "move")).metadata.uid).toBe(moved.metadata.uid);
      await subject.order({ move: null });
      await subject.untilMove("switched");
      await restart();
      await subject.untilMove("kept");
      await ready(namespace, subject.name, PATIENCE_MS);
      expect(await subject.dialled()).toBe((await subject.bound()).host);
    },
    PATIENCE_MS,
  );

  async function theJob(subject: Moving, command: string, not?: string) {
    return subject.until(`a Job ${command}`, async () => {
      const [job] = await subject.jobs(command);
      return job !== undefined && job.metadata.uid !== not && job.metadata.deletionTimestamp === undefined && job;
    });
  }
});

test("in all of it no request of the operator has deleted anything that holds data", async () => {
  const plurals = DATA_KINDS.map((kind) => (kind === "Secret" ? "secrets" : `${kind.toLowerCase()}s`));
  const requests = await requestsSince(from);
  const mine = requests.filter((request) => request.namespace === namespace);
  expect(mine.filter(({ verb }) => verb === "delete").length).toBeGreaterThan(0);
  expect(mine.filter(({ verb, resource }) => verb.startsWith("delete") && plurals.includes(resource))).toEqual([]);
  for (const name of NAMES.filter((known) => known !== "deleted")) await service(namespace, name);
});
