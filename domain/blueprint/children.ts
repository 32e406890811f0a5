// What rendering returns: the children of a service, and the late values that some wait for.
import type { KindRef, KubeObject } from "../api/objects.js";
import type { Part } from "../api/status.js";
import type { Cache, DatabaseKind } from "./types.js";

/** `password`: asked, named by its spec and not confirmed by AWS; named, by both; set, by AWS alone. Undefined: neither says anything. */
export type StandingCache = Cache & {
  readonly password?: "asked" | "named" | "set" | "none";
  readonly engineVersion?: string;
};

/**
 * Values that exist only after AWS answered and that no reference field can carry.
 * Undefined: not known yet; a child that needs it is reported as waiting.
 */
export type LateValues = {
  readonly elasticIPAllocationID?: string;
  readonly elasticIPAddress?: string;
  readonly nlbHostname?: string;
  readonly albHostname?: string;
  readonly internalHostname?: string;
  readonly originAccessControlID?: string;
  readonly distributionARN?: string;
  readonly distributionDomain?: string;
  readonly webACLARN?: string;
  readonly queueARN?: string;
  readonly queueURL?: string;
  readonly deadLetterQueueARN?: string;
  readonly uploadDeadLetterQueueARN?: string;
  /** ARN of the upload queue of each function, by function name. */
  readonly uploadQueueARNs: Readonly<Record<string, string>>;
  /** Host and port of the database that the application uses. */
  readonly databaseHost?: string;
  readonly databasePort?: number;
  readonly databaseReaderHost?: string;
  /** So many read replicas exist, or may be made now: AWS makes them one after the other, of a source that is available. */
  readonly readReplicasDue?: number;
  /** Endpoints of the databases in AWS by their main role: of those beside the application's own too. */
  readonly databaseEndpoints?: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
  /** ARNs of the instances in AWS by their main role: what a replica of another kind names. */
  readonly instanceARNs?: Readonly<Record<string, string>>;
  /** host:port of the cache's configuration endpoint. */
  readonly cacheEndpoint?: string;
  /** The cache as its spec says, and what is known of its password: AWS puts one on a new cache alone. */
  readonly standingCache?: StandingCache;
  /** What the binding says already: an endpoint that is not reported for a while is no reason to let go of a database. */
  readonly bound?: { readonly database: DatabaseKind; readonly host: string; readonly port: number };
  /** The volume of the database in the cluster is there: only then is the service bound to it. */
  readonly hasVolume?: boolean;
  /** Resource ids of data in AWS that is sealed, by kind and role: its controller never makes it again. */
  readonly seals?: Readonly<Record<string, string>>;
  /** The data was found in AWS without an object in the cluster: what may be there is looked for, and never made in its place. */
  readonly origin?: "aws";
  /** Resource ids of databases that were found there and that their controllers have not taken over yet, by kind and role. */
  readonly adopting?: Readonly<Record<string, string>>;
  /** Ids of our security groups of databases, by role: known where a database of somebody else's gets one beside its own. */
  readonly databaseGroupIDs?: Readonly<Record<string, string>>;
  /** Ids by which a controller finds what has no name, by kind and role. */
  readonly adoptedIDs?: Readonly<Record<string, string>>;
  /** Name of a bucket or table that AWS does not have, as somebody has said. */
  readonly absent?: string;
  /** Resource id of a database that somebody has given up as lost: what is made in its place says so in its tags. */
  readonly replaces?: string;
  /** The StatefulSet of the database was made with OrderedReady, which cannot be changed. */
  readonly orderedPods?: boolean;
  /** Pods get AWS credentials only when created after the association: what runs with an identity waits for it. */
  readonly podIdentityAssociationID?: string;
  /** The pod of the database in the cluster runs, so the node that its volume ties it to is taken. */
  readonly databasePlaced?: boolean;
  /** Endpoints of the instances in AWS that can be read from: the replicas of RDS, all members of Aurora. Those of the application's database. */
  readonly replicaHosts?: readonly string[];
  /** All of the pooler's pods are of its present template, and one at least is available. */
  readonly poolerServes?: boolean;
  /** Hosts of the database that the Deployments give to their pods, sorted. */
  readonly dialedHosts?: readonly string[];
  /** Roles of the Deployments that exist, whatever they wait for now. */
  readonly deployedRoles?: readonly string[];
  /** Roles of the Deployments of which no pod is asked for. Absent where there is none. */
  readonly idleRoles?: readonly string[];
  /** The cluster knows ScaledObjects: KEDA is installed. Default: it does. */
  readonly servesScaledObjects?: boolean;
};

/** What rendering needs from the operator's configuration. */
export type RenderOptions = {
  /** Image of the migration program, which also makes the application's role. */
  readonly migratorImage: string;
  /** Image of PgBouncer and the program around it. */
  readonly poolerImage: string;
  /** Repository of the PostgreSQL image for in-cluster databases; the major version is its tag. */
  readonly postgresRepository: string;
};

/** How a child is written. */
export type WriteMode =
  /** Server-side apply, again whenever it differs or drifted. */
  | "apply"
  /** As apply, before all others and only over the version that was read (the binding). */
  | "commit"
  /** Created once, never read, never overwritten (Secrets). */
  | "create-once"
  /** Applied when absent, later only to undo foreign changes (Jobs: their template is immutable). */
  | "apply-once";

export type Child = {
  readonly kind: KindRef;
  readonly part: Part;
  /** Holds data or gives access to data: never pruned, never owned, kept when the service goes. */
  readonly holdsData: boolean;
  readonly mode: WriteMode;
  /** Without hash annotation; apply adds it. Undefined while the child waits. */
  readonly object: KubeObject;
};

/** A child that cannot be rendered yet. */
export type WaitingChild = {
  readonly kind: KindRef;
  readonly part: Part;
  readonly holdsData: boolean;
  /** Value of the component label (roles.ts). */
  readonly role: string;
  readonly name: string;
  /** In words, for status: "the allocation id of ElasticIPAddress shop-eip-…". */
  readonly waitsFor: string;
};

export type Rendered = { readonly children: readonly Child[]; readonly waiting: readonly WaitingChild[] };

/** Secrets of the service. Rendering puts them in; only their creation ever uses them. */
export type Credentials = {
  readonly masterPassword: string;
  readonly applicationPassword: string;
  /** SCRAM-SHA-256 verifier of applicationPassword, in PostgreSQL's own text form. */
  readonly applicationVerifier: string;
  /** PKCS8 in PEM, Ed25519: one run of a program signs its record with it. */
  readonly signingKey: string;
  /** SPKI in PEM: stands beside the key as an annotation, which can be read without the Secret. */
  readonly signingPublicKey: string;
  /** For the consoles of the poolers. */
  readonly poolerPassword: string;
  /** Hexadecimal: of other characters ElastiCache takes few. */
  readonly cachePassword: string;
};
export const CREDENTIAL_NAMES = [
  ...(["masterPassword", "applicationPassword", "applicationVerifier", "signingKey", "signingPublicKey"] as const),
  ...(["poolerPassword", "cachePassword"] as const),
] as const satisfies readonly (keyof Credentials)[];
