// Writes a kubeconfig that acts as a service account, so that a program outside of the cluster has no more rights than inside.
import { callApiOrThrow } from "./api-request.js";
import type { ControlPlane } from "./control-plane.js";
import { writeKubeconfig } from "./credentials.js";

export type TokenRequest = { readonly namespace: string; readonly serviceAccount: string; readonly path: string };

// A local cluster may be kept for weeks, and nothing renews the token of a program outside of it.
const LIFETIME_SECONDS = 90 * 24 * 3600;

/** The service account must exist. Returns the path. */
export async function tokenKubeconfig(controlPlane: Pick<ControlPlane, "admin">, request: TokenRequest): Promise<string> {
  const { namespace, serviceAccount, path } = request;
  const answer = (await callApiOrThrow(controlPlane.admin, {
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: LIFETIME_SECONDS } },
  })) as { readonly status: { readonly token: string } };
  await writeKubeconfig(path, { ...controlPlane.admin, token: answer.status.token, user: serviceAccount, namespace });
  return path;
}
