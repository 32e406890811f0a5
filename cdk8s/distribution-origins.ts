// Where the distribution gets things from: the bucket, and for dynamic paths the load balancer.
import type { Origin } from "../domain/api/ack/cloudfront.js";
import { CDN_ORIGIN } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { partition } from "../domain/api/arn.js";
import { bucketName } from "./bucket.js";
import { speaksTls } from "./cdn-facts.js";
import { servesBucket } from "./origin-access-control.js";

const KEEPALIVE_SECONDS = 5;
const READ_TIMEOUT_SECONDS = 30;

export type LateOrigin = { readonly albHostname?: string; readonly originAccessControlID?: string };

export function origins(blueprint: Blueprint, late: LateOrigin): Origin[] {
  return [
    ...(servesBucket(blueprint) ? [assetsOrigin(blueprint, late.originAccessControlID ?? "")] : []),
    ...(blueprint.cdn?.paths === "all" ? [albOrigin(blueprint, late.albHostname ?? "")] : []),
  ];
}

function assetsOrigin({ identity, place }: Blueprint, originAccessControlID: string): Origin {
  const suffix = partition(place.region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    ...defaults(),
    id: CDN_ORIGIN.assets,
    domainName: `${bucketName(identity)}.s3.${place.region}.${suffix}`,
    originAccessControlID,
    s3OriginConfig: { originAccessIdentity: "" },
  };
}

/**
 * CloudFront hands the viewer's Host on and checks the load balancer's certificate against it, so TLS to the origin
 * works when the load balancer has the certificate of the hosts, and only then.
 */
function albOrigin(blueprint: Blueprint, hostname: string): Origin {
  return {
    ...defaults(),
    id: CDN_ORIGIN.web,
    domainName: hostname,
    customOriginConfig: {
      httpPort: 80,
      httpSPort: 443,
      originKeepaliveTimeout: KEEPALIVE_SECONDS,
      originReadTimeout: READ_TIMEOUT_SECONDS,
      originProtocolPolicy: speaksTls(blueprint) ? "https-only" : "http-only",
      originSSLProtocols: { items: ["TLSv1.2"] },
    },
  };
}

function defaults() {
  return {
    connectionAttempts: 3,
    connectionTimeout: 10,
    customHeaders: { items: [] },
    originPath: "",
    originShield: { enabled: false },
  };
}
