// Moves from RDS to Aurora on a real API server and the stand-in's API of RDS: the replica, the promotion, each way back, and what a killed
// operator and one without credentials make of it.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { textAt } from "../../domain/observed/reading.js";
import { mark, requestsSince } from "./harness/audit.js";
import type { Live, LiveService } from "./harness/api.js";
import { apply, freshNamespace, ready } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { changeOf, moving, type Bound, type Moving } from "./moving.js";
import { DATA_KINDS, webService } from "./services.js";

const PATIENCE_MS = 240_000;
/** Observed for seconds, where users get minutes. What was given up is not begun again within the test. */
const FLAGS = ["--observe-move-seconds", "3", "--rehearse-again-seconds", "600"];
const ORDERS = { approved: {}, back: { "catch-up": "hangs" }, differs: { verify: "fails" } } as const;
const NAMES = Object.keys(ORDERS) as (keyof typeof ORDERS)[];

let [namespace, apart]: [string, string] = ["", ""];
let lonely: OperatorProcess;
let from: number;
const of = (name: keyof typeof ORDERS): Moving => moving(namespace, name);
const crash = (): Moving => moving(apart, "crash");

/** All at once, since the new database is looked at twice before a freeze. One has an operator of its own, which is killed. */
beforeAll(async () => {
  [namespace, apart] = [await freshNamespace("replicas"), await freshNamespace("replica-crash")];
  await startOperator({ namespaces: [namespace], flags: FLAGS });
  lonely = await startOperator({ namespaces: [apart], flags: FLAGS, withoutCredentials: true });
  from = await mark();
  const all = [...NAMES.map(of), crash()];
  for (const subject of all)
    await apply(webService(subject === all.at(-1) ? apart : namespace, subject.name, { userTier: "100k" }));
  await Promise.all(
    all.map(async (subject) => {
      await ready(subject.name === "crash" ? apart : namespace, subject.name, PATIENCE_MS);
      await subject.order({ ...ORDERS[subject.name as keyof typeof ORDERS] });
      await subject.wants({ userTier: "1M" });
      begun.set(subject.name, begin(subject));
    }),
  );
}, PATIENCE_MS);
afterAll(stopOperators, PATIENCE_MS);

async function replaceLonely(rest: { readonly withoutCredentials?: true } = {}): Promise<void> {
  await lonely.kill();
  lonely = await startOperator({ namespaces: [apart], flags: FLAGS, ...rest });
}

