// The SCRAM verifier against the example of RFC 7677 and against its own definition; logging in with it: test/migration.
import { createHash, createHmac, createPublicKey, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { Credentials } from "../../../domain/blueprint/children.js";
import { CREDENTIAL_NAMES } from "../../../domain/blueprint/children.js";
import { randomCredentials } from "../../../operator/adapters/random-credentials.js";
import { scramVerifier } from "../../../domain/credentials/scram.js";

const FORM = /^SCRAM-SHA-256\$([0-9]+):([^$]+)\$([^:]+):(.+)$/;

function partsOf(verifier: string) {
  const [, iterations = "", salt = "", storedKey = "", serverKey = ""] = FORM.exec(verifier) ?? [];
  return { iterations: Number(iterations), salt: Buffer.from(salt, "base64"), storedKey, serverKey };
}

describe("scramVerifier", () => {
  it("accepts the proof and makes the server signature of the example exchange in RFC 7677", () => {
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
    const { storedKey, serverKey } = partsOf(scramVerifier("pencil", salt, 4096));
    const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const authMessage = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`;
    const hmac = (key: string) => createHmac("sha256", Buffer.from(key, "base64")).update(authMessage).digest();
    expect(hmac(serverKey).toString("base64")).toBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
    const signature = hmac(storedKey);
    const clientKey = proof.map((byte, index) => byte ^ (signature[index] ?? 0));
    expect(createHash("sha256").update(clientKey).digest("base64")).toBe(storedKey);
  });

  it.each(["", "with space", "pässword", "tab\t", "\u00a0"])("refuses %j, which SASLprep would change or forbid", (password) => {
    expect(() => scramVerifier(password, Buffer.alloc(16), 4096)).toThrow("printable ASCII");
  });
});

async function made(wanted: readonly (keyof Credentials)[] = CREDENTIAL_NAMES): Promise<Credentials> {
  return (await randomCredentials.fresh(new Set(wanted))) as Credentials;
}

describe("randomCredentials", () => {
  it("makes two different passwords of 32 random bytes that need no quoting anywhere", async () => {
    const { masterPassword, applicationPassword } = await made();
    expect(masterPassword).not.toBe(applicationPassword);
    for (const password of [masterPassword, applicationPassword]) {
      expect(password).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Buffer.from(password, "base64url")).toHaveLength(32);
    }
  });

  it("makes the verifier of the application's password with a salt of its own", async () => {
    const { applicationPassword, applicationVerifier } = await made();
    const { iterations, salt, serverKey } = partsOf(applicationVerifier);
    expect(iterations).toBe(4096);
    expect(salt).toHaveLength(16);
    expect(applicationVerifier).toBe(scramVerifier(applicationPassword, salt, iterations));
    const salted = pbkdf2Sync(applicationPassword, salt, 4096, 32, "sha256");
    expect(serverKey).toBe(createHmac("sha256", salted).update("Server Key").digest("base64"));
  });

  it("makes a pair of keys that belong together", async () => {
    const { signingKey, signingPublicKey } = await made(["signingPublicKey"]);
    expect(createPublicKey(signingKey).export({ type: "spki", format: "pem" })).toBe(signingPublicKey);
  });

  it("derives nothing that nobody wants, since that takes most of the time", async () => {
    const slow = ["applicationPassword", "applicationVerifier", "signingKey", "signingPublicKey"];
    expect(Object.keys(await made(["masterPassword"]))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(application|signing)/)]),
    );
    expect(Object.keys(await made())).toEqual(expect.arrayContaining(slow));
  });

  it("never makes the same twice", async () => {
    const [first, second] = await Promise.all([made(), made()]);
    expect(first.masterPassword).not.toBe(second.masterPassword);
    expect(first.applicationPassword).not.toBe(second.applicationPassword);
    expect(partsOf(first.applicationVerifier).salt).not.toEqual(partsOf(second.applicationVerifier).salt);
  });
});
