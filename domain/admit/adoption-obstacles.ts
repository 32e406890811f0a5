// Whether a database that was never Tenfold's can be adopted: what is in the way, each with what to do. Nothing of it is changed before the list
// is empty.
import type { OutsideDatabase } from "../api/cloud-database.js";
import { AWS_TAG } from "../api/keys.js";
import type { WebService, WebServiceClass } from "../api/service.js";
import { DATABASE_VERSIONS } from "../api/spec/data.js";
import { blueprint } from "../blueprint/blueprint.js";
import { namesByTags } from "../observed/found-in-cloud.js";

type Candidate = { readonly service: WebService; readonly serviceClass: WebServiceClass; readonly database: OutsideDatabase };
type Check = (candidate: Candidate) => string | undefined;

export function adoptionObstacles(candidate: Candidate): readonly string[] {
  return CHECKS.flatMap((check) => check(candidate) ?? []);
}

const ENGINE = { rds: "postgres", aurora: "aurora-postgresql" } as const;
const POSTGRES_PORT = 5432;
/** AWS's own limit for one network interface; ours comes on top. */
const MOST_GROUPS = 5;
const VERSIONS: readonly string[] = DATABASE_VERSIONS;

const engine: Check = ({ database: { kind, engine: found } }) =>
  found === ENGINE[kind]
    ? undefined
    : `its engine is ${found}, and Tenfold knows ${ENGINE[kind]} here: move the data into such a database first`;

const version: Check = ({ database: { version: found } }) =>
  VERSIONS.includes(found)
    ? undefined
    : `it is PostgreSQL ${found}, and Tenfold knows ${VERSIONS.join(", ")}: upgrade it in RDS first`;

/** One of another kind than the tier's is kept as it is where the spec says so, and moved later. */
const tier: Check = ({ service, serviceClass, database: { kind } }) => {
  const target = blueprint(service, serviceClass).database?.kind;
  if (target === kind) return undefined;
  const { userTier } = service.spec;
  const found = kind === "rds" ? "an RDS instance" : "an Aurora cluster";
  const placement = kind === "rds" ? "RDS" : "Aurora";
  const later =
    kind === "rds" && target === "aurora"
      ? `; once it is adopted, taking placement out again has the data moved to Aurora, after a rehearsal and with an approval`
      : "";
  return `it is ${found}, and the spec (tier ${String(userTier)}) asks for another kind of database: set spec.database.placement: ${placement} to keep it as it is${later}`;
};

/** In these states RDS changes nothing, or not what we ask for. */
const status: Check = ({ database: { kind, name, status: found, outsideInstances } }) => {
  const start =
    kind === "rds" ? `start-db-instance --db-instance-identifier ${name}` : `start-db-cluster --db-cluster-identifier ${name}`;
  if (found === "stopped") return `it is stopped: aws rds ${start}`;
  if (found !== "available") return `RDS reports it as ${found}: it is adopted once it is available`;
  const busy = outsideInstances.filter((one) => one.status !== "available").map((one) => `${one.name} as ${one.status}`);
  return busy.length === 0 ? undefined : `RDS reports ${busy.join(", ")}: it is adopted once they are available`;
};

const encryption: Check = ({ database: { isEncrypted, kind } }) =>
  isEncrypted
    ? undefined
    : `its storage is not encrypted, which cannot be changed: copy a snapshot of it with a KMS key (aws rds copy-db-${kind === "rds" ? "" : "cluster-"}snapshot --kms-key-id), restore that under another identifier, and name that one`;

const account: Check = ({ serviceClass: { metadata, spec }, database: { accountID } }) =>
  spec.accountID === undefined || spec.accountID === accountID
    ? undefined
    : `it is in account ${accountID}, and WebServiceClass ${metadata.name} is for ${spec.accountID}: use a class of its account`;

const network: Check = ({ serviceClass: { metadata, spec }, database: { vpcID } }) => {
  if (spec.vpcID === undefined || spec.vpcID === vpcID) return undefined;
  const where = vpcID === undefined ? "RDS does not say in which VPC it is" : `it is in ${vpcID}`;
  return `${where}, and the pods of WebServiceClass ${metadata.name} are in ${spec.vpcID}: restore a snapshot of it in that VPC and name the restored one, or use a class of its VPC`;
};

const port: Check = ({ database: { port: found } }) =>
  found === POSTGRES_PORT
    ? undefined
    : `it listens on port ${found}, and the pods may reach ${POSTGRES_PORT} only: change its port in RDS, which restarts it`;

