// The SCRAM-SHA-256 verifier of a password, in the text form that PostgreSQL stores (RFC 5802, 5803, 7677).
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

export const SALTED_PASSWORD_BYTES = 32; // the output of SHA-256

export type ScramParameters = { readonly salt: Buffer; readonly iterations: number };

/** `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, the last three in base64. */
export function scramVerifier(password: string, salt: Buffer, iterations: number): string {
  const prepared = preparedPassword(password);
  return verifierOf(pbkdf2Sync(prepared, salt, iterations, SALTED_PASSWORD_BYTES, "sha256"), { salt, iterations });
}

/** The cheap half, for callers that derive the salted password off the main thread. */
export function verifierOf(saltedPassword: Buffer, { salt, iterations }: ScramParameters): string {
  const clientKey = createHmac("sha256", saltedPassword).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", saltedPassword).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/**
 * SASLprep leaves printable ASCII as it is, and our passwords are base64url. Anything else would need the tables of
 * RFC 4013, and a verifier made without them would lock the application out: it is refused.
 */
export function preparedPassword(password: string): string {
  if (!/^[!-~]+$/.test(password)) throw new RangeError("a password must be printable ASCII without spaces, and not empty");
  return password;
}
