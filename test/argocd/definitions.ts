// The definitions of Argo CD's kinds, from its Go module, and the settings that an installation has.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { ARGO_NAMESPACE } from "./programs.js";

const run = promisify(execFile);
const MODULE = "github.com/argoproj/argo-cd/v3";
const API_VERSION = "argoproj.io/v1alpha1";

export const APPLICATION: KindRef = { apiVersion: API_VERSION, kind: "Application", plural: "applications", namespaced: true };

/** Paths of the files. */
export async function definitionsOfArgoCD(): Promise<readonly string[]> {
  const { stdout } = await run("go", ["list", "-m", "-f", "{{.Dir}}", MODULE], { cwd: "local/tools/argocd" });
  const folder = join(stdout.trim(), "manifests/crds");
  return ["application", "appproject", "applicationset"].map((kind) => join(folder, `${kind}-crd.yaml`));
}

/** `tracking`: by what Argo CD knows its own. */
export function settings(tracking: "annotation" | "label"): readonly KubeObject[] {
  const ours = parse(readFileSync("deploy/argocd/argocd-cm.yaml", "utf8")) as KubeObject & { readonly data: object };
  const labels = { "app.kubernetes.io/part-of": "argocd" };
  const named = (name: string) => ({ name, namespace: ARGO_NAMESPACE, labels });
  return [
    { ...ours, data: { ...ours.data, "application.resourceTrackingMethod": tracking } },
    ...["argocd-rbac-cm", "argocd-gpg-keys-cm", "argocd-tls-certs-cm", "argocd-ssh-known-hosts-cm"].map((name): KubeObject => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: named(name),
    })),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: named("argocd-secret"),
      stringData: { "server.secretkey": "of-no-use" },
    },
    {
      apiVersion: API_VERSION,
      kind: "AppProject",
      metadata: { name: "default", namespace: ARGO_NAMESPACE },
      spec: {
        sourceRepos: ["*"],
        destinations: [{ namespace: "*", server: "*" }],
        clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      },
    },
  ];
}

export function application(
  name: string,
  { repository, namespace }: { readonly repository: string; readonly namespace: string },
) {
  return {
    apiVersion: API_VERSION,
    kind: "Application",
    metadata: { name, namespace: ARGO_NAMESPACE },
    spec: {
      project: "default",
      source: { repoURL: repository, path: ".", targetRevision: "HEAD" },
      destination: { server: "https://kubernetes.default.svc", namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ["ServerSideApply=true", "ApplyOutOfSyncOnly=true"],
      },
    },
  };
}
