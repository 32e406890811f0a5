// More pods than the database takes connections is said, with what can be done, and stops nothing.
import { describe, expect, it } from "@jest/globals";
import { TIERS } from "../../../domain/api/tier.js";
import type { WebServiceSpec } from "../../../domain/api/web-service.js";
import { connectionProblems } from "../../../domain/admit/connection-problems.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const said = (spec: Partial<WebServiceSpec>) => connectionProblems(blueprint(webService(spec), webServiceClass()));

describe("the connections of a database", () => {
  it.each(TIERS)("are enough for what tier %s runs by itself", (userTier) => {
    expect(said({ userTier })).toEqual([]);
  });

  it("are nothing to speak of where there is no database", () => {
    expect(said({ userTier: "1k", scaling: { maxReplicas: 9000 }, database: { enabled: false } })).toEqual([]);
  });

  it("that are fewer than pods without a pooler are said, with three ways out", () => {
    const [problem, ...others] = said({
      ...{ userTier: "1k", scaling: { maxReplicas: 500 } },
      database: { instanceClass: "db.t4g.micro", pooler: { enabled: false } },
    });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ reason: "ConnectionsShort", stalls: false });
    for (const words of ["625 pods", "89 connections", "class db.t4g.micro", "pooler.enabled", "maxReplicas", "instanceClass"])
      expect(problem?.message).toContain(words);
  });

  it("that let too few poolers run are said, without naming the pooler as a way out", () => {
    const [problem] = said({
      ...{ userTier: "100k", scaling: { maxReplicas: 60_000 } },
      database: { instanceClass: "db.t4g.micro", pooler: { enabled: true } },
    });
    expect(problem?.message).toContain("poolers");
    expect(problem?.message).not.toContain("pooler.enabled");
  });

  it("of the database in the cluster cannot be more: another kind is named", () => {
    const [problem] = said({ userTier: "10", scaling: { maxReplicas: 500 } });
    expect(problem?.message).toContain("the database in the cluster");
    expect(problem?.message).toContain("move to RDS");
  });
});
