// The Blueprint: what should exist, in the domain's words. Complete: rendering takes nothing else but late values.
import type { Tier } from "../api/tier.js";
import type { AuroraDatabase, Cache, InClusterDatabase, PodSize, RdsDatabase } from "../tiers/shapes.js";
import type { Nodes } from "./nodes.js";

export type { Adopted, ApplicationNames, AuroraDatabase, Cache, DatabaseMember } from "../tiers/shapes.js";
export type { InClusterDatabase, PodSize, RdsDatabase } from "../tiers/shapes.js";

export type Blueprint = {
  readonly identity: Identity;
  readonly tier: Tier;
  readonly place: Place;
  readonly nodes: Nodes;
  readonly web: Web;
  readonly services: readonly InternalService[];
  readonly workers: readonly Worker[];
  readonly functions: readonly UploadFunction[];
  /** Ways in that exist; more than one only while traffic moves from one to the other. */
  readonly fronts: readonly Front[];
  /** Which way in the DNS records point at. */
  readonly entry: Entry;
  readonly hosts: readonly string[];
  /** What the pods of the application may reach beside what is made for them. */
  readonly egress: readonly Egress[];
  /** Hosts whose records point elsewhere for now. "unchanged": at nothing that stands, and not to be touched. */
  readonly heldHosts?: Readonly<Record<string, Entry | "unchanged">>;
  readonly cdn?: Cdn;
  /** The application load balancer admits CloudFront alone. Default: everybody. */
  readonly isFrontClosed?: boolean;
  readonly firewall: Firewall;
  /** How often the database of the service was given up as lost; the binding counts it. */
  readonly losses: number;
  /** The database that the application uses. */
  readonly database?: Database;
  /** Databases that exist beside it: the target of a move, or its source that is kept. */
  readonly otherDatabases: readonly Database[];
  /** Main roles of the others that are targets of moves and were never used: their objects say so. Default: none. */
  readonly moveTargets?: readonly string[];
  /** Data is moved from one database to another, or was. */
  readonly move?: Move;
  /** What `spec.database.restoreFrom` says, once that was done; the binding remembers it. */
  readonly restored?: string;
  /** Snapshots of the volume of a database in the cluster that must exist beside the nightly ones, such as that before a move. Default: none. */
  readonly snapshots?: readonly Snapshot[];
  /** Between the pods and the database, where there is one. */
  readonly pooler?: Pooler;
  readonly cache?: Cache;
  readonly assets?: Assets;
  readonly sessions?: Sessions;
  readonly queue?: Queue;
  /** The application may send e-mail: only a permission, since no controller manages SES. */
  readonly email: boolean;
  readonly alarms: readonly AlarmSubject[];
  /** The tier has alarms on its database, whichever it is. */
  readonly watchesDatabase: boolean;
  readonly dashboard: boolean;
  readonly logGroup?: { readonly retentionDays: number };
};

export type Egress = { readonly ports: readonly number[] } & ({ readonly cidr: string } | { readonly namespace: string });

/** What the binding of a service says before anything is planned. */
export type Pinned = { readonly dataUid?: string; readonly losses: number };

export type Identity = {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** UID that names data objects: this service's own, or that of the deleted one whose data it adopted. */
  readonly dataUid: string;
};

/** From the WebServiceClass, defaults filled in. Absent parts are named in problems by whoever needs them. */
export type Place = {
  readonly className: string;
  readonly region: string;
  readonly accountID: string;
  readonly clusterName: string;
  readonly vpcID: string;
  readonly publicSubnetIDs: readonly string[];
  readonly privateSubnetIDs: readonly string[];
  readonly podCIDRs: readonly string[];
  readonly hostedZoneID?: string;
  readonly domain?: string;
  /** Certificates in PEM; undefined: those of RDS. */
  readonly databaseAuthorities?: string;
  readonly certificateARN?: string;
  readonly cdnCertificateARN?: string;
  /** Of the addresses that CloudFront asks from. */
  readonly cdnPrefixListID?: string;
  readonly alarmTopicARN?: string;
  /** Policy that limits every role that is made. */
  readonly permissionsBoundaryARN?: string;
  readonly storageClassName?: string;
  /** Undefined: databases in the cluster are not backed up. */
  readonly volumeSnapshotClassName?: string;
  readonly ingressClassName: string;
};

export type ReplicaRange = {
  readonly min: number;
  readonly max: number;
  /** Absent: a fixed number of pods (min), no autoscaler. */
  readonly autoscale?: {
    readonly targetCPUPercent: number;
    /** Largest growth per 15 seconds, in percent of the present pods. */
    readonly scaleUpPercent: number;
  };
};

