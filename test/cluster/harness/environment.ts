// What the global setup hands to the cluster tests: one control plane and one local AWS for all of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Access } from "../../../local/control-plane/api-request.js";

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
  /** File with the names of databases that have real servers, and their ports. */
  readonly addresses: string;
};

export const DEFAULT_FOLDER = ".local/test";
let file = environmentFile(DEFAULT_FOLDER);

export function environmentFile(folder: string): string {
  return join(folder, "environment.json");
}

/** For a program that has a control plane of its own; jest's workers find that of the global setup. */
export function useEnvironmentOf(folder: string): void {
  file = environmentFile(folder);
}

export function environment(): Environment {
  return JSON.parse(readFileSync(file, "utf8")) as Environment;
}
