// CloudFront: Distribution, OriginAccessControl. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, tags } from "./parts.js";

const strings = z.object({ items: z.array(z.string()) });

const behaviour = z.object({
  allowedMethods: z.object({ items: z.array(z.string()), cachedMethods: strings }),
  cachePolicyID: z.string(),
  compress: z.boolean(),
  fieldLevelEncryptionID: z.string(),
  originRequestPolicyID: z.string().optional(),
  smoothStreaming: z.boolean(),
  targetOriginID: z.string(),
  viewerProtocolPolicy: z.string(),
});
const pathBehaviour = behaviour.extend({ pathPattern: z.string() });

const origin = z.object({
  id: z.string(),
  domainName: z.string(),
  originPath: z.string(),
  connectionAttempts: z.int(),
  connectionTimeout: z.int(),
  customHeaders: z.object({ items: z.array(z.object({ headerName: z.string(), headerValue: z.string() })) }),
  originShield: z.object({ enabled: z.boolean() }),
  originAccessControlID: z.string().optional(),
  s3OriginConfig: z.object({ originAccessIdentity: z.string() }).optional(),
  customOriginConfig: z
    .object({
      httpPort: z.int(),
      httpSPort: z.int(),
      originKeepaliveTimeout: z.int(),
      originReadTimeout: z.int(),
      originProtocolPolicy: z.string(),
      originSSLProtocols: strings,
    })
    .optional(),
});

export const distributionSpec = z.object({
  distributionConfig: z.object({
    aliases: strings,
    cacheBehaviors: z.object({ items: z.array(pathBehaviour) }).optional(),
    comment: z.string(),
    defaultCacheBehavior: behaviour,
    defaultRootObject: z.string(),
    enabled: z.boolean(),
    httpVersion: z.string(),
    isIPV6Enabled: z.boolean(),
    origins: z.object({ items: z.array(origin) }),
    priceClass: z.string(),
    restrictions: z.object({ geoRestriction: z.object({ restrictionType: z.string() }) }),
    staging: z.boolean(),
    viewerCertificate: z.object({
      cloudFrontDefaultCertificate: z.boolean(),
      acmCertificateARN: z.string().optional(),
      minimumProtocolVersion: z.string().optional(),
      sslSupportMethod: z.string().optional(),
    }),
    webACLID: z.string(),
  }),
  tags: tags.optional(),
});
export type DistributionSpec = z.infer<typeof distributionSpec>;
export type CacheBehaviour = z.infer<typeof behaviour>;
export type Origin = z.infer<typeof origin>;

export const distributionStatus = ackStatus.extend({
  id: z.string().optional(),
  status: z.string().optional(),
  domainName: z.string().optional(),
  lastModifiedTime: z.string().optional(),
});
export type DistributionStatus = z.infer<typeof distributionStatus>;

export const originAccessControlSpec = z.object({
  originAccessControlConfig: z.object({
    name: z.string(),
    description: z.string(),
    originAccessControlOriginType: z.string(),
    signingBehavior: z.string(),
    signingProtocol: z.string(),
  }),
});
export type OriginAccessControlSpec = z.infer<typeof originAccessControlSpec>;

export const originAccessControlStatus = ackStatus.extend({ id: z.string().optional() });
