// Port: makes the secrets of a new database. The only randomness that matters.
import type { Credentials } from "../../domain/blueprint/children.js";

export type { Credentials };
export type CredentialSource = {
  /** At least those that are wanted, made in one go: a password and its verifier belong together. */
  fresh(wanted: ReadonlySet<keyof Credentials>): Promise<Partial<Credentials>>;
};
