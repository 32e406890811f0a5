// What stands on a cluster against what is to be: a move under way, and what is kept after it.
import { describe, expect, it } from "@jest/globals";
import { pictureOf } from "../../cli/diagram/diagram-svg.js";
import { standingBlueprints } from "../../cli/diagram/what-stands.js";
import { sampleBlueprint } from "../../cli/tiers/sample.js";
import type { Database } from "../../domain/blueprint/types.js";
import type { Standing } from "../../domain/observed/standing.js";
import { standing } from "../../domain/observed/standing.js";

const [built, target] = [sampleBlueprint("10"), sampleBlueprint("100")];
const NOTHING = standing(new Map());
const database = (of: typeof built): Database => {
  if (of.database === undefined) throw new Error("no database");
  return of.database;
};

function pictured(stands: Partial<Standing>) {
  const { before, after } = standingBlueprints({ ...NOTHING, ...stands }, { built, target });
  return pictureOf(after, before).nodes.filter(({ kind }) => kind === "database" || kind === "balancer");
}

describe("what stands", () => {
  it("is what the picture is compared with", () => {
    const nodes = pictured({ database: database(built), fronts: [{ kind: "nlb", ready: true, since: 0 }] });
    expect(nodes.map(({ id, state, was }) => ({ id, state, was }))).toEqual([
      { id: "nlb", state: "same", was: undefined },
      { id: "database", state: "larger", was: "PostgreSQL in the cluster" },
    ]);
  });

  it("does not lose the target of a move that stands already", () => {
    const nodes = pictured({ database: database(built), others: [database(target)] });
    expect(nodes.map(({ id, state }) => ({ id, state }))).toEqual([
      { id: "nlb", state: "new" },
      { id: "database", state: "larger" },
    ]);
  });

  it("keeps the source of a move in the picture", () => {
    const nodes = pictured({ database: database(target), others: [database(built)] });
    expect(nodes.map(({ id, title, state }) => ({ id, title, state }))).toEqual([
      { id: "nlb", title: "Network load balancer", state: "new" },
      { id: "database", title: "RDS for PostgreSQL", state: "same" },
      { id: "database-beside-1", title: "Beside: PostgreSQL in the cluster", state: "same" },
    ]);
  });
});
