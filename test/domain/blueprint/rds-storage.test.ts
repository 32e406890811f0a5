import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { webServiceSpec } from "../../../domain/api/web-service.js";
import { blueprint } from "../../../domain/blueprint/blueprint.js";
import { RDS_MAX_STORAGE_GIB, tenthMoreGiB } from "../../../domain/blueprint/rds-storage.js";
import { webService, webServiceClass } from "../../fixtures/services.js";

const isAccepted = (storageGiB: number) =>
  webServiceSpec.safeParse({ userTier: "1k", image: "shop", database: { storageGiB } }).success;

describe("the ceiling of a volume in RDS", () => {
  it("is a tenth above every size that the API takes, and not above what RDS has", () => {
    const tiers = fc.constantFrom("100", "1k", "10k", "100k");
    fc.assert(
      fc.property(tiers, fc.integer({ min: 10, max: 59_578 }), (userTier, storageGiB) => {
        const { database } = blueprint(webService({ userTier, database: { storageGiB } }), webServiceClass());
        if (database?.kind !== "rds") throw new Error(`${userTier} is on RDS`);
        expect(isAccepted(storageGiB)).toBe(true);
        expect(database.maxStorageGiB).toBeGreaterThanOrEqual(tenthMoreGiB(storageGiB));
        expect(database.maxStorageGiB).toBeLessThanOrEqual(RDS_MAX_STORAGE_GIB);
      }),
      {
        examples: [
          ["100k", 59_578],
          ["10k", 910],
          ["100", 10],
        ],
      },
    );
  });

  it("leaves no room above the largest size that the API takes", () => {
    expect(isAccepted(59_578)).toBe(true);
    expect(isAccepted(59_579)).toBe(false);
    expect(tenthMoreGiB(59_579)).toBeGreaterThan(RDS_MAX_STORAGE_GIB);
  });

  it("is counted in whole numbers", () => {
    expect([10, 20, 100, 105, 500].map(tenthMoreGiB)).toEqual([11, 22, 110, 116, 550]);
  });
});
