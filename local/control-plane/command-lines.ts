// The command line of each component. Decides flags only; starts nothing.
import type { Binaries } from "./build.js";
import { FRONT_PROXY } from "./credentials.js";
import { kubeconfigOf, type Component, type Layout } from "./layout.js";

export type Ports = {
  readonly apiServer: number;
  readonly controllerManager: number;
  readonly scheduler: number;
};

export type Setup = {
  readonly layout: Layout;
  readonly components: readonly Component[];
  readonly binaries: Binaries;
  readonly ports: Ports;
  readonly audit: boolean;
  /** Holds audit-policy.yaml and the stages of kwok. */
  readonly sourceFolder: string;
  readonly flags?: MoreFlags;
};

/** Beside the usual ones of a component; of two that are the same the later counts. */
export type MoreFlags = Readonly<Partial<Record<Component, readonly string[]>>>;

export type CommandLine = { readonly program: string; readonly flags: readonly string[] };

export function commandLine(component: Component, setup: Setup): CommandLine {
  return { program: setup.binaries[component], flags: [...flagsOf[component](setup), ...(setup.flags?.[component] ?? [])] };
}

const HOST = "127.0.0.1";
const GIB = 1024 ** 3;
const AUDIT_LOG_MIB = 500;

// Sockets instead of ports: etcd asks nobody for a password, but a socket belongs to its user. The names are relative
// to the working folder because a socket's path may have no more than about 100 characters.
const ETCD_SOCKET = "unix://etcd.sock:0";
const ETCD_PEER_SOCKET = "unix://etcd-peer.sock:0";

const flagsOf: Readonly<Record<Component, (setup: Setup) => readonly string[]>> = {
  etcd: ({ layout }) => [
    `--data-dir=${layout.etcdData}`,
    "--name=tenfold",
    `--listen-client-urls=${ETCD_SOCKET}`,
    `--advertise-client-urls=${ETCD_SOCKET}`,
    `--listen-peer-urls=${ETCD_PEER_SOCKET}`,
    `--initial-advertise-peer-urls=${ETCD_PEER_SOCKET}`,
    `--initial-cluster=tenfold=${ETCD_PEER_SOCKET}`,
    `--quota-backend-bytes=${4 * GIB}`,
    "--log-level=warn",
    // A power cut may lose the last writes or the whole store. This cluster is made to be thrown away, and a write is 10x faster.
    "--unsafe-no-fsync",
  ],

  "kube-apiserver": ({ layout, ports, audit, sourceFolder }) => [
    `--etcd-servers=${ETCD_SOCKET}`,
    `--bind-address=${HOST}`,
    `--advertise-address=${HOST}`,
    `--secure-port=${ports.apiServer}`,
    `--cert-dir=${layout.certificates}`,
    `--token-auth-file=${layout.tokens}`,
    "--authorization-mode=Node,RBAC",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${layout.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${layout.serviceAccountKey}`,
    `--requestheader-client-ca-file=${layout.frontProxyAuthority}`,
    `--requestheader-allowed-names=${FRONT_PROXY}`,
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${layout.frontProxyCertificate}`,
    `--proxy-client-key-file=${layout.frontProxyKey}`,
    // The only endpoint would be a loopback address, which is refused.
    "--endpoint-reconciler-type=none",
    "--allow-privileged=true",
    ...(audit
      ? [
          `--audit-policy-file=${sourceFolder}/audit-policy.yaml`,
          `--audit-log-path=${layout.auditLog}`,
          `--audit-log-maxsize=${AUDIT_LOG_MIB}`,
          "--audit-log-maxbackup=1",
        ]
      : []),
  ],

  "kube-controller-manager": ({ layout, ports }) => [
    ...kubeconfigFlags(kubeconfigOf(layout, "kube-controller-manager")),
    `--bind-address=${HOST}`,
    `--secure-port=${ports.controllerManager}`,
    `--service-account-private-key-file=${layout.serviceAccountKey}`,
    `--root-ca-file=${layout.caFile}`,
    "--use-service-account-credentials=true",
    // The default is a folder of the machine, which it would create.
    `--flex-volume-plugin-dir=${layout.dir}/flex-volume-plugins`,
    "--leader-elect=false",
    "--kube-api-qps=1000",
    "--kube-api-burst=1000",
    // Also the time until a new autoscaler acts at all; the default of 15 s makes every test that waits for one slow.
    "--horizontal-pod-autoscaler-sync-period=3s",
  ],

  "kube-scheduler": ({ layout, ports }) => [
    ...kubeconfigFlags(kubeconfigOf(layout, "kube-scheduler")),
    `--bind-address=${HOST}`,
    `--secure-port=${ports.scheduler}`,
    "--leader-elect=false",
    "--kube-api-qps=1000",
    "--kube-api-burst=1000",
  ],

  kwok: ({ layout, binaries, sourceFolder }) => [
    `--kubeconfig=${kubeconfigOf(layout, "kwok")}`,
    `--config=${binaries.kwokStages}`,
    `--config=${sourceFolder}/readiness-stages.yaml`,
    `--config=${sourceFolder}/volume-stages.yaml`,
    `--config=${sourceFolder}/programs-stage.yaml`,
    "--manage-all-nodes=true",
    "--node-lease-duration-seconds=40",
  ],
};

function kubeconfigFlags(path: string): readonly string[] {
  return [
    `--kubeconfig=${path}`,
    `--authentication-kubeconfig=${path}`,
    `--authorization-kubeconfig=${path}`,
    // There are no client certificates in this cluster whose authority could be looked up.
    "--authentication-skip-lookup=true",
  ];
}