/** What RDS itself says; the names of a list. */
async function inAws(action: string, element: string): Promise<readonly string[]> {
  const body = new URLSearchParams({ Action: action, Version: "2014-10-31" });
  const headers = { authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/rds/aws4_request" };
  const answer = await fetch(environment().rdsEndpoint, { method: "POST", body, headers });
  return [...(await answer.text()).matchAll(new RegExp(`<${element}>([^<]+)</${element}>`, "g"))].map(([, name = ""]) => name);
}

type Begun = { readonly asking: LiveService; readonly bound: Bound; readonly dialled?: string; readonly replica?: Live };
const begun = new Map<string, Promise<Begun>>();

/** What it was like when it asked, and then the approval. */
async function begin(subject: Moving): Promise<Begun> {
  await subject.until("asks for approval", async () => changeOf(await subject.live())?.waitingFor === "approval");
  const [bound, dialled, [replica]] = [await subject.bound(), await subject.dialled(), await subject.children("DBCluster")];
  return { asking: await subject.approve(), bound, dialled, replica };
}

async function beginningOf(subject: Moving): Promise<Begun> {
  const found = await begun.get(subject.name);
  if (found === undefined) throw new Error(`${subject.name} was never begun`);
  return found;
}

const sourceOf = (cluster: unknown) => textAt(cluster, "spec", "replicationSourceIdentifier");

describe("an operator without AWS credentials", () => {
  const waitsFor = (subject: Moving, text: string) =>
    subject.until(`waits and says: ${text}`, async () => {
      const waiting = changeOf(await subject.live())?.waitingFor;
      return waiting?.includes(text) === true && waiting;
    });

  test(
    "shuts nobody out and says what is missing; one that has them and is killed while it freezes or promotes is gone on from there",
    async () => {
      const subject = crash();
      await beginningOf(subject);
      const waiting = await waitsFor(subject, "no valid AWS credentials");
      expect(waiting).toContain("Nobody is shut out");
      expect((await subject.bound()).move).toMatchObject({ state: "rehearsed", attempt: 0 });
      await subject.order({ "catch-up": "hangs" });
      await replaceLonely();
      await subject.untilMove("freezing");
      await replaceLonely({ withoutCredentials: true });
      await subject.order({ "catch-up": null });
      await subject.untilMove("promoting");
      expect(await waitsFor(subject, "no valid AWS credentials")).toContain("is let in again at");
      expect((await subject.bound()).move).toMatchObject({ state: "promoting", promotion: "maybe", attempt: 1 });
      const [replica] = await subject.children("DBCluster");
      await replaceLonely();
      await subject.untilMove("kept");
      await ready(apart, subject.name, PATIENCE_MS);
      expect(await subject.bound()).toMatchObject({
        ...{ database: "aurora", object: replica?.metadata.name, move: { attempt: 1, promotion: "done" } },
      });
    },
    PATIENCE_MS,
  );
});

describe("a move from RDS to Aurora", () => {
  test(
    "makes a replica, asks with what was measured, takes a snapshot, promotes it and ends ready, with the old instance kept",
    async () => {
      const subject = of("approved");
      const { asking, bound, dialled, replica } = await beginningOf(subject);
      expect(changeOf(asking)).toMatchObject({ downtimeSeconds: 308, state: "Waiting" });
      const { object, move } = bound;
      expect(bound).toMatchObject({ database: "rds", move: { state: "rehearsed" } });
      const instance = (await subject.children("DBInstance")).find(({ metadata }) => metadata.name === object);
      expect(sourceOf(replica)).toBe(textAt(instance, "status", "ackResourceMetadata", "arn"));
      await subject.untilMove("kept");
      await ready(namespace, subject.name, PATIENCE_MS);
      expect(await subject.bound()).toMatchObject({ database: "aurora", object: replica?.metadata.name, move: { attempt: 1 } });
      expect(await subject.dialled()).toBe(dialled);
      const [promoted] = await subject.children("DBCluster");
      expect(promoted?.metadata.uid).toBe(replica?.metadata.uid);
      expect(sourceOf(promoted)).toBeUndefined();
      const snapshots = await inAws("DescribeDBSnapshots", "DBSnapshotIdentifier");
      expect(snapshots).toContain(`${object ?? ""}-move-${move?.id ?? ""}-1`);
      const kept = (await subject.live()).status?.retained;
      expect(kept).toContainEqual(expect.objectContaining({ kind: "DBInstance", name: object }));
    },
    PATIENCE_MS,
  );

  test(
    "taken back before the promotion: the application is let in again, and the replica stays as what it is",
    async () => {
      const subject = of("back");
      const { bound: before, replica } = await beginningOf(subject);
      await subject.untilMove("freezing");
      await subject.wants({ userTier: "100k" });
      await subject.untilMove("undone");
      await ready(namespace, subject.name, PATIENCE_MS);
      const after = await subject.bound();
      expect(after).toMatchObject({ database: "rds", object: before.object, host: before.host, move: { attempt: 1 } });
      expect(after.move?.spent).toBeUndefined();
      const [left] = await subject.children("DBCluster");
      expect(left?.metadata.uid).toBe(replica?.metadata.uid);
      expect(sourceOf(left)).toBe(sourceOf(replica));
    },
    PATIENCE_MS,
  );

  test(
    "whose comparison fails lets the application in again, and what was promoted in vain is kept and never used",
    async () => {
      const subject = of("differs");
      const { bound: before, replica } = await beginningOf(subject);
      const undone = await subject.untilMove("undone");
      expect(undone).toMatchObject({ attempt: 1, spent: [0] });
      expect(undone.failure).toContain("connection to the new database was lost");
      expect(await subject.bound()).toMatchObject({ database: "rds", object: before.object, host: before.host });
      const kept = await subject.until("what is left is listed", async () => {
        const { retained = [] } = (await subject.live()).status ?? {};
        return retained.some(({ name }) => name === replica?.metadata.name) && retained;
      });
      expect(kept).toContainEqual(expect.objectContaining({ kind: "DBCluster", name: replica?.metadata.name }));
    },
    PATIENCE_MS,
  );
});

test("in all of it no request of the operator has deleted anything that holds data", async () => {
  const plurals = DATA_KINDS.map((kind) => (kind === "Secret" ? "secrets" : `${kind.toLowerCase()}s`));
  const mine = (await requestsSince(from)).filter((request) => [namespace, apart].includes(request.namespace));
  expect(mine.filter(({ verb }) => verb === "delete").length).toBeGreaterThan(0);
  expect(mine.filter(({ verb, resource }) => verb.startsWith("delete") && plurals.includes(resource))).toEqual([]);
});