const groups: Check = ({ database: { securityGroupIDs } }) =>
  securityGroupIDs.length < MOST_GROUPS
    ? undefined
    : `it has ${securityGroupIDs.length} security groups already, AWS takes ${MOST_GROUPS} at most, and the one that lets the pods in comes on top: take one off`;

const backups: Check = ({ database: { kind, name, backupRetentionDays } }) => {
  if (backupRetentionDays >= 1) return undefined;
  const [what, flag] = kind === "rds" ? ["db-instance", "--apply-immediately"] : ["db-cluster", "--apply-immediately"];
  return `it has no automated backups: aws rds modify-${what} --${what}-identifier ${name} --backup-retention-period 7 ${flag} (on an RDS instance without a standby that stops it for seconds)`;
};

const part: Check = ({ database: { cluster } }) =>
  cluster === undefined ? undefined : `it is an instance of the cluster ${cluster}: name that one, with adopt.cluster`;

const replica: Check = ({ database: { follows } }) =>
  follows === undefined
    ? undefined
    : `it follows ${follows} and takes no writes of its own, or belongs to a global database: promote it, or take it out of that, or name the one that it follows`;

const members: Check = ({ database: { kind, outsideInstances } }) => {
  if (kind === "rds") return undefined;
  if (outsideInstances.length === 0) return `it has no instance, and so takes no connection: add one in RDS`;
  const serverless = outsideInstances.filter((one) => one.instanceClass === "db.serverless").map(({ name }) => name);
  if (serverless.length > 0)
    return `${serverless.join(", ")} is serverless, whose capacity Tenfold does not manage: change it to a class like db.r7g.large in RDS`;
  const scaled = outsideInstances.filter(({ name }) => name.startsWith("application-autoscaling-")).map(({ name }) => name);
  return scaled.length === 0
    ? undefined
    : `${scaled.join(", ")} was added by autoscaling, which may remove it at any time: deregister the cluster's scalable target and delete it; Tenfold scales the readers itself`;
};

const master: Check = ({ service, database: { kind, name, masterIsManaged, masterUser } }) => {
  const what = kind === "rds" ? "db-instance" : "db-cluster";
  if (masterIsManaged)
    return `the password of its master user is managed by RDS in Secrets Manager, and could not be set: aws rds modify-${what} --${what}-identifier ${name} --no-manage-master-user-password --master-user-password NEW --apply-immediately`;
  if (service.spec.database?.adopt?.application?.role !== masterUser) return undefined;
  return `adopt.application.role: ${masterUser} is the master user, which an application never is: make the application a role of its own that owns its database, and name that`;
};

const owner: Check = ({ service: { metadata }, database: { kind, name, tags } }) => {
  const uid = tags[AWS_TAG.uid];
  if (uid === undefined || uid === metadata.uid) return undefined;
  const whose = tags[AWS_TAG.service] ?? "unknown";
  return `its tags say that it is the database of WebService ${whose} (UID ${uid}): if that one was deleted in this cluster, use its data with spec.database.adoptFrom: ${uid}; if its cluster is lost, remove both tags from ${kind === "rds" ? "the instance" : "the cluster"} first: aws rds remove-tags-from-resource --resource-name ARN-OF-${name} --tag-keys ${AWS_TAG.service} ${AWS_TAG.uid}`;
};

/** An empty database beside the full one would look like a loss. */
const names: Check = ({ service, database: { tags } }) => {
  const before = namesByTags(tags);
  const { application } = service.spec.database?.adopt ?? {};
  if (before === undefined || (application?.database === before.database && application.role === before.role)) return undefined;
  return `its tags say that the application's data is in database ${before.database}, as role ${before.role}: set adopt.application to these two names, or remove the tags ${AWS_TAG.database} and ${AWS_TAG.role} if that is over`;
};

const consent: Check = ({ service, database: { masterUser } }) => {
  const { resetPasswords = false, application } = service.spec.database?.adopt ?? {};
  if (resetPasswords) return undefined;
  const whose =
    application === undefined
      ? `its master user ${masterUser}`
      : `its master user ${masterUser} and the role ${application.role}`;
  return `new passwords are set for ${whose}, and whatever else logs in with the old ones is shut out: set spec.database.adopt.resetPasswords: true to agree`;
};

/** What somebody has to agree to comes last: it is asked of a database that fits. */
const CHECKS: readonly Check[] = [
  ...[part, replica, engine, version, tier, status, encryption, account, network, port, groups, backups],
  ...[members, master, owner, names, consent],
];
