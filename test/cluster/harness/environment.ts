// What the global setup hands to the cluster tests: one control plane and one local AWS for all tests of a project of jest's.
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

/** Of the projects whose tests share a control plane: what every service goes through, the page, data that moves, tiers that change. */
export const FOLDERS = {
  cluster: ".local/test",
  dashboard: ".local/test-dashboard",
  moving: ".local/test-moving",
  ladder: ".local/test-ladder",
} as const;

/** jest.config.js says to each project which is its own. */
const given = (globalThis as { readonly testFolder?: string }).testFolder;
let file = environmentFile(given ?? FOLDERS.cluster);

export function environmentFile(folder: string): string {
  return join(folder, "environment.json");
}

/** For a test that has a control plane of its own. */
export function useEnvironmentOf(folder: string): void {
  file = environmentFile(folder);
}

export function environment(): Environment {
  return JSON.parse(readFileSync(file, "utf8")) as Environment;
}
