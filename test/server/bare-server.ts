// etcd and API server alone, with what Tenfold installs: for tests of the API itself, where no controller may interfere.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callApi, type ApiAnswer, type ApiRequest } from "../../local/control-plane/api-request.js";
import { startControlPlane } from "../../local/control-plane/control-plane.js";
import { progressToStderr } from "../../local/control-plane/progress.js";
import type { KindRef } from "../../domain/api/objects.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { awaitDefinitions } from "../../local/control-plane/definitions.js";

export type CommandResult = { readonly code: number; readonly out: string; readonly err: string };

export type BareServer = {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly kubectl: (...args: readonly string[]) => Promise<CommandResult>;
  readonly call: (request: ApiRequest) => Promise<ApiAnswer>;
  readonly stop: () => Promise<void>;
};

export async function startBareServer(): Promise<BareServer> {
  const dir = await mkdtemp(join(tmpdir(), "tenfold-api-"));
  const controlPlane = await startControlPlane({
    dir,
    detached: false,
    components: ["etcd", "kube-apiserver"],
    progress: progressToStderr,
    audit: false,
  });
  const kubectl = (...args: readonly string[]): Promise<CommandResult> =>
    run(controlPlane.kubectl, ["--kubeconfig", controlPlane.adminKubeconfig, "--cache-dir", join(dir, "discovery"), ...args]);
  await succeed(kubectl("apply", "--server-side", "-f", "crds", "-f", "deploy/examples/namespace.yaml"));
  await awaitDefinitions((...args) => succeed(kubectl(...args)));
  return {
    kubeconfig: controlPlane.adminKubeconfig,
    kubectl,
    call: (request) => callApi(controlPlane.admin, request),
    stop: async () => {
      await controlPlane.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What the command printed; throws what it complained about. */
export async function succeed(result: Promise<CommandResult>): Promise<string> {
  const { code, out, err } = await result;
  if (code !== 0) throw new Error(err);
  return out;
}

function run(program: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(program, args, (error, out, err) => resolve({ code: error === null ? 0 : 1, out, err }));
  });
}

export type Named = { readonly name: string; readonly spec: unknown; readonly annotations?: Readonly<Record<string, string>> };
export type Refusal = { readonly status: number; readonly message: string };

/** In the namespace of the examples; `dryRun` goes through everything and stores nothing. */
export function serviceObject({ name, spec, annotations }: Named): Record<string, unknown> {
  const metadata = { name, namespace: "demo", annotations };
  return { apiVersion: WEB_SERVICE.apiVersion, kind: WEB_SERVICE.kind, metadata, spec };
}

export function collection(kind: KindRef): string {
  return `/apis/${kind.apiVersion}/${kind.namespaced ? "namespaces/demo/" : ""}${kind.plural}`;
}

export function refusal(answer: ApiAnswer): Refusal {
  return { status: answer.status, message: (JSON.parse(answer.text) as { message?: string }).message ?? "" };
}
