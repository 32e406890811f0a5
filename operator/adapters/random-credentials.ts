// Makes fresh credentials from the system's random source; what is slow is made only if it is wanted, off the main thread.
import { generateKeyPair, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { preparedPassword, SALTED_PASSWORD_BYTES, verifierOf } from "../../domain/credentials/scram.js";
import type { Credentials, CredentialSource } from "../ports/credentials.js";

const PASSWORD_BYTES = 32;
const SALT_BYTES = 16; // as PostgreSQL itself
/** PostgreSQL's default. More would slow each login; against guessing, 256 random bits need none. */
const ITERATIONS = 4096;

const derive = promisify(pbkdf2);
const generate = promisify(generateKeyPair);

/** base64url: nothing in it needs quoting in a URL, in SQL or for RDS, which refuses slash, quote, at sign and space. */
const freshPassword = (): string => randomBytes(PASSWORD_BYTES).toString("base64url");

export const randomCredentials: CredentialSource = {
  async fresh(wanted) {
    const isWanted = (...names: readonly (keyof Credentials)[]) => names.some((name) => wanted.has(name));
    return {
      masterPassword: freshPassword(),
      poolerPassword: freshPassword(),
      cachePassword: randomBytes(PASSWORD_BYTES).toString("hex"),
      // These two take a hundred times as long as the others, and most Secrets need one of them or none.
      ...(isWanted("applicationPassword", "applicationVerifier") ? await application() : {}),
      ...(isWanted("signingKey", "signingPublicKey") ? await signing() : {}),
    };
  },
};

async function application(): Promise<Pick<Credentials, "applicationPassword" | "applicationVerifier">> {
  const applicationPassword = freshPassword();
  const salt = randomBytes(SALT_BYTES);
  const salted = await derive(preparedPassword(applicationPassword), salt, ITERATIONS, SALTED_PASSWORD_BYTES, "sha256");
  return { applicationPassword, applicationVerifier: verifierOf(salted, { salt, iterations: ITERATIONS }) };
}

async function signing(): Promise<Pick<Credentials, "signingKey" | "signingPublicKey">> {
  const { privateKey, publicKey } = await generate("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return { signingKey: privateKey, signingPublicKey: publicKey };
}
