// What the distribution serves and under which names; several children must agree on it.
import type { LateValues } from "../domain/blueprint/children.js";
import type { Blueprint, Entry } from "../domain/blueprint/types.js";

/** Assets are under this path on every way in, and so under this prefix in the bucket. */
export const ASSETS_PATH = "/assets";

/** There is something for the distribution to serve: the service itself, or at least its bucket. */
export function cdnServes({ cdn, assets }: Blueprint): boolean {
  return cdn !== undefined && (cdn.paths === "all" || assets !== undefined);
}

/** Host names that the distribution answers to. CloudFront takes none without a certificate for them. */
export function aliases({ cdn, hosts, place }: Blueprint): readonly string[] {
  return cdn?.paths === "all" && place.cdnCertificateARN !== undefined ? hosts : [];
}

/** Where the records point. A distribution that does not answer to the hosts would refuse them: the ALB serves instead. */
export function effectiveEntry(blueprint: Blueprint): Entry {
  return blueprint.entry === "cdn" && aliases(blueprint).length === 0 ? "alb" : blueprint.entry;
}

/** Load balancers speak TLS when there is a certificate and a host that it can be for. */
export function speaksTls({ hosts, place }: Blueprint): boolean {
  return place.certificateARN !== undefined && hosts.length > 0;
}

/** ASSETS_URL; undefined until CloudFront has given the domain, which is not waited for when a host of ours leads there. */
export function assetsOrigin(blueprint: Blueprint, late: LateValues): string | undefined {
  const host = effectiveEntry(blueprint) === "cdn" ? aliases(blueprint)[0] : late.distributionDomain;
  return host === undefined ? undefined : `https://${host}${ASSETS_PATH}`;
}
