// The CloudFront distribution. Every nested default is spelled out: what is left out, ACK and AWS disagree about for ever.
import { ACK } from "../domain/api/kinds.js";
import type { CacheBehaviour, DistributionSpec, Origin } from "../domain/api/ack/cloudfront.js";
import { CDN_ORIGIN, ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { ackAnnouncement, ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { aliases, ASSETS_PATH, cdnServes } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import type { LateOrigin } from "./distribution-origins.js";
import { origins } from "./distribution-origins.js";
import { servesBucket } from "./origin-access-control.js";
import { placeGaps } from "./place-gaps.js";
import type { Scene } from "./scene.js";

/** Policies that AWS manages, by the ids that it publishes. */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

const ANNOUNCEMENT = { ack: ACK.distribution, part: "Edge", role: ROLE.cdn } as const;

export function distribution(scene: Scene): void {
  const { blueprint } = scene;
  if (!cdnServes(blueprint)) return;
  const missing = missingValues(scene);
  if (missing.length > 0) {
    scene.wait(ackAnnouncement(ANNOUNCEMENT), missing);
    return;
  }
  const { albHostname, originAccessControlID, webACLARN } = scene.late;
  ackObject(scene, ANNOUNCEMENT, specOf(blueprint, { albHostname, originAccessControlID, webACLARN }));
}

function missingValues({ blueprint, late }: Scene): readonly string[] {
  const { identity, place, cdn } = blueprint;
  const name = (kind: (typeof ACK)[keyof typeof ACK]) =>
    `${kind.ref.kind} ${childNameOf(identity, { kind: kind.ref, role: ROLE.cdn })}`;
  const forwards = cdn?.paths === "all";
  return [
    ...(servesBucket(blueprint) ? placeGaps(place, "region") : []),
    ...(servesBucket(blueprint) && late.originAccessControlID === undefined
      ? [`the id of ${name(ACK.originAccessControl)}`]
      : []),
    ...(forwards && late.albHostname === undefined ? ["the host name of the load balancer"] : []),
    ...(cdn?.waf === true && late.webACLARN === undefined ? [`the ARN of ${name(ACK.webACL)}`] : []),
  ];
}

function specOf(blueprint: Blueprint, late: LateOrigin & { readonly webACLARN?: string }): DistributionSpec {
  const { identity, cdn } = blueprint;
  const forwards = cdn?.paths === "all";
  return {
    distributionConfig: {
      aliases: { items: [...aliases(blueprint)] },
      comment: `${identity.namespace}/${identity.name}`,
      defaultCacheBehavior: forwards ? dynamicBehaviour() : staticBehaviour(),
      ...(forwards && servesBucket(blueprint)
        ? { cacheBehaviors: { items: [{ ...staticBehaviour(), pathPattern: `${ASSETS_PATH}/*` }] } }
        : {}),
      defaultRootObject: "",
      enabled: true,
      httpVersion: "http2",
      isIPV6Enabled: true,
      origins: { items: origins(blueprint, late) satisfies Origin[] },
      priceClass: priceClass(blueprint.place.region),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      staging: false,
      viewerCertificate: viewerCertificate(blueprint),
      webACLID: cdn?.waf === true ? (late.webACLARN ?? "") : "",
    },
    tags: tagList(identity),
  };
}

/** North America, Europe and Israel are in the first class, South America, Australia and New Zealand in the last alone. */
const FIRST_CLASS = /^(us|ca|mx|eu|il)-/;
const LAST_CLASS = /^(sa-|ap-southeast-[246]$)/;

/** The edges that the users of the region are near to, and no dearer ones. */
function priceClass(region: string): string {
  if (LAST_CLASS.test(region)) return "PriceClass_All";
  return FIRST_CLASS.test(region) ? "PriceClass_100" : "PriceClass_200";
}

const READS = ["HEAD", "GET"];
const ALL_METHODS = ["HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH"];

function staticBehaviour(): CacheBehaviour {
  return {
    allowedMethods: { items: [...READS], cachedMethods: { items: [...READS] } },
    cachePolicyID: CACHING_OPTIMIZED,
    compress: true,
    fieldLevelEncryptionID: "",
    smoothStreaming: false,
    targetOriginID: CDN_ORIGIN.assets,
    viewerProtocolPolicy: "redirect-to-https",
  };
}

function dynamicBehaviour(): CacheBehaviour {
  return {
    allowedMethods: { items: [...ALL_METHODS], cachedMethods: { items: [...READS] } },
    cachePolicyID: CACHING_DISABLED,
    compress: true,
    fieldLevelEncryptionID: "",
    originRequestPolicyID: ALL_VIEWER,
    smoothStreaming: false,
    targetOriginID: CDN_ORIGIN.web,
    viewerProtocolPolicy: "redirect-to-https",
  };
}

function viewerCertificate(blueprint: Blueprint): DistributionSpec["distributionConfig"]["viewerCertificate"] {
  if (aliases(blueprint).length === 0) return { cloudFrontDefaultCertificate: true };
  return {
    cloudFrontDefaultCertificate: false,
    acmCertificateARN: blueprint.place.cdnCertificateARN,
    minimumProtocolVersion: "TLSv1.2_2021",
    sslSupportMethod: "sni-only",
  };
}
