// Where a service is reached, from what exists.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { ROLE } from "../../../domain/blueprint/roles.js";
import type { Blueprint } from "../../../domain/blueprint/types.js";
import type { Children } from "../../../domain/observed/late-values.js";
import { hasDns } from "../../../domain/plan/plan.js";

export function endpoints(blueprint: Blueprint, children: Children): WebServiceStatus["endpoints"] {
  const alb = children.get(`Ingress/${ROLE.alb}`)?.facts.host;
  const internal = children.get(`Ingress/${ROLE.internal}`)?.facts.host;
  const nlb = children.get(`ElasticIPAddress/${ROLE.nlb}`)?.facts.address ?? children.get(`Service/${ROLE.nlb}`)?.facts.host;
  const cdn = blueprint.cdn === undefined ? undefined : children.get(`Distribution/${ROLE.cdn}`)?.facts.host;
  const byEntry = { nlb, alb, internal, cdn: cdn ?? alb }[blueprint.entry];
  const host = hasDns(blueprint) ? blueprint.hosts[0] : byEntry;
  const loadBalancer = { nlb, alb, internal, cdn: alb }[blueprint.entry];
  return {
    ...(host === undefined ? {} : { url: `${scheme(blueprint)}://${host}` }),
    ...(blueprint.hosts.length === 0 ? {} : { hosts: [...blueprint.hosts] }),
    ...(loadBalancer === undefined ? {} : { loadBalancer }),
    ...(cdn === undefined ? {} : { cdn: `https://${cdn}` }),
  };
}

/** Load balancers speak TLS for hosts that a certificate covers, never for their own names. */
function scheme({ entry, place, hosts }: Blueprint): "http" | "https" {
  if (entry === "cdn") return "https";
  return place.certificateARN === undefined || hosts.length === 0 ? "http" : "https";
}
