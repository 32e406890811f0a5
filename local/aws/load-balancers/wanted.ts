// What an Ingress or a Service asks for: a load balancer with its backends, or nothing of ours.
import type { KubeObject } from "../../../domain/api/objects.js";
import { hex } from "../model/identifiers.js";
import { recordOf, recordsOf, textOf } from "../model/read.js";
import type { Attributes } from "../model/resource.js";
import { specOf } from "../controllers/session.js";
import { ALB_CLASS, NLB_CLASS } from "./kinds.js";

export type Backend = { readonly service: string; readonly port: number | string };

export type Wanted = {
  readonly finalizer: string;
  readonly attributes: Attributes;
  readonly backends: readonly Backend[];
};

const NLB_PREFIX = "service.beta.kubernetes.io/aws-load-balancer-";
const ALB_PREFIX = "alb.ingress.kubernetes.io/";
/** Of namespace and of name, in names that must not be longer than 32 characters. */
const PART_LENGTH = 8;
const HASH_LENGTH = 10;

export function wantedBy(object: KubeObject): Wanted | undefined {
  return object.kind === "Ingress" ? wantedByIngress(object) : wantedByService(object);
}

export function targetGroupName(namespace: string, backend: Backend, loadBalancer: string): string {
  const seed = `${namespace}/${backend.service}:${backend.port}/${loadBalancer}`;
  return `k8s-${part(namespace)}-${part(backend.service)}-${hex(seed, HASH_LENGTH)}`;
}

function wantedByService(object: KubeObject): Wanted | undefined {
  const spec = specOf(object);
  if (spec["type"] !== "LoadBalancer" || spec["loadBalancerClass"] !== NLB_CLASS) return undefined;
  const { namespace = "", name } = object.metadata;
  const ports = recordsOf(spec, "ports").map((port) => port["port"]);
  return {
    finalizer: "service.k8s.aws/resources",
    attributes: {
      type: "network",
      name: `k8s-${part(namespace)}-${part(name)}-${hex(`${namespace}/${name}/net`, HASH_LENGTH)}`,
      scheme: annotation(object, `${NLB_PREFIX}scheme`) ?? "internal",
      subnets: listIn(annotation(object, `${NLB_PREFIX}subnets`)),
      allocations: listIn(annotation(object, `${NLB_PREFIX}eip-allocations`)),
      crossZone: listIn(annotation(object, `${NLB_PREFIX}attributes`)).includes("load_balancing.cross_zone.enabled=true"),
      deletionProtection: isProtected(annotation(object, `${NLB_PREFIX}attributes`)),
    },
    backends: ports.filter((port) => typeof port === "number").map((port) => ({ service: name, port })),
  };
}

function wantedByIngress(object: KubeObject): Wanted | undefined {
  if (specOf(object)["ingressClassName"] !== ALB_CLASS) return undefined;
  const { namespace = "", name } = object.metadata;
  const group = annotation(object, `${ALB_PREFIX}group.name`);
  const seed = group ?? `${namespace}/${name}`;
  return {
    finalizer: group === undefined ? "ingress.k8s.aws/resources" : `group.ingress.k8s.aws/${group}`,
    attributes: {
      type: "application",
      name:
        group === undefined
          ? `k8s-${part(namespace)}-${part(name)}-${hex(seed, HASH_LENGTH)}`
          : `k8s-${group.replaceAll(/[^a-z0-9]/g, "").slice(0, 2 * PART_LENGTH)}-${hex(seed, HASH_LENGTH)}`,
      scheme: annotation(object, `${ALB_PREFIX}scheme`) ?? "internal",
      subnets: listIn(annotation(object, `${ALB_PREFIX}subnets`)),
      certificates: listIn(annotation(object, `${ALB_PREFIX}certificate-arn`)),
      webACLArn: annotation(object, `${ALB_PREFIX}wafv2-acl-arn`),
      deletionProtection: isProtected(annotation(object, `${ALB_PREFIX}load-balancer-attributes`)),
    },
    backends: backendsOf(object),
  };
}

function backendsOf(object: KubeObject): readonly Backend[] {
  const spec = specOf(object);
  const paths = recordsOf(spec, "rules").flatMap((rule) => recordsOf(recordOf(rule, "http"), "paths"));
  const backends = [
    spec["defaultBackend"] === undefined ? {} : recordOf(spec, "defaultBackend"),
    ...paths.map((path) => recordOf(path, "backend")),
  ];
  const found = new Map<string, Backend>();
  for (const backend of backends) {
    const service = textOf(recordOf(backend, "service"), "name");
    const { number, name } = recordOf(recordOf(backend, "service"), "port");
    const port = typeof number === "number" ? number : typeof name === "string" ? name : undefined;
    if (service !== undefined && port !== undefined) found.set(`${service}:${port}`, { service, port });
  }
  return [...found.values()];
}

function annotation(object: KubeObject, name: string): string | undefined {
  const value = object.metadata.annotations?.[name];
  return value === "" ? undefined : value;
}

function listIn(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function isProtected(attributes: string | undefined): boolean {
  return listIn(attributes).includes("deletion_protection.enabled=true");
}

function part(text: string): string {
  return text.replaceAll(/[^a-z0-9]/g, "").slice(0, PART_LENGTH);
}
