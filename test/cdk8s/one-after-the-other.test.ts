import { describe, expect, it } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import type { LateValues } from "../../domain/blueprint/children.js";
import { allLate } from "./arbitrary.js";
import { blueprintOf, childrenOf, renderedFrom } from "./rendering.js";

const webs = (userTier: string, late: Partial<LateValues>) =>
  childrenOf(renderedFrom(blueprintOf({ userTier }), { ...allLate({}), ...late }), BUILT_IN.deployment, ROLE.web).length;

describe("the web pod of tier 10, which may not be beside the database", () => {
  it("lets the database have the node of its volume first", () => {
    expect(webs("10", { databasePlaced: false })).toBe(0);
    expect(webs("10", { databasePlaced: true })).toBe(1);
  });

  it("is not replaced either while the database has no pod", () => {
    expect(webs("10", { databasePlaced: false, deployedRoles: [ROLE.web] })).toBe(0);
  });

  it("of tier 1 waits for nothing: both are on one node", () => {
    expect(webs("1", { databasePlaced: false })).toBe(1);
  });
});
