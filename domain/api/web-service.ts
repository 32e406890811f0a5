// The WebService API: one typed source for the CRD, its documentation and the operator's types.
import { z } from "zod";
import { defaulted, described, listByName, ruled, setOf, type Rule } from "./rules.js";
import { commandPart, enabled, host, httpPath, image, objectName, port } from "./schema-parts.js";
import { budget, changes } from "./spec/changes.js";
import { cache, database, deletion } from "./spec/data.js";
import { cdn } from "./spec/edge.js";
import { envVar } from "./spec/env.js";
import { combinations } from "./spec/combinations.js";
import { exposure } from "./spec/exposure.js";
import { network } from "./spec/network.js";
import { architectures } from "./spec/nodes.js";
import { internalService, LIVENESS_PATH, uploadFunction, worker } from "./spec/pools.js";
import { resources, scaling } from "./spec/scaling.js";
import { parseTier, TIER_SPELLINGS, TIERS } from "./tier.js";

export { DISRUPTIONS, type Disruption } from "./spec/changes.js";
export { DATABASE_PLACEMENTS } from "./spec/data.js";
export { envVar, type EnvVar } from "./spec/env.js";

export const DEFAULT_PORT = 8080;
export const DEFAULT_HEALTH_PATH = "/";

const TIER_LIST = TIERS.join(", ");
const NUMBERS = TIER_SPELLINGS.filter((spelling) => typeof spelling === "number");
const TEXTS = TIER_SPELLINGS.filter((spelling) => typeof spelling === "string");

export const oneOfNineTiers: Rule<string | number> = {
  cel: `type(self) == int ? self in [${NUMBERS.join(", ")}] : self in [${TEXTS.map((text) => `'${text}'`).join(", ")}]`,
  holds: (value) => parseTier(value) !== undefined,
  message: "is not a number of users that there is a tier for",
  remedy: `use one of ${TIER_LIST}`,
};

/**
 * Where the type is wrong the API server asks no rule, so that its answer would not say which tiers there are. This says it: every text and whole
 * number passes by the second alternative, and a boolean, a fraction, a list or an object is told the values of the first.
 */
const namingTheTiers = {
  anyOf: [
    { enum: [...TIERS] },
    { multipleOf: 1, minItems: TIER_SPELLINGS.length, minProperties: TIER_SPELLINGS.length, not: { enum: [true, false] } },
  ],
};

/** Asked of the whole spec: rules of a field are not asked about null. */
const tierIsGiven: Rule<unknown> = {
  cel: "has(self.userTier)",
  message: oneOfNineTiers.message,
  remedy: oneOfNineTiers.remedy,
  field: "userTier",
};

const part = (what: string) => described(z.object({ enabled }).optional(), what);