/** The user's variables in the user's order: a value may refer to an earlier one as $(NAME), so order is meaning. */
export type Environment = readonly EnvironmentEntry[];
export type EnvironmentEntry = EnvValue | EnvReference;
export type EnvValue = { readonly name: string; readonly from: "Text"; readonly value: string };
export type EnvReference = {
  readonly name: string;
  readonly from: "Secret" | "ConfigMap";
  readonly object: string;
  readonly key: string;
};

export type Web = {
  readonly image: string;
  readonly port: number;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Environment;
  readonly healthPath: string;
  /** Absent: a pod lives as long as its port takes connections. */
  readonly livenessPath?: string;
  readonly size: PodSize;
  readonly replicas: ReplicaRange;
  /** Recreate: one pod, replaced with a gap of seconds. Rolling: no request lost. */
  readonly rollout: "Recreate" | "Rolling";
  /** Zones over which pods are spread; 1: no spread. */
  readonly zones: number;
  /** Pods that a node may have more than another. Of the tier alone: else who raises a ceiling in need would have every pod replaced. */
  readonly nodeSkew: number;
  /** The user allows the pod onto the node of the database although the tier keeps them apart. */
  readonly mayShareNode: boolean;
  /** Where the pods run relative to the in-cluster database: "rather" is a wish. Absent: anywhere, or there is none. */
  readonly nearDatabase?: "same-node" | "other-node" | "rather-other-node";
};

export type InternalService = {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly command?: readonly string[];
  readonly healthPath: string;
  /** As of the web pods. */
  readonly livenessPath?: string;
  readonly size: PodSize;
  readonly replicas: ReplicaRange;
};

export type Worker = {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly size: PodSize;
  readonly min: number;
  readonly max: number;
  /** Backlog per pod at which one more pod is started: targetLatencySeconds / secondsPerMessage. */
  readonly messagesPerPod: number;
};

export type UploadFunction = {
  readonly name: string;
  readonly image: string;
  readonly uploadPrefix: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
};

export type Front =
  | { readonly kind: "nlb" }
  | {
      readonly kind: "alb";
      /** Reserved load balancer capacity units; 0: none. */ readonly reservedCapacityUnits: number;
    }
  /** An application load balancer that has addresses of the VPC alone. */
  | { readonly kind: "internal"; readonly reservedCapacityUnits: number };

export type ApplicationFront = Exclude<Front, { readonly kind: "nlb" }>;

export type Entry = "nlb" | "alb" | "internal" | "cdn";

export type Cdn = {
  /** static: only the bucket, under the distribution's own name. all: hosts point at the distribution, which forwards to the ALB. */
  readonly paths: "static" | "all";
  readonly waf: boolean;
};

/** Of the distribution, where it has one. */
export type Firewall = {
  /** In five minutes. */
  readonly requestsPerAddress: number;
  readonly blocksLargeBodies: boolean;
};

export type Database = InClusterDatabase | RdsDatabase | AuroraDatabase;
export type DatabaseKind = Database["kind"];

export type Move = {
  /** What the binding is to say of it, as text. Undefined: nothing yet. */
  readonly record?: string;
  /** The binding is to name this database from now on; the next look finds the service bound to it. */
  readonly bindTo?: Database;
  /** The program that is to have run, or to run. */
  readonly job?: MoveJob;
};

/** A step of a move, as its program calls it. */
export type MoveCommand = "rehearse" | "move" | "catch-up" | "verify" | "undo" | "resume";

/** One run of the migration program. */
export type MoveJob = {
  readonly command: MoveCommand;
  readonly role: string;
  readonly id: string;
  readonly attempt: number;
  /** After so many seconds the program lets the application in again by itself; 0: no limit. */
  readonly freezeSeconds: number;
  readonly source: Database;
  readonly target: Database;
  /** How the target gets the data. */
  readonly by: "copy" | "replica";
};
/** `reason`: value of its label and part of its name. Never "nightly". */
export type Snapshot = { readonly reason: string };
export type Pooler = { readonly size: PodSize; readonly replicas: ReplicaRange };

export type Assets = { readonly versioned: boolean };
export type Sessions = { readonly pointInTimeRecovery: boolean };
export type Queue = { readonly visibilityTimeoutSeconds: number; readonly maxReceiveCount: number };

/** What an alarm watches. Thresholds are in the tier table. */
export type AlarmSubject = {
  readonly name: string;
  readonly metric: string;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum" | "p95";
  readonly on: "database" | "loadBalancer" | "queue" | "deadLetterQueue" | "uploadDeadLetterQueue";
  readonly comparison: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly periods: number;
};
