// The WebServiceClass API: where in AWS the services of a cluster live. Cluster-scoped, like StorageClass.
import { z } from "zod";
import { defaulted, described, matches, ruled, setOf, type Rule } from "./rules.js";
import { host, ipv4Range, objectName } from "./schema-parts.js";
import { exposure } from "./spec/exposure.js";
import { nodes } from "./spec/nodes.js";
import { TIERS } from "./tier.js";

/** AWS makes subnet groups in two zones at least. */
const MIN_PRIVATE_SUBNETS = 2;

const subnets = setOf(
  ruled(
    z.string().min(1).max(24),
    matches(/^subnet-[0-9a-f]{8,17}$/, "is not the id of a subnet", "write it like subnet-0123456789abcdef0"),
  ),
  16,
);

const arn = z.string().min(1).max(256);
const certificate = ruled(
  arn,
  matches(
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[0-9a-f-]+$/,
    "is not the ARN of an ACM certificate",
    "write it like arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
  ),
);
const cdnCertificate = ruled(
  arn,
  matches(
    /^arn:aws[a-z-]*:acm:us-east-1:[0-9]{12}:certificate\/[0-9a-f-]+$/,
    "is not the ARN of an ACM certificate in us-east-1",
    "issue the certificate in us-east-1, where CloudFront looks for it",
  ),
);

const fields = z.object({
  region: described(
    ruled(
      z.string().min(1).max(32),
      matches(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, "is not an AWS region", "write it like eu-west-1"),
    ).optional(),
    "AWS region, for example eu-west-1. Needed by everything that is made in AWS. It cannot be changed: the data would stay behind.",
  ),
  accountID: described(
    ruled(
      z.string().min(1).max(12),
      matches(/^[0-9]{12}$/, "is not an AWS account number", 'write its twelve digits in quotes, for example "123456789012"'),
    ).optional(),
    "AWS account number, twelve digits. Needed for permissions. It cannot be changed.",
  ),
  clusterName: described(
    ruled(
      z.string().min(1).max(100),
      matches(
        /^[0-9A-Za-z][0-9A-Za-z_-]*$/,
        "is not the name of an EKS cluster",
        "use letters, digits, dashes and underscores, a letter or digit first",
      ),
    ).optional(),
    "Name of the EKS cluster. Needed for pod identities.",
  ),
  vpcID: described(
    ruled(
      z.string().min(1).max(24),
      matches(/^vpc-[0-9a-f]{8,17}$/, "is not the id of a VPC", "write it like vpc-0123456789abcdef0"),
    ).optional(),
    "VPC of the cluster. Needed for the security groups of databases and caches. It cannot be changed.",
  ),
  publicSubnetIDs: described(
    subnets.optional(),
    "Public subnets for load balancers, one in each zone in which the cluster has nodes: pods in another zone get no requests from 1k users on. One is enough up to 100 users, where the network load balancer takes the first; two are needed above. AWS takes one of each zone and refuses a second.",
  ),
  privateSubnetIDs: described(
    ruled(subnets, {
      cel: `self.size() == 0 || self.size() >= ${MIN_PRIVATE_SUBNETS}`,
      holds: (value) => value.length === 0 || value.length >= MIN_PRIVATE_SUBNETS,
      message: "has a single subnet",
      remedy: "name private subnets in two or more zones, as databases and caches need them",
    }).optional(),
    "Private subnets for databases and caches, in two or more zones.",
  ),
  podCIDRs: described(
    setOf(ipv4Range, 16).min(1).optional(),
    "Address ranges of the pods, allowed to reach databases and caches. Default: the private ranges of RFC 1918. Narrower is safer.",
  ),
  hostedZoneID: described(
    ruled(
      z.string().min(1).max(32),
      matches(
        /^Z[A-Z0-9]+$/,
        "is not the id of a Route 53 hosted zone",
        "write it like Z0123456789ABCDEFGHIJ, without /hostedzone/",
      ),
    ).optional(),
    "Route 53 hosted zone for the hosts of services. Without it no DNS records are written, and somebody else has to.",
  ),
  domain: described(host.optional(), "Domain of the hosted zone, for example example.com. Hosts outside of it are refused."),
  certificateARN: described(
    certificate.optional(),
    "ACM certificate for load balancers, in the region of the class. Without it services are served without TLS.",
  ),
  cdnCertificateARN: described(
    cdnCertificate.optional(),
    "ACM certificate for CloudFront, always in us-east-1. Without it hosts point at the load balancer, past the CDN.",
  ),
  cdnPrefixListID: described(
    ruled(
      z.string().min(1).max(32),
      matches(
        /^pl-[0-9a-f]{8,17}$/,
        "is not the id of a prefix list",
        "write it like pl-3b927c52, as AWS lists com.amazonaws.global.cloudfront.origin-facing in the region of the class",
      ),
    ).optional(),
    "Managed prefix list of the addresses that CloudFront asks from (com.amazonaws.global.cloudfront.origin-facing), in the region of the class. With it the load balancers of services all of whose requests take CloudFront admit nobody else, once clients have left them. Without it the firewall can be walked around.",
  ),
  alarmTopicARN: described(
    ruled(
      arn,
      matches(
        /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$/,
        "is not the ARN of an SNS topic",
        "write it like arn:aws:sns:eu-west-1:123456789012:alarms, a standard topic and no FIFO one",
      ),
    ).optional(),
    "SNS topic, in the region of the class, that is told when an alarm of a service goes off and when it is over. Its policy has to let cloudwatch.amazonaws.com publish. Without it alarms are seen in CloudWatch only.",
  ),
  exposure: described(
    exposure.optional(),
    "Internal: services of this class are reached from the VPC and what is connected to it alone, and one that asks to be public is refused. Public or not set: each service says for itself in spec.exposure, and is public otherwise.",
  ),
  permissionsBoundaryARN: described(
    ruled(
      arn,
      matches(
        /^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy\/[A-Za-z0-9+=,.@_\/-]{1,160}$/,
        "is not the ARN of an IAM policy",
        "write it like arn:aws:iam::123456789012:policy/tenfold-boundary",
      ),
    ).optional(),
    "IAM policy that limits every role made for services, whatever their own policies allow. Default: none. A change is put on the roles that are there.",
  ),
  databaseAuthorities: described(
    ruled(
      z.string().min(1).max(65_536),
      matches(
        /^\s*-----BEGIN CERTIFICATE-----/,
        "does not begin with a certificate in PEM",
        "put the certificates one after the other, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
      ),
    ).optional(),
    "Certificates in PEM that the servers of RDS and Aurora are verified with. Default: those of Amazon RDS in the region. Needed where AWS has authorities of its own (private or new regions) and for stand-ins of AWS. Changing it restarts nothing: pods read it when they start.",
  ),
  storageClassName: described(
    objectName.optional(),
    "StorageClass of the volumes of databases in the cluster. Default: the cluster's default. Existing volumes stay where they are.",
  ),
  volumeSnapshotClassName: described(
    objectName.optional(),
    "VolumeSnapshotClass with which databases in the cluster are backed up every night. It needs a CSI driver that takes snapshots, and its snapshot controller. Its deletionPolicy decides whether the copy goes with the VolumeSnapshot. Default: none, and such databases are not backed up, which each service says.",
  ),
  ingressClassName: defaulted(objectName, "alb", "Ingress class of the load balancer controller; EKS Auto Mode has its own."),
  nodes: described(nodes.optional(), "Nodes that the pods of services run on. Default: any, but no spot capacity."),
  limits: described(
    z
      .object({
        maxTier: described(z.enum(TIERS).optional(), "Highest tier that services of this class may ask for. Default: any."),
        maxMonthlyUSD: described(
          z.int().min(1).max(10_000_000).optional(),
          "Highest estimated monthly list price of one service, in US dollars. Default: any.",
        ),
        egress: described(
          z
            .object({
              cidrs: described(
                setOf(ipv4Range, 64).optional(),
                "IPv4 address ranges within which the entries of services must lie. Default: none is allowed.",
              ),
              namespaces: described(
                setOf(objectName, 64).optional(),
                "Namespaces that entries of services may name. Default: none is allowed.",
              ),
            })
            .optional(),
          "What services of this class may name in network.egress. Default: anything. An empty object allows nothing.",
        ),
      })
      .optional(),
    "Limits for the services of this class. Services that are above a lowered limit go on running and are not grown further.",
  ),
});