const spec = z.object({
  userTier: described(
    ruled(z.union([z.string(), z.int()]), oneOfNineTiers).meta({
      "x-kubernetes-int-or-string": true,
      allOf: [namingTheTiers],
      // Asked of the whole spec by tierIsGiven: rules of a field are not asked about null.
      nullable: true,
    }),
    `Number of users to build for: ${TIER_LIST}, as text or as number (1000 is 1k). Raising it adds what the tier names; steps that interrupt the database wait for an approval, and moving the data to another kind of database is rehearsed first. Lowering it shrinks what computes at once and keeps all data where it is.`,
  ),
  image: described(
    image,
    "Container image of the web application, for example registry.example.com/shop:1.4.2. It is run as a user other than root. A change replaces the pods one by one.",
  ),
  port: defaulted(
    port,
    DEFAULT_PORT,
    "Port on which the application listens for HTTP. It does not run as root and may still listen below 1024: its pods ask for it.",
  ),
  command: described(z.array(commandPart).max(64).optional(), "Entry point. Default: that of the image."),
  args: described(z.array(commandPart).max(64).optional(), "Arguments of the entry point. Default: those of the image."),
  env: described(
    listByName(envVar, 256).optional(),
    "Environment variables of the application, at most 256, beside those that Tenfold sets. A change replaces the pods one by one.",
  ),
  health: described(
    z
      .object({
        path: defaulted(
          httpPath,
          DEFAULT_HEALTH_PATH,
          "HTTP path that answers 200 when a pod can serve. Pods that answer otherwise get no requests and are left running: it may look at the database.",
        ),
        livenessPath: described(httpPath.optional(), LIVENESS_PATH),
      })
      .optional(),
    "Health check of the web pods and the load balancer.",
  ),
  hosts: described(
    setOf(host, 20).optional(),
    "Host names under which the service is reached, each in the domain of the class and none that another WebService has. With a hosted zone in the class their DNS records are written. Default: none; the name of the load balancer is in status.endpoints.",
  ),
  architectures: described(
    architectures.optional(),
    "Processor architectures that all images of this service have: its web pods, workers and internal services run on nodes of these alone. Default: as the class says, else any node. Functions run on amd64 whatever it says.",
  ),
  className: described(
    objectName.optional(),
    "WebServiceClass to use: region, network and limits. Default: the class with the annotation tenfold.dev/is-default-class: true.",
  ),
  resources: described(resources.optional(), "Size of each web pod. Default: the tier's."),
  scaling: described(scaling.optional(), "Number of web pods, and how fast it follows the load. Default: the tier's."),
  database: described(
    database.optional(),
    "Relational database (PostgreSQL): a StatefulSet in the cluster up to 10 users, RDS from 100 on, Aurora from 1M on. The data of one that is there is moved up, after a rehearsal and with an approval, and never down. The application finds it in DATABASE_URL. Its data is never deleted by an edit.",
  ),
  cache: described(
    cache.optional(),
    "Cache (ElastiCache for Valkey, cluster mode). Default: from 10k users on. Not for data of record.",
  ),
  assets: part("Bucket for assets and uploads (S3), in ASSETS_BUCKET. Default: from 10k users on."),
  cdn: described(
    cdn.optional(),
    "Content delivery network (CloudFront): for assets from 10k users on, for everything from 100k on.",
  ),
  sessions: part("Table for sessions (DynamoDB), in SESSIONS_TABLE. Default: from 10k users on."),
  queue: part("Queue with a dead-letter queue (SQS), in QUEUE_URL. Default: from 5M users on, or as soon as workers are listed."),
  email: part(
    "Permission to send e-mail (SES) from addresses of the class's domain. Default: from 5M users on. The domain is verified outside of Tenfold.",
  ),
  alarms: part("CloudWatch alarms for what the tier brings. Default: from 100 users on."),
  workers: described(listByName(worker, 20).optional(), "Pods that take messages from the queue, scaled by its backlog."),
  services: described(
    listByName(internalService, 50).optional(),
    "Internal services (microservices), reachable from the pods of this WebService only.",
  ),
  functions: described(listByName(uploadFunction, 20).optional(), "Lambda functions started by uploads. From 10M users on."),
  exposure: described(
    exposure.optional(),
    "Who reaches the service. Public: everybody, by a load balancer with public addresses and, from 10k users on, by CloudFront. Internal: the VPC and what is connected to it, by a load balancer without public addresses; without CloudFront and its firewall. A change builds the other load balancer beside the present one, moves the records, and removes the old one when traffic has left it. Default: what the class says, else Public.",
  ),
  network: described(network.optional(), "What the pods may reach beside what Tenfold makes for them. Default: nothing."),
  changes: described(changes.optional(), "Which changes may start by themselves, and when. Default: what loses no request."),
  deletion: described(deletion.optional(), "What happens when the WebService is deleted. Default: all data is kept."),
  budget: described(budget.optional(), "Monthly budget. Default: none."),
  suspend: defaulted(
    z.boolean(),
    false,
    "true stops every act of the operator on this service, repairs included. What runs keeps running.",
  ),
});

export const webServiceSpec = ruled(spec, tierIsGiven, ...combinations);
export type WebServiceSpec = z.infer<typeof webServiceSpec>;

/** Of the whole object: a longer or other name would not be legal for what is made from it. */
export const webServiceName: Rule<{ readonly metadata: { readonly name: string } }> = {
  cel: "self.metadata.name.size() <= 63 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
  holds: ({ metadata: { name } }) => name.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name),
  message: "metadata.name is not a legal name for a WebService",
  remedy: "use at most 63 lower-case letters, digits and dashes, a letter first and no dash last",
};
