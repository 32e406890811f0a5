// Target group bindings: one for each backend of a load balancer.
import type { KubeObject, ObjectRef } from "../../../domain/api/objects.js";
import { hex, regionalArn } from "../model/identifiers.js";
import type { Resource } from "../model/resource.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf } from "../controllers/cluster-access.js";
import { bindingLabels, type Balanced } from "./balanced.js";
import { TARGET_GROUP_BINDING } from "./kinds.js";
import { targetGroupName, type Backend, type Wanted } from "./wanted.js";

export const BINDING_FINALIZER = "elbv2.k8s.aws/resources";

/** Makes those that are missing, removes those that are too many. */
export async function bind(balanced: Balanced, wanted: Wanted, balancer: Resource): Promise<void> {
  const { around, bindings } = balanced;
  const missing = new Map(wanted.backends.map((backend) => [nameOf(balanced, backend, balancer), backend]));
  const excess = bindings.filter(({ metadata }) => !missing.delete(metadata.name));
  const makes = [...missing].map(async ([name, backend]) => {
    const binding = bindingFor(balanced, name, backend);
    const answer = await around.cluster.create(refOf(TARGET_GROUP_BINDING, binding), binding, MANAGER);
    if (answer === "kind-missing") around.log.warn("the CRD of TargetGroupBinding is not installed", { name });
  });
  await Promise.all([...makes, ...excess.map((binding) => unbind(balanced, binding))]);
}

/**
 * Removes all bindings of an object that leaves. True: none is left. Asks the API server, since a binding made a
 * moment ago may not have come by the watch yet.
 */
export async function unbindAll(
  balanced: Balanced,
  wanted: Wanted | undefined,
  balancer: Resource | undefined,
): Promise<boolean> {
  const made = balancer === undefined ? [] : (wanted?.backends ?? []).map((backend) => nameOf(balanced, backend, balancer));
  const names = new Set([...balanced.bindings.map(({ metadata }) => metadata.name), ...made]);
  const { namespace } = balanced.object.metadata;
  const refs = [...names].map((name): ObjectRef => ({ kind: TARGET_GROUP_BINDING, namespace, name }));
  const found = await Promise.all(refs.map((ref) => balanced.around.cluster.read(ref)));
  const left = found.filter((binding) => binding !== undefined);
  await Promise.all(left.map((binding) => unbind(balanced, binding)));
  return left.length === 0;
}

async function unbind({ around }: Balanced, binding: KubeObject): Promise<void> {
  await around.cluster.remove(refOf(TARGET_GROUP_BINDING, binding), binding.metadata.uid ?? "");
}

function nameOf({ object }: Balanced, backend: Backend, balancer: Resource): string {
  return targetGroupName(object.metadata.namespace ?? "", backend, balancer.name);
}

function bindingFor({ around, kind, object }: Balanced, name: string, backend: Backend): KubeObject {
  const arn = regionalArn("elasticloadbalancing", around.place, `targetgroup/${name}/${hex(name, 16)}`);
  return {
    apiVersion: TARGET_GROUP_BINDING.apiVersion,
    kind: TARGET_GROUP_BINDING.kind,
    metadata: {
      name,
      namespace: object.metadata.namespace,
      labels: bindingLabels(kind, object),
      finalizers: [BINDING_FINALIZER],
    },
    spec: {
      targetGroupARN: arn,
      targetType: "ip",
      ipAddressType: "ipv4",
      serviceRef: { name: backend.service, port: backend.port },
      vpcID: "vpc-local",
    },
  };
}
