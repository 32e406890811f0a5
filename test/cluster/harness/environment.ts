// What the global setup hands to the cluster tests: one control plane and one local AWS for all of them.
import { readFileSync } from "node:fs";
import type { Access } from "../../../deploy/local/control-plane/api-request.js";

export type Environment = {
  readonly admin: Access;
  readonly adminKubeconfig: string;
  /** The operator's own unprivileged identity. */
  readonly operatorKubeconfig: string;
  readonly auditLog: string;
  readonly kubectl: string;
  readonly rdsEndpoint: string;
  /** Folder for logs of the programs under test. */
  readonly logs: string;
};

export const ENVIRONMENT_FILE = ".local/test/environment.json";

export function environment(): Environment {
  return JSON.parse(readFileSync(ENVIRONMENT_FILE, "utf8")) as Environment;
}