function fixed(field: "region" | "accountID" | "vpcID"): Rule<unknown> {
  return {
    cel: `!has(oldSelf.${field}) || (has(self.${field}) && self.${field} == oldSelf.${field})`,
    message: `${field} cannot be changed or removed: databases and buckets would stay behind where it points now`,
    remedy: "restore it, and make a second WebServiceClass for the other place",
    field,
  };
}

export const webServiceClassSpec = ruled(
  fields,
  fixed("region"),
  fixed("accountID"),
  fixed("vpcID"),
  {
    cel: "!has(self.hostedZoneID) || has(self.domain)",
    holds: ({ hostedZoneID, domain }) => hostedZoneID === undefined || domain !== undefined,
    message: "hostedZoneID is set without domain",
    remedy: "set domain to the name of the hosted zone",
    field: "domain",
  },
  {
    cel: "!has(self.certificateARN) || !has(self.region) || self.certificateARN.contains(':acm:' + self.region + ':')",
    holds: ({ certificateARN, region }) =>
      certificateARN === undefined || region === undefined || certificateARN.includes(`:acm:${region}:`),
    message: "certificateARN is in another region than the class",
    remedy: "issue a certificate in the region of the class",
    field: "certificateARN",
  },
  {
    cel: "!has(self.alarmTopicARN) || !has(self.region) || self.alarmTopicARN.contains(':sns:' + self.region + ':')",
    holds: ({ alarmTopicARN, region }) =>
      alarmTopicARN === undefined || region === undefined || alarmTopicARN.includes(`:sns:${region}:`),
    message: "alarmTopicARN is in another region than the class",
    remedy: "name a topic in the region of the class: CloudWatch tells no others",
    field: "alarmTopicARN",
  },
);
export type WebServiceClassSpec = z.infer<typeof webServiceClassSpec>;
