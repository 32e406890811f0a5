// Every label, annotation, finalizer and field-manager name that Tenfold writes or reads, in one place.

export const GROUP = "tenfold.dev";
export const VERSION = "v1alpha1";
export const API_VERSION = `${GROUP}/${VERSION}`;

/** The one server-side-apply field manager for everything that the operator writes. */
export const FIELD_MANAGER = "tenfold";

/** The field manager of what allows the deletion of one piece of data, or takes that back. */
export const DELETION_MANAGER = `${FIELD_MANAGER}-deletion`;

export const FINALIZER = "tenfold.dev/finalizer";

export const LABEL = {
  name: "app.kubernetes.io/name",
  instance: "app.kubernetes.io/instance",
  component: "app.kubernetes.io/component",
  managedBy: "app.kubernetes.io/managed-by",
  /** Name of the WebService, in the same namespace. */
  service: "tenfold.dev/service",
  /** UID of the WebService that owns the child (for data: of the one that first made it). */
  serviceUid: "tenfold.dev/service-uid",
  /** "true" on what holds data and outlived its WebService. */
  retained: "tenfold.dev/retained",
  /** "true" on what holds data, from its first write on. */
  data: "tenfold.dev/data",
  /** On a VolumeSnapshot: what it was made for. Only those with "nightly" are ever deleted, by their retention. */
  snapshot: "tenfold.dev/snapshot",
  /** On nodes, put there by whoever makes them: which pods they are for. Pods of other kinds stay away; nodes without it take all. */
  nodes: "tenfold.dev/nodes",
} as const;

/** Values of the label of nodes. */
export const NODES_FOR = { web: "web", workers: "workers", databases: "databases", system: "system" } as const;

/** Karpenter's own, EKS Auto Mode included. */
export const KARPENTER = {
  /** On nodes: `spot`, `on-demand` or `reserved`. */
  capacityType: "karpenter.sh/capacity-type",
  /** On pods, with "true": a node is not emptied while it has such a pod. */
  doNotDisrupt: "karpenter.sh/do-not-disrupt",
} as const;

export const MANAGED_BY = "tenfold";

/** Tags on everything in AWS: namespace and name of the WebService, and its UID. */
export const AWS_TAG = {
  service: "tenfold_service",
  uid: "tenfold_service_uid",
  /** On a database whose application had names of its own: without them a new cluster would make an empty database beside the full one. */
  database: "tenfold_application_database",
  role: "tenfold_application_role",
} as const;

export const ANNOTATION = {
  /** Hash of the object as rendered; a child is written again only when it differs or has drifted. */
  hash: "tenfold.dev/hash",
  /** On a Deployment or StatefulSet: fingerprint of its pod template as it was rendered. */
  fingerprint: "tenfold.dev/fingerprint",
  /** On a WebService: id of the plan that is approved. */
  approve: "tenfold.dev/approve",
  /** On a WebService: its own UID, the first key of a real deletion. */
  confirmDelete: "tenfold.dev/confirm-delete",
  /** On a WebService: names of finished snapshots of its databases, separated by commas: the second key of a real deletion. */
  finalSnapshot: "tenfold.dev/final-snapshot",
  /** On a database: RFC 3339 time of the last change of size that we asked for. */
  storageChangedAt: "tenfold.dev/storage-changed-at",
  /** On an Aurora cluster: number of the RDS instance of the service, from 0, that it was made as a replica of. Its master's password is that one's. */
  bornOf: "tenfold.dev/born-of",
  /** On an instance of a database: RFC 3339 time at which we last wrote another class. */
  classChangedAt: "tenfold.dev/class-changed-at",
  /** On the volume of a database, or a snapshot of it: PostgreSQL's major version that wrote it. What opens it must be the same. */
  postgresVersion: "tenfold.dev/postgres-version",
  /** On the volume of a database: size and place of the pod that it serves, as `500m/1024Mi/other-node`. */
  databasePod: "tenfold.dev/database-pod",
  /** On a volume that is made from a snapshot, until the application is moved to it: never taken for the database by itself. */
  restoring: "tenfold.dev/restoring",
  /** On what is to hold the data of a database: "true" while it is the target of a move that the application does not use yet. */
  moveTarget: "tenfold.dev/move-target",
  /** On what holds data in AWS: the resource id that it had when it was first ready. */
  resourceID: "tenfold.dev/aws-resource-id",
  /** On the Secret with which a program signs: the other half of its key, in PEM. */
  publicKey: "tenfold.dev/public-key",
  /** On a database that was found in AWS: the resource id that it has there, until its controller has taken it over. */
  adopting: "tenfold.dev/adopting",
  /** On a database that somebody else has made: as JSON, its identifier and what else of it stays as it was found. */
  adoptedAs: "tenfold.dev/adopted-as",
  /** On such a database, and on what its data was moved to: as JSON, database and role that the application used before. */
  applicationNames: "tenfold.dev/application-names",
  /** On a WebService: name of the one database to take over where AWS has several of the service whose cluster is lost. */
  adoptDatabase: "tenfold.dev/adopt-database",
  /** ACK's own: the controller never creates the AWS resource of an object that carries it with "true". */
  adopted: "services.k8s.aws/adopted",
  /** ACK's own: what becomes of the AWS resource when the object is deleted, `retain` or `delete`. */
  deletionPolicy: "services.k8s.aws/deletion-policy",
  /** ACK's own: whether what AWS has already is taken over, and whether what it has not is made. */
  adoptionPolicy: "services.k8s.aws/adoption-policy",
  /** ACK's own: as JSON, what the thing in AWS is found by. */
  adoptionFields: "services.k8s.aws/adoption-fields",
  /** ACK's own: the region in which the controller works for the object. */
  region: "services.k8s.aws/region",
  /** On a WebService: what the condition DatabaseMissing, DataMissing or DataReplaced says, to go on without the lost data. */
  acceptDataLoss: "tenfold.dev/accept-data-loss",
  /** On a WebServiceClass: the class of services that name none. */
  isDefaultClass: "tenfold.dev/is-default-class",
} as const;

/** The load balancer controller's own, on an Ingress: prefix lists whose addresses alone are admitted. */
export const ALB_PREFIX_LISTS = "alb.ingress.kubernetes.io/security-group-prefix-lists";
