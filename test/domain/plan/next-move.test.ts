// A second move that is wanted, and approved, while the first is still observed.
import { expect, it } from "@jest/globals";
import type { BoundMove } from "../../../domain/observed/bound-move.js";
import { decide, NOON } from "./deciding.js";

const SWITCHED: BoundMove = {
  ...{ id: "0123456789ab", state: "switched", since: new Date(NOON - 60_000).toISOString(), attempt: 1, undoing: 0 },
  ...{ from: { kind: "in-cluster", generation: 0 }, to: { kind: "rds", generation: 0 } },
};

it("waits, says until when, and is not said to be under way", () => {
  const wish = { from: { userTier: "100k" }, to: { userTier: "1M" }, standing: { move: SWITCHED } };
  const { plan } = decide(wish);
  const decided = decide({ ...wish, annotations: { "tenfold.dev/approve": plan.id } });
  const move = decided.decisions.find(({ change }) => change.detail.kind === "database-move");
  expect(move).toMatchObject({ state: "Waiting", waitingFor: expect.stringContaining("the last move is observed") });
  expect(decided.next.otherDatabases).toEqual([]);
});
