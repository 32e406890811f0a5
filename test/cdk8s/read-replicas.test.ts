import { describe, expect, it } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import { allLate } from "./arbitrary.js";
import { blueprintOf, childrenOf, renderedFrom } from "./rendering.js";

const WITH_THREE = blueprintOf({ userTier: "10k", database: { readReplicas: 3 } });

describe("read replicas of RDS", () => {
  it.each([
    {
      due: undefined,
      made: ["rds"],
      waits: [/^DBInstance shop-rds-[a-z0-9]{12} to be available$/, /shop-rds-1-/, /shop-rds-2-/],
    },
    { due: 1, made: ["rds", "rds-1"], waits: [/^DBInstance shop-rds-1-[a-z0-9]{12} to be available$/, /shop-rds-2-/] },
    { due: 3, made: ["rds", "rds-1", "rds-2", "rds-3"], waits: [] },
  ])("are made one after the other: $due may be there now", ({ due, made, waits }) => {
    const from = renderedFrom(WITH_THREE, { ...allLate({}), readReplicasDue: due });
    const roles = childrenOf(from, ACK.dbInstance.ref).map(
      ({ object }) => object.metadata.labels?.["app.kubernetes.io/component"],
    );
    expect(roles).toEqual(made);
    const waiting = from.waiting.filter(({ kind }) => kind.kind === "DBInstance").map(({ waitsFor }) => waitsFor);
    expect(waiting).toHaveLength(waits.length);
    for (const [index, words] of waits.entries()) expect(waiting[index]).toMatch(words);
  });
});
