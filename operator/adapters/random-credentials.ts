// Makes fresh credentials from the system's random source; the slow derivation runs off the main thread.
import { generateKeyPairSync, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { preparedPassword, SALTED_PASSWORD_BYTES, verifierOf } from "../../domain/credentials/scram.js";
import type { CredentialSource } from "../ports/credentials.js";

const PASSWORD_BYTES = 32;
const SALT_BYTES = 16; // as PostgreSQL itself
/** PostgreSQL's default. More would slow each login; against guessing, 256 random bits need none. */
const ITERATIONS = 4096;

const derive = promisify(pbkdf2);

/** base64url: nothing in it needs quoting in a URL, in SQL or for RDS, which refuses slash, quote, at sign and space. */
const freshPassword = (): string => randomBytes(PASSWORD_BYTES).toString("base64url");

export const randomCredentials: CredentialSource = {
  async fresh() {
    const applicationPassword = freshPassword();
    const salt = randomBytes(SALT_BYTES);
    const salted = await derive(preparedPassword(applicationPassword), salt, ITERATIONS, SALTED_PASSWORD_BYTES, "sha256");
    const { privateKey, publicKey } = generateKeyPairSync("ed25519", {
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    return {
      signingKey: privateKey,
      signingPublicKey: publicKey,
      masterPassword: freshPassword(),
      applicationPassword,
      applicationVerifier: verifierOf(salted, { salt, iterations: ITERATIONS }),
      poolerPassword: freshPassword(),
      cachePassword: randomBytes(PASSWORD_BYTES).toString("hex"),
    };
  },
};
