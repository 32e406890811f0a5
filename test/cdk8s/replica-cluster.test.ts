// Aurora as a replica of an RDS instance: what its cluster says, whose master it has, and what it waits for.
import { describe, expect, it } from "@jest/globals";
import { ANNOTATION } from "../../domain/api/keys.js";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import type { AuroraDatabase, Blueprint } from "../../domain/blueprint/types.js";
import { blueprintOf, only, renderedFrom, childrenOf } from "./rendering.js";

const SOURCE_ARN = "arn:aws:rds:us-east-1:123456789012:db:shop-rds";

function beside(change: Partial<AuroraDatabase>): Blueprint {
  const [source, wanted] = [blueprintOf({ userTier: "100k" }), blueprintOf({ userTier: "1M" }).database];
  if (wanted?.kind !== "aurora") throw new Error("1M has no Aurora");
  return { ...source, otherDatabases: [{ ...wanted, readersMin: 0, readersMax: 0, bornOf: 0, follows: true, ...change }] };
}
const KNOWN = { uploadQueueARNs: {}, instanceARNs: { rds: SOURCE_ARN } };
const FORBIDDEN = ["masterUsername", "masterUserPassword", "databaseName"];

describe("the cluster of a replica", () => {
  it("names its source, and nothing that AWS refuses for a replica", () => {
    const cluster = only(renderedFrom(beside({}), KNOWN), ACK.dbCluster.ref);
    expect(cluster.spec).toMatchObject({ replicationSourceIdentifier: SOURCE_ARN, storageEncrypted: true });
    for (const field of FORBIDDEN) expect(cluster.spec).not.toHaveProperty(field);
    expect(cluster.metadata.annotations?.[ANNOTATION.bornOf]).toBe("0");
  });

  it("waits until AWS has named its source", () => {
    const from = renderedFrom(beside({}), { uploadQueueARNs: {} });
    expect(childrenOf(from, ACK.dbCluster.ref)).toEqual([]);
    const waiting = from.waiting.find(({ kind }) => kind === ACK.dbCluster.ref);
    expect(waiting?.waitsFor).toMatch(/^the ARN of DBInstance .*-rds-/);
  });

  it("names it no more once it was promoted, and keeps the master of the instance", () => {
    const cluster = only(renderedFrom(beside({ follows: false }), KNOWN), ACK.dbCluster.ref);
    for (const field of [...FORBIDDEN, "replicationSourceIdentifier"]) expect(cluster.spec).not.toHaveProperty(field);
  });

  it("has no Secret of its own for its master, also when the instance is not used any more", () => {
    const secrets = (target: Blueprint) =>
      childrenOf(renderedFrom(target, KNOWN), BUILT_IN.secret)
        .map(({ object }) => object.metadata.labels?.["app.kubernetes.io/component"] ?? "")
        .filter((role) => role.endsWith("-master"));
    expect(secrets(beside({}))).toEqual(["rds-master"]);
    const [cluster] = beside({ follows: false }).otherDatabases;
    expect(secrets({ ...beside({}), database: cluster, otherDatabases: [] })).toEqual(["rds-master"]);
  });

  it("of a database that was made for itself has a master of its own", () => {
    const cluster = only(renderedFrom(blueprintOf({ userTier: "1M" })), ACK.dbCluster.ref);
    expect(cluster.spec).toHaveProperty("masterUserPassword");
    expect(cluster.metadata.annotations).not.toHaveProperty([ANNOTATION.bornOf]);
  });
});
