// Whether a record was signed by the program that it claims to be from. The signature is its last field and covers all before it.
import { verify } from "node:crypto";

/** `publicKey`: SPKI in PEM, Ed25519. Keys of a record keep their order from the text that it was read from. */
export function isSignedBy(record: Readonly<Record<string, unknown>>, publicKey: string): boolean {
  const { signature, ...signed } = record;
  if (typeof signature !== "string") return false;
  try {
    return verify(null, Buffer.from(JSON.stringify(signed)), publicKey, Buffer.from(signature, "base64"));
  } catch {
    return false; // no key, or no signature
  }
}
