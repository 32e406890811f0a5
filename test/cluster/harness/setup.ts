// Jest's global setup and teardown of the cluster tests: control plane, CRDs, RBAC, policies, local AWS.
import { freePorts } from "../../../local/control-plane/free-ports.js";
import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { ControlPlane, ControlPlaneOptions } from "../../../local/control-plane/control-plane.js";
import { startControlPlane } from "../../../local/control-plane/control-plane.js";
import { progressToStderr } from "../../../local/control-plane/progress.js";
import { tokenKubeconfig } from "../../../local/control-plane/token-kubeconfig.js";
import type { Environment } from "./environment.js";
import { environmentFile, useEnvironmentOf } from "./environment.js";
import { ADDRESSES_FILE } from "../../../local/servers/addresses.js";
import { stopServersIn } from "../../../local/servers/server-pool.js";
import { DATA_FOLDER } from "../../../local/servers/servers.js";
import { awaitDefinitions } from "../../../local/control-plane/definitions.js";

const run = promisify(execFile);
/** Where databases have real servers, and programs are real. */
export const REAL_NAMESPACE = "with-servers";
/** The VolumeSnapshotClass of the local AWS. */
export const SNAPSHOT_CLASS = "local-snapshots";
const SYSTEM = "tenfold-system";

let controlPlane: ControlPlane | undefined;
let localAws: ChildProcess | undefined;

/** Who wants another control plane than the usual one. */
export type More = Pick<ControlPlaneOptions, "components" | "flags"> & {
  /** Nobody plays AWS. */
  readonly withoutAws?: true;
  /** Of the local AWS's own delays. Default: a hundredth. */
  readonly delayScale?: number;
};

/** Whatever an earlier run left in the folder is removed. Without names, the local AWS serves all namespaces. */
export async function start(place: string, namespaces: readonly string[] = [], wish: More = {}): Promise<void> {
  const { withoutAws, delayScale = 0.01, ...more } = wish;
  const folder = resolve(place);
  useEnvironmentOf(folder);
  // Those of a run that was killed.
  await stopServersIn(join(serversFolder(folder), DATA_FOLDER));
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "logs"), { recursive: true });
  controlPlane = await startControlPlane({
    dir: join(folder, "control-plane"),
    detached: false,
    progress: progressToStderr,
    ...more,
  });
  const kubectl = (...rest: readonly string[]) => run(kubectlPath(), ["--kubeconfig", adminKubeconfig(), ...rest]);
  await kubectl("create", "namespace", SYSTEM);
  await kubectl("apply", "--server-side", "-f", "crds/", "-f", "local/crds/", "-f", "deploy/rbac/", "-f", "deploy/policies/");
  await kubectl("apply", "--server-side", "-f", "local/demo/local-aws.yaml");
  await awaitDefinitions(kubectl);
  await kubectl("apply", "--server-side", "-f", "deploy/examples/class.yaml");
  const operatorKubeconfig = join(folder, "operator.kubeconfig");
  await tokenKubeconfig(controlPlane, { namespace: SYSTEM, serviceAccount: "tenfold-operator", path: operatorKubeconfig });
  const awsKubeconfig = join(folder, "local-aws.kubeconfig");
  await tokenKubeconfig(controlPlane, { namespace: SYSTEM, serviceAccount: "tenfold-local-aws", path: awsKubeconfig });
  const rdsPort = await freePort();
  const flags = ["--kubeconfig", awsKubeconfig, "--rds-port", String(rdsPort), "--delay-scale", String(delayScale)];
  localAws = withoutAws === true ? undefined : startLocalAws(folder, flags, namespaces);
  const { admin, auditLog, kubectl: path } = controlPlane;
  const environment: Environment = {
    admin,
    adminKubeconfig: adminKubeconfig(),
    operatorKubeconfig,
    auditLog,
    kubectl: path,
    rdsEndpoint: `http://127.0.0.1:${rdsPort}`,
    logs: join(folder, "logs"),
    addresses: join(serversFolder(folder), ADDRESSES_FILE),
  };
  await writeFile(environmentFile(folder), JSON.stringify(environment));
}

export async function stop(): Promise<void> {
  if (localAws !== undefined && localAws.exitCode === null) {
    localAws.kill("SIGTERM");
    await once(localAws, "exit");
  }
  await controlPlane?.stop();
}

function kubectlPath(): string {
  return controlPlane?.kubectl ?? "kubectl";
}

function adminKubeconfig(): string {
  return controlPlane?.adminKubeconfig ?? "";
}

/** With no more rights than it has in the demo. Every lifecycle usually at a hundredth of its length there: tests wait for states, never for clocks. */
function startLocalAws(folder: string, place: readonly string[], namespaces: readonly string[]): ChildProcess {
  const log = openSync(join(folder, "logs", "local-aws.log"), "a");
  const flags: string[] = [...place, "--snapshot-class", SNAPSHOT_CLASS, "--programs"];
  flags.push("--servers", serversFolder(folder), "--servers-namespaces", REAL_NAMESPACE);
  if (namespaces.length > 0) flags.push("--namespaces", namespaces.join(","));
  return spawn(process.execPath, ["dist/local/aws/main.js", ...flags], { stdio: ["ignore", log, log] });
}

function serversFolder(folder: string): string {
  return join(folder, "servers");
}

async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
