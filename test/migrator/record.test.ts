// The record that a run of a move leaves: signed so that nobody else can have written it, and never longer than Kubernetes keeps.
import { generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { Failure } from "../../migrator/failure.js";
import { Obstructed } from "../../migrator/obstacle.js";
import { MAX_RECORD_BYTES, recordOf, signed } from "../../migrator/record.js";

const WHO = { job: "shop-move-1", move: "0123456789ab", attempt: 2 };
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

describe("a record", () => {
  it("names command, job, move and attempt first, and its signature last", () => {
    const text = signed(JSON.stringify(recordOf("move", { seconds: 3 }, WHO)), PEM);
    const record = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(record)).toEqual(["command", "job", "move", "attempt", "outcome", "seconds", "signature"]);
  });

  it("is proved by the text without the signature, and by no other text", () => {
    const { signature, ...record } = JSON.parse(signed(JSON.stringify(recordOf("undo", {}, WHO)), PEM)) as Record<
      string,
      unknown
    >;
    const isProved = (of: object) =>
      verify(null, Buffer.from(JSON.stringify(of)), publicKey, Buffer.from(String(signature), "base64"));
    expect(isProved(record)).toBe(true);
    expect(isProved({ ...record, attempt: 3 })).toBe(false);
  });

  it("with more obstacles than fit says how many are left out", () => {
    const obstacle = (n: number) => ({ code: "extension", object: `é${n}`, message: "é".repeat(200), remedy: "Drop it." });
    const record = recordOf("rehearse", new Obstructed(Array.from({ length: 40 }, (_, n) => obstacle(n))), WHO);
    const text = signed(JSON.stringify(record), PEM);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    const { obstacles, more } = JSON.parse(text) as { obstacles: unknown[]; more: number };
    expect(obstacles.length).toBeGreaterThan(0);
    expect(obstacles.length + more).toBe(40);
  });

  it("with the longest messages in any script is no longer", () => {
    const record = recordOf("move", new Failure("copy", "語".repeat(5000), "語".repeat(5000)), WHO);
    expect(Buffer.byteLength(signed(JSON.stringify(record), PEM))).toBeLessThanOrEqual(MAX_RECORD_BYTES);
  });

  it("says that the source is open again only when that was seen", () => {
    const failure = new Failure("copy", "no space");
    expect(recordOf("move", failure, WHO)).not.toHaveProperty("fenced");
    failure.fenced = false;
    expect(recordOf("move", failure, WHO)).toMatchObject({ fenced: false });
  });
});
