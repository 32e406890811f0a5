import { CREDENTIALS } from "../fixtures/credentials.js";
import { describe, expect, it } from "@jest/globals";
import { credentialsFor, fillSecret, placeholder } from "../../cdk8s/fill-secret.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { TIERS } from "../../domain/api/tier.js";
import type { Credentials } from "../../domain/blueprint/children.js";
import { childrenOf, only, rendered } from "./rendering.js";

const credentials: Credentials = {
  ...CREDENTIALS,
  masterPassword: "m-1",
  applicationPassword: "a-2",
  applicationVerifier: "SCRAM-SHA-256$3",
};
const one = rendered({ userTier: "100" });

describe("a Secret as rendered", () => {
  it("holds no password", () => {
    const { stringData } = only(one, BUILT_IN.secret, "database-app");
    expect(stringData).toMatchObject({ username: "app", database: "app", password: placeholder("applicationPassword") });
  });

  it("gets the master's password and nothing of the application when it is the master's", () => {
    const filled = fillSecret(only(one, BUILT_IN.secret, "rds-master"), credentials);
    expect(filled.stringData).toEqual({ username: "tenfold", password: "m-1" });
  });

  it("gets password and verifier of the application and nothing of the master when it is the application's", () => {
    const filled = fillSecret(only(one, BUILT_IN.secret, "database-app"), credentials);
    expect(filled.stringData).toEqual({ username: "app", database: "app", password: "a-2", verifier: "SCRAM-SHA-256$3" });
  });

  it("keeps everything else when it is filled", () => {
    const secret = only(one, BUILT_IN.secret, "database-app");
    expect(fillSecret(secret, credentials)).toEqual({ ...secret, stringData: expect.anything() as unknown });
  });
});

describe("what a Secret needs", () => {
  const secrets = TIERS.flatMap((userTier) => childrenOf(rendered({ userTier }), BUILT_IN.secret)).map(({ object }) => object);

  it("is enough to fill it, in every tier", () => {
    for (const secret of secrets) {
      const needed = credentialsFor(secret);
      const few = Object.fromEntries(Object.entries(CREDENTIALS).filter(([name]) => needed.has(name as keyof Credentials)));
      expect(fillSecret(secret, few)).toEqual(fillSecret(secret, CREDENTIALS));
    }
  });

  it("is little: the master's needs nothing that is derived", () => {
    expect([...credentialsFor(only(one, BUILT_IN.secret, "rds-master"))]).toEqual(["masterPassword"]);
  });
});

describe("filling", () => {
  const secret = (stringData: unknown) => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData });

  it("refuses a placeholder that no credential fills", () => {
    const text = placeholder("masterPassword").replace("master", "other");
    expect(() => fillSecret(secret({ password: text }), credentials)).toThrow(/placeholder/);
  });

  it("refuses a placeholder inside other text", () => {
    expect(() => fillSecret(secret({ url: `x:${placeholder("masterPassword")}` }), credentials)).toThrow(/placeholder/);
  });

  it("refuses an empty credential", () => {
    const empty = { ...credentials, masterPassword: "" };
    expect(() => fillSecret(secret({ password: placeholder("masterPassword") }), empty)).toThrow(/placeholder/);
  });

  it("refuses what is not a Secret with texts", () => {
    expect(() => fillSecret({ ...secret({}), kind: "ConfigMap" }, credentials)).toThrow(/not a Secret/);
    expect(() => fillSecret(secret(undefined), credentials)).toThrow(/not a Secret/);
    expect(() => fillSecret(secret({ a: 1 }), credentials)).toThrow(/not a Secret/);
  });

  it("names no credential in its message", () => {
    const message = (() => {
      try {
        fillSecret(secret({ a: placeholder("masterPassword"), b: `-${placeholder("masterPassword")}` }), credentials);
        return "";
      } catch (error) {
        return String(error);
      }
    })();
    expect(message).toMatch(/placeholder/);
    expect(message).not.toContain("m-1");
  });
});
