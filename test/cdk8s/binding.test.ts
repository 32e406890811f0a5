import { describe, expect, it } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import { UID } from "../fixtures/services.js";
import { blueprintOf, only, rendered, renderedFrom } from "./rendering.js";

const PINNED = {
  ...{ class: "standard", region: "us-east-1", accountID: "123456789012", vpcID: "vpc-0123456789abcdef0" },
  ...{ dataUID: UID, losses: "0" },
};

describe("the binding", () => {
  it("says which database the application uses, where, and at which tier; it holds no secret", () => {
    expect(only(rendered({ userTier: "100" }), BUILT_IN.configMap, ROLE.binding).data).toEqual({
      tier: "100",
      ...PINNED,
      database: "rds",
      object: expect.stringMatching(/^shop-rds-/) as unknown,
      version: "17",
      generation: "0",
      secret: expect.stringMatching(/^shop-database-app-/) as unknown,
      host: "db.example.amazonaws.com",
      port: "5432",
      name: "app",
    });
    expect(only(rendered({ userTier: "1k", database: { enabled: false } }), BUILT_IN.configMap).data).toEqual({
      tier: "1k",
      ...PINNED,
      database: "none",
    });
  });

  it("says from the first write on where the service is, and that it uses no database that has no endpoint yet", () => {
    const target = blueprintOf({ userTier: "100" });
    const [atFirst, later] = [{}, { bound: { database: "rds", host: "db.example.amazonaws.com", port: 5432 } } as const];
    const data = (late: object) =>
      only(renderedFrom(target, { uploadQueueARNs: {}, ...late }), BUILT_IN.configMap, ROLE.binding).data;
    expect(data(atFirst)).toEqual({ tier: "100", ...PINNED, database: "none" });
    // An endpoint that is not reported for a while is no reason to let go of the database.
    expect(data(later)).toMatchObject({ database: "rds", host: "db.example.amazonaws.com" });
  });
});
