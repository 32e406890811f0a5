// Port: makes the secrets of a new database. The only randomness that matters.
import type { Credentials } from "../../domain/blueprint/children.js";
export type CredentialSource = { fresh(): Promise<Credentials> };
