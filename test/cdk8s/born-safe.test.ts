// What protects data stands in the very first write: ACK's own defaults delete at once, without a snapshot.
import { describe, expect, it } from "@jest/globals";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { TIERS } from "../../domain/api/tier.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import { at, blueprintOf, childrenOf, only, rendered, renderedFrom, roleOf } from "./rendering.js";

const RDS = "rds.services.k8s.aws/";
const snapshots = {
  [`${RDS}skip-final-snapshot`]: "false",
  [`${RDS}delete-automated-backups`]: "false",
  "services.k8s.aws/deletion-policy": "retain",
};

describe("a database", () => {
  it.each(["100", "1k", "10k", "100k"])("of tier %s in RDS is protected, encrypted and backed up", (userTier) => {
    const { metadata, spec } = only(rendered({ userTier }), ACK.dbInstance.ref, "rds");
    expect(metadata.annotations).toMatchObject({
      ...snapshots,
      [`${RDS}final-db-snapshot-identifier`]: `${metadata.name}-final`,
    });
    expect(spec).toMatchObject({
      deletionProtection: true,
      storageEncrypted: true,
      copyTagsToSnapshot: true,
      publiclyAccessible: false,
    });
    expect(at(spec, "backupRetentionPeriod")).toBeGreaterThanOrEqual(7);
  });

  it.each(["1M", "5M", "10M"])("of tier %s in Aurora is protected, encrypted and backed up", (userTier) => {
    const { metadata, spec } = only(rendered({ userTier }), ACK.dbCluster.ref);
    expect(metadata.annotations).toMatchObject({
      ...snapshots,
      [`${RDS}final-db-snapshot-identifier`]: `${metadata.name}-final`,
    });
    expect(spec).toMatchObject({ deletionProtection: true, storageEncrypted: true, copyTagsToSnapshot: true });
  });

  it("remembers when its size last changed", () => {
    const target = blueprintOf({ userTier: "100" });
    if (target.database?.kind !== "rds") throw new Error("not in RDS");
    const changed = { ...target, database: { ...target.database, storageChangedAt: "2026-11-03T10:00:00Z" } };
    const { metadata } = only(renderedFrom(changed), ACK.dbInstance.ref);
    expect(metadata.annotations?.["tenfold.dev/storage-changed-at"]).toBe("2026-11-03T10:00:00Z");
    expect(metadata.annotations).toMatchObject(snapshots);
  });

  it("in the cluster has a volume that no StatefulSet and no WebService owns", () => {
    const one = rendered({ userTier: "1" });
    const claim = only(one, BUILT_IN.persistentVolumeClaim);
    expect(claim.metadata.ownerReferences).toBeUndefined();
    const set = only(one, BUILT_IN.statefulSet);
    expect(at(set, "spec.volumeClaimTemplates")).toBeUndefined();
    expect(at(set, "spec.template.spec.volumes.0.persistentVolumeClaim.claimName")).toBe(claim.metadata.name);
  });

  it("that is kept beside the application's own keeps its volume, its pod and its Secrets, and gets no new bootstrap", () => {
    const [target, before] = [blueprintOf({ userTier: "100" }), blueprintOf({ userTier: "10" }).database];
    if (before === undefined) throw new Error("no database");
    const one = renderedFrom({ ...target, otherDatabases: [before] });
    expect(childrenOf(one, BUILT_IN.persistentVolumeClaim)).toHaveLength(1);
    expect(childrenOf(one, BUILT_IN.statefulSet)).toHaveLength(1);
    expect(childrenOf(one, BUILT_IN.secret).map(({ object }) => roleOf(object))).toEqual([
      "database-app",
      "rds-master",
      "db-master",
    ]);
    expect(childrenOf(one, BUILT_IN.job).map(({ object }) => roleOf(object))).toEqual(["rds-bootstrap"]);
  });
});

describe("data", () => {
  const DATA = ["PersistentVolumeClaim", "Secret", "DBInstance", "DBCluster", "DBSubnetGroup", "DBParameterGroup"];
  const STORES = ["Bucket", "Table", "Queue", "LogGroup"];

  it.each(TIERS)("of tier %s is marked kind by kind, and nothing else is", (userTier) => {
    for (const { kind, holdsData, object } of rendered({ userTier }).children) {
      const isDatabaseGroup = kind.kind === "SecurityGroup" && ["rds", "aurora"].includes(roleOf(object));
      // What it opens are copies.
      const isOfCache = kind.kind === "Secret" && roleOf(object) === "cache";
      expect(holdsData).toBe(!isOfCache && ([...DATA, ...STORES].includes(kind.kind) || isDatabaseGroup));
    }
  });

  it("is created once where it is a Secret, a Job is applied once, and the binding only over the version that was read", () => {
    const special = new Map([
      [BUILT_IN.secret, "create-once"],
      [BUILT_IN.job, "apply-once"],
    ]);
    for (const { kind, mode, object } of rendered({ userTier: "10k" }).children) {
      const isBinding = kind === BUILT_IN.configMap && roleOf(object) === ROLE.binding;
      expect(mode).toBe(isBinding ? "commit" : (special.get(kind) ?? "apply"));
    }
  });
});
