// Field combinations under which the real ACK controllers never settle: one test each, on everything that can be rendered.
import { describe, expect, it } from "@jest/globals";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { TIERS } from "../../domain/api/tier.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { at, childrenOf, rendered, specs } from "./rendering.js";

const CORNERS: readonly Partial<WebServiceSpec>[] = [
  ...TIERS.map((userTier) => ({ userTier, hosts: ["shop.example.com"] })),
  { userTier: "1k", cdn: { enabled: true }, database: { readReplicas: 3 } },
  { userTier: "10M", functions: [{ name: "thumbnails", image: "example.com/fn:1", trigger: { uploadPrefix: "uploads/" } }] },
  { userTier: "100", database: { placement: "Aurora", readReplicas: 0 }, cache: { enabled: true, replicasPerShard: 0 } },
];
const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const all = CORNERS.flatMap((spec) => [
  rendered(spec),
  rendered(spec, { certificateARN: CERTIFICATE, cdnCertificateARN: CERTIFICATE }),
]);

/** Specs of the kind over all corners; fails when there are none, since then nothing would be tested. */
function every(kind: Parameters<typeof specs>[1]): readonly Readonly<Record<string, unknown>>[] {
  const found = all.flatMap((one) => specs(one, kind));
  expect(found.length).toBeGreaterThan(0);
  return found;
}

const instances = () => every(ACK.dbInstance);
const replicas = () => instances().filter((spec) => spec.sourceDBInstanceIdentifier !== undefined);
const members = () => instances().filter((spec) => spec.dbClusterIdentifier !== undefined);

describe("RDS", () => {
  it("gets maxAllocatedStorage on a read replica, and none of what comes from the source", () => {
    expect(replicas().length).toBeGreaterThan(0);
    for (const spec of replicas()) {
      expect(spec.maxAllocatedStorage).toBeGreaterThan(0);
      for (const field of [
        "allocatedStorage",
        "backupRetentionPeriod",
        "engineVersion",
        "dbName",
        "dbSubnetGroupRef",
        "masterUsername",
      ])
        expect(spec).not.toHaveProperty(field);
    }
  });

  it("gives the source of a replica backups of a day at least", () => {
    const sources = new Set(replicas().map((spec) => spec.sourceDBInstanceIdentifier));
    for (const spec of instances().filter((one) => sources.has(one.dbInstanceIdentifier)))
      expect(spec.backupRetentionPeriod).toBeGreaterThanOrEqual(1);
  });

  it("never gets an availability zone, which moves with a failover", () => {
    for (const spec of [...instances(), ...every(ACK.dbCluster)]) {
      expect(spec).not.toHaveProperty("availabilityZone");
      expect(spec).not.toHaveProperty("availabilityZones");
    }
  });

  it("never gets a database name, key or time zone on an instance, which cannot be changed", () => {
    for (const spec of instances())
      for (const field of ["dbName", "kmsKeyID", "timezone", "characterSetName"]) expect(spec).not.toHaveProperty(field);
  });

  it("gets neither engine version nor insights mode on an Aurora member, nor what the cluster decides", () => {
    expect(members().length).toBeGreaterThan(0);
    for (const spec of members()) {
      for (const field of [
        "engineVersion",
        "databaseInsightsMode",
        "allocatedStorage",
        "masterUsername",
        "storageEncrypted",
        "multiAZ",
      ])
        expect(spec).not.toHaveProperty(field);
      expect(spec.engine).toBe("aurora-postgresql");
    }
  });

  it("gets no allocated storage on an Aurora cluster", () => {
    for (const spec of every(ACK.dbCluster)) expect(spec).not.toHaveProperty("allocatedStorage");
  });

  it("gets only the major engine version", () => {
    for (const spec of instances()) if (spec.engineVersion !== undefined) expect(spec.engineVersion).toMatch(/^[0-9]+$/);
  });

  it("gets a ceiling of storage at least ten percent above the size", () => {
    for (const { allocatedStorage, maxAllocatedStorage } of instances())
      if (allocatedStorage !== undefined)
        expect(Number(maxAllocatedStorage)).toBeGreaterThanOrEqual(Number(allocatedStorage) * 1.1);
  });

  it("takes its password from an Opaque Secret of its own namespace that is rendered beside it", () => {
    for (const one of all) {
      const secrets = childrenOf(one, BUILT_IN.secret).map(({ object }) => object);
      for (const spec of [...specs(one, ACK.dbInstance), ...specs(one, ACK.dbCluster)]) {
        if (spec.masterUserPassword === undefined) continue;
        const secret = secrets.find(({ metadata }) => metadata.name === at(spec, "masterUserPassword.name"));
        expect(secret).toMatchObject({ type: "Opaque", metadata: { namespace: at(spec, "masterUserPassword.namespace") } });
        expect(secret?.stringData).toHaveProperty(String(at(spec, "masterUserPassword.key")));
      }
    }
  });

  it("overrides only parameters that take effect without a reboot", () => {
    for (const spec of every(ACK.dbParameterGroup))
      expect(Object.keys(spec.parameterOverrides as object)).toEqual(["log_min_duration_statement", "rds.force_ssl"]);
  });
});

