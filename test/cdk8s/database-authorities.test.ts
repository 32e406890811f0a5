import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { AUTHORITIES_FILE } from "../../cdk8s/database-authorities.js";
import { rdsAuthorities } from "../../cdk8s/rds-authorities.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { validateClass } from "../../domain/api/validate.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import type { Rendered } from "../../domain/blueprint/children.js";
import { at, childrenOf, only, rendered } from "./rendering.js";

const EVERYTHING: Partial<WebServiceSpec> = {
  userTier: "10k",
  workers: [{ name: "mail", min: 1, max: 2 }],
  services: [{ name: "price-list", image: "example.com/prices:1", port: 9000, min: 2 }],
};
const MOUNT = [{ name: "database-authorities", mountPath: "/etc/tenfold/database", readOnly: true }];
const UNKNOWN = { region: "xx-nowhere-1" };

const authorities = (from: Rendered) => childrenOf(from, BUILT_IN.configMap, ROLE.databaseAuthorities);
const podsOf = (from: Rendered) =>
  [...childrenOf(from, BUILT_IN.deployment), ...childrenOf(from, BUILT_IN.job)].map(({ object }) =>
    at(object, "spec.template.spec"),
  );
const urlOf = (from: Rendered) => {
  const env = at(only(from, BUILT_IN.deployment, "web"), "spec.template.spec.containers.0.env") as {
    name: string;
    value: string;
  }[];
  return env.find(({ name }) => name === "DATABASE_URL")?.value;
};

describe("the authorities of RDS", () => {
  it.each(["us-east-1", "eu-central-1", "ap-northeast-2"])(
    "are those of %s alone, of every kind of key, and in date",
    (region) => {
      const pems = (rdsAuthorities(region) ?? "").split(/(?<=-----END CERTIFICATE-----\n)/);
      const subjects = pems.map((pem) => new X509Certificate(pem)).map(({ subject }) => /CN=(.*)/.exec(subject)?.[1]);
      const wanted = ["ECC384", "RSA2048", "RSA4096"].map((key) => `Amazon RDS ${region} Root CA ${key} G1`);
      expect(subjects.sort()).toEqual(wanted);
      for (const pem of pems) expect(new Date(new X509Certificate(pem).validTo).getFullYear()).toBeGreaterThan(2060);
    },
  );

  it("are unknown for a region that is not there", () => {
    expect(rdsAuthorities(UNKNOWN.region)).toBeUndefined();
  });
});

describe("what speaks to a database in AWS", () => {
  it("finds the authorities of the region in every pod: web, workers, internal services, bootstrap", () => {
    const from = rendered(EVERYTHING);
    const [map] = authorities(from);
    const name = map?.object.metadata.name;
    expect(map).toMatchObject({ holdsData: false, object: { data: { "ca.pem": rdsAuthorities("us-east-1") } } });
    expect(podsOf(from)).toHaveLength(4);
    for (const pod of podsOf(from)) {
      expect(at(pod, "containers.0.volumeMounts")).toEqual(MOUNT);
      expect(at(pod, "volumes")).toEqual([{ name: "database-authorities", configMap: { name } }]);
    }
    expect(urlOf(from)).toContain(`?sslmode=verify-full&sslrootcert=${AUTHORITIES_FILE}`);
  });

  it("trusts whom the class names, and nobody else", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";
    const [map] = authorities(rendered(EVERYTHING, { databaseAuthorities: pem }));
    expect(map?.object["data"]).toEqual({ "ca.pem": pem });
  });

  it("is encrypted, and names no file, where nobody knows the authorities of the region", () => {
    const from = rendered(EVERYTHING, UNKNOWN);
    expect(authorities(from)).toEqual([]);
    expect(urlOf(from)).toMatch(/\?sslmode=require$/);
    for (const pod of podsOf(from)) expect(at(pod, "volumes")).toBeUndefined();
  });

  it("is verified there too once the class names them", () => {
    const pem = rdsAuthorities("us-east-1");
    expect(urlOf(rendered(EVERYTHING, { ...UNKNOWN, databaseAuthorities: pem }))).toContain("sslmode=verify-full");
  });
});

describe("a database in the cluster", () => {
  it("has no TLS, no authorities, and a URL that says nothing of it", () => {
    const from = rendered({ userTier: "10" });
    expect(authorities(from)).toEqual([]);
    expect(urlOf(from)).toMatch(/\/app$/);
    for (const pod of podsOf(from)) expect(at(pod, "volumes")).toBeUndefined();
  });
});

describe("databaseAuthorities of a class", () => {
  it("refuses what is not a certificate in PEM, with the remedy", () => {
    expect(validateClass({ databaseAuthorities: "/etc/ssl/ca.pem" })).toMatchObject({
      problems: [{ field: expect.stringContaining("databaseAuthorities"), message: expect.stringContaining("PEM") }],
    });
  });
});
