// Where everything of one control plane lies: all of it in one folder, so that removing the folder removes the cluster.
import { join, resolve } from "node:path";

export const componentsInStartOrder = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;
export type Component = (typeof componentsInStartOrder)[number];

/** Who calls the API server from here: each with its own token and kubeconfig. */
export const callers = ["admin", "kube-controller-manager", "kube-scheduler", "kwok"] as const;
export type Caller = (typeof callers)[number];

export type Layout = {
  readonly dir: string;
  readonly setup: string;
  readonly lock: string;
  readonly etcdData: string;
  readonly etcdSocket: string;
  readonly certificates: string;
  readonly caFile: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
  /** Who signs, and what the API server shows, where it passes requests on to another server (APIService). */
  readonly frontProxyAuthority: string;
  readonly frontProxyCertificate: string;
  readonly frontProxyKey: string;
  readonly tokens: string;
  readonly kubeconfigs: string;
  readonly logs: string;
  readonly pids: string;
  readonly auditLog: string;
};

export function layoutOf(folder: string): Layout {
  const dir = resolve(folder);
  const certificates = join(dir, "certificates");
  return {
    dir,
    setup: join(dir, "control-plane.json"),
    lock: join(dir, "start.lock"),
    etcdData: join(dir, "etcd"),
    // etcd insists on something like a port, also in the name of a socket.
    etcdSocket: join(dir, "etcd.sock:0"),
    certificates,
    // The API server signs its own serving certificate and puts the authority's certificate into the same file.
    caFile: join(certificates, "apiserver.crt"),
    serviceAccountKey: join(certificates, "service-account.key"),
    serviceAccountPublicKey: join(certificates, "service-account.pub"),
    frontProxyAuthority: join(certificates, "front-proxy-ca.crt"),
    frontProxyCertificate: join(certificates, "front-proxy.crt"),
    frontProxyKey: join(certificates, "front-proxy.key"),
    tokens: join(dir, "tokens.csv"),
    kubeconfigs: join(dir, "kubeconfigs"),
    logs: join(dir, "logs"),
    pids: join(dir, "pids"),
    auditLog: join(dir, "audit.log"),
  };
}

export function kubeconfigOf(layout: Layout, caller: Caller): string {
  return join(layout.kubeconfigs, `${caller}.yaml`);
}

export function logOf(layout: Layout, component: Component): string {
  return join(layout.logs, `${component}.log`);
}