describe("references", () => {
  it("never stand beside the value that they replace", () => {
    const pairs = all.flatMap(({ children }) =>
      children.flatMap(({ object }) => {
        const spec = (object.spec ?? {}) as Readonly<Record<string, unknown>>;
        return Object.keys(spec).flatMap((key) => {
          const stem = /^(.*)Refs?$/.exec(key)?.[1];
          if (stem === undefined) return [];
          const values = [stem, `${stem}ID`, `${stem}IDs`, `${stem}Name`, `${stem}ARN`];
          return [values.filter((value) => value in spec)];
        });
      }),
    );
    expect(pairs.length).toBeGreaterThan(0);
    for (const beside of pairs) expect(beside).toEqual([]);
  });

  it("name objects that are rendered beside them", () => {
    for (const one of all) {
      const names = new Set(one.children.map(({ object }) => object.metadata.name));
      const refs = [...JSON.stringify(one.children.map(({ object }) => object)).matchAll(/"from":\{"name":"([^"]+)"\}/g)];
      for (const [, name] of refs) expect(names).toContain(name);
    }
  });
});

describe("S3", () => {
  it("gets its encryption with bucketKeyEnabled spelled out", () => {
    for (const spec of every(ACK.bucket)) expect(at(spec, "encryption.rules.0.bucketKeyEnabled")).toBe(false);
  });

  it("gets policy, versioning and access block from the first write on, so that none is ever taken away", () => {
    for (const spec of every(ACK.bucket))
      for (const field of ["policy", "versioning", "publicAccessBlock", "ownershipControls", "tagging"])
        expect(spec).toHaveProperty(field);
  });
});

describe("CloudFront", () => {
  it("gets every nested default", () => {
    for (const spec of every(ACK.distribution)) {
      const config = at(spec, "distributionConfig") as Readonly<Record<string, unknown>>;
      const own = [
        "aliases",
        "comment",
        "defaultRootObject",
        "enabled",
        "httpVersion",
        "isIPV6Enabled",
        "priceClass",
        "restrictions",
      ];
      for (const field of [...own, "staging", "viewerCertificate", "webACLID"]) expect(config).toHaveProperty(field);
      for (const origin of at(config, "origins.items") as readonly object[])
        expect(origin).toMatchObject({
          connectionAttempts: 3,
          connectionTimeout: 10,
          customHeaders: { items: [] },
          originShield: {},
        });
      const paths = (at(config, "cacheBehaviors.items") ?? []) as readonly object[];
      for (const behaviour of [config.defaultCacheBehavior, ...paths])
        for (const field of ["allowedMethods.cachedMethods.items", "smoothStreaming", "fieldLevelEncryptionID", "compress"])
          expect(at(behaviour, field)).toBeDefined();
    }
  });

  it("has each behaviour's origin among its origins", () => {
    for (const spec of every(ACK.distribution)) {
      const ids = (at(spec, "distributionConfig.origins.items") as readonly { id: string }[]).map(({ id }) => id);
      for (const [, target] of JSON.stringify(spec).matchAll(/"targetOriginID":"([^"]+)"/g)) expect(ids).toContain(target);
    }
  });
});

describe("Route 53", () => {
  it("gets alias names without a trailing dot and bare zone ids", () => {
    const aliases = every(ACK.recordSet).flatMap(({ aliasTarget }) => (aliasTarget === undefined ? [] : [aliasTarget]));
    expect(aliases.length).toBeGreaterThan(0);
    for (const alias of aliases) {
      expect(at(alias, "dnsName")).toMatch(/[a-z]$/);
      expect(at(alias, "hostedZoneID")).toMatch(/^Z[A-Z0-9]+$/);
    }
  });

  it("gets either an alias or addresses with a time to live", () => {
    for (const spec of every(ACK.recordSet)) {
      expect("aliasTarget" in spec).toBe(!("resourceRecords" in spec));
      expect("ttl" in spec).toBe("resourceRecords" in spec);
    }
  });
});

describe("the other services", () => {
  it("DynamoDB: billing, protection and backups are explicit", () => {
    for (const spec of every(ACK.table))
      expect(spec).toMatchObject({ billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: true, continuousBackups: {} });
  });

  it("SQS: attributes are strings", () => {
    for (const { tags, ...spec } of every(ACK.queue)) {
      expect(tags).toBeDefined();
      for (const value of Object.values(spec)) expect(typeof value).toBe("string");
    }
  });

  it("EC2: egress rules are listed", () => {
    for (const spec of every(ACK.securityGroup)) expect(at(spec, "egressRules.0.ipProtocol")).toBe("-1");
  });

  it("CloudWatch: actionsEnabled is explicit", () => {
    for (const spec of every(ACK.metricAlarm)) expect(spec.actionsEnabled).toBe(true);
  });

  it("CloudWatch Logs: retention is explicit", () => {
    for (const spec of every(ACK.logGroup)) expect(spec.retentionDays).toBeGreaterThan(0);
  });

  it("Application Auto Scaling: role and suspended state are explicit", () => {
    for (const spec of every(ACK.scalableTarget)) {
      expect(spec.roleARN).toMatch(/^arn:aws:iam::123456789012:role\/aws-service-role\//);
      expect(Object.values(spec.suspendedState as object)).toEqual([false, false, false]);
    }
  });

  it("ElastiCache: cluster mode, failover and shards are set from the first write on", () => {
    for (const spec of every(ACK.replicationGroup)) {
      expect(spec).toMatchObject({ cacheParameterGroupName: "default.valkey8.cluster.on", automaticFailoverEnabled: true });
      expect(spec.numNodeGroups).toBeGreaterThanOrEqual(1);
    }
  });

  it("WAF: the firewall of a distribution is made in us-east-1", () => {
    const found = all.flatMap((one) => childrenOf(one, ACK.webACL.ref));
    expect(found.length).toBeGreaterThan(0);
    for (const { object } of found) {
      expect(object.metadata.annotations?.["services.k8s.aws/region"]).toBe("us-east-1");
      expect(at(object, "spec.scope")).toBe("CLOUDFRONT");
    }
  });
});
