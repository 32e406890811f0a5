// Where an operator runs on a cluster, and who of its replicas leads.
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { listAt, numberAt, textAt } from "../../domain/observed/reading.js";
import type { Known } from "../cluster/known.js";
import { ifAnswered, valueOf } from "../cluster/known.js";
import type { Remote } from "../cluster/remote.js";

const LEASE: KindRef = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", plural: "leases", namespaced: true };
/** As the chart and the manifests label it. */
export const OPERATOR = "app.kubernetes.io/name=tenfold,app.kubernetes.io/component=operator";
/** Where it lives unless somebody says otherwise. */
export const HOME = "tenfold-system";
const LEASE_NAME = "tenfold-operator";

export type LeaseFacts = {
  readonly namespace: string;
  readonly name: string;
  /** Undefined: there is no such lease. */
  readonly holder?: string;
  /** RFC 3339. */
  readonly renewedAt?: string;
  readonly seconds?: number;
};

/** Of the whole cluster, or of its home where not more may be seen. */
export async function operatorDeployments(remote: Remote, namespace: string | undefined): Promise<Known<readonly KubeObject[]>> {
  const everywhere = await ifAnswered(remote.list(BUILT_IN.deployment, { namespace, labelSelector: OPERATOR }));
  if (everywhere.known || namespace !== undefined) return everywhere;
  return ifAnswered(remote.list(BUILT_IN.deployment, { namespace: HOME, labelSelector: OPERATOR }));
}

export async function operatorLease(
  remote: Remote,
  deployments: Known<readonly KubeObject[]>,
  given: string | undefined,
): Promise<LeaseFacts> {
  const [deployment] = valueOf(deployments, []);
  const namespace = flagOf(deployment, "lease-namespace") ?? given ?? deployment?.metadata.namespace ?? HOME;
  const name = flagOf(deployment, "lease-name") ?? LEASE_NAME;
  const lease = await remote.read({ kind: LEASE, namespace, name });
  const holder = textAt(lease, "spec", "holderIdentity");
  const renewedAt = textAt(lease, "spec", "renewTime");
  const seconds = numberAt(lease, "spec", "leaseDurationSeconds");
  return {
    namespace,
    name,
    ...(holder === undefined ? {} : { holder }),
    ...(renewedAt === undefined ? {} : { renewedAt }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}

/** Value of a flag that the operator is started with. */
export function flagOf(deployment: KubeObject | undefined, flag: string): string | undefined {
  const args = listAt(deployment, "spec", "template", "spec", "containers", 0, "args");
  const found = args.find((arg): arg is string => typeof arg === "string" && arg.startsWith(`--${flag}=`));
  return found?.slice(flag.length + 3);
}

export function imageOf(deployment: KubeObject): string | undefined {
  return textAt(deployment, "spec", "template", "spec", "containers", 0, "image");
}
