// The environment of the application: what Tenfold provides where it exists, then what the user adds.
// Tells which late values are still missing; a pod is not made without them.
import type { k8s } from "cdk8s-plus-27";
import { serviceVariable, type ApplicationVariable } from "../domain/api/application-variables.js";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import { ROLE, serviceRole } from "../domain/blueprint/roles.js";
import { READER_SUFFIX } from "../domain/api/pooler-settings.js";
import { connections, readersOf } from "../domain/blueprint/connections.js";
import type { ApplicationNames, Blueprint, Database, Environment, EnvironmentEntry } from "../domain/blueprint/types.js";
import { assetsOrigin, cdnServes } from "./cdn-facts.js";
import { cachePasswordVariable, hasCachePassword } from "./cache-secret.js";
import { childNameOf } from "./child-names.js";
import { AUTHORITIES_FILE, databaseTls, type Tls } from "./database-authorities.js";
import type { Endpoint } from "./database-facts.js";
import { applicationNames, DATABASE_PORT, databaseEndpoint, endpointWords, SECRET_KEY, secretName } from "./database-facts.js";
import { needsIdentity } from "./permissions.js";
import { poolerHost, wayToDatabase } from "./pooler-address.js";
import type { Scene } from "./scene.js";

export type ApplicationEnvironment = { readonly env: k8s.EnvVar[]; readonly missing: readonly string[] };

type Source = (scene: Scene) => readonly k8s.EnvVar[] | { readonly waitsFor: string };
const SOURCES: readonly Source[] = [
  ...[database, reader, poolSize, cache, bucket, assetsUrl, sessions, queue],
  ...[region, internalServices],
];

export function applicationEnvironment(scene: Scene, user: Environment = []): ApplicationEnvironment {
  const provided: k8s.EnvVar[] = [];
  const missing: string[] = [];
  for (const source of SOURCES) {
    const result = source(scene);
    if ("waitsFor" in result) missing.push(result.waitsFor);
    else provided.push(...result);
  }
  if (needsIdentity(scene.blueprint) && scene.late.podIdentityAssociationID === undefined)
    missing.push(`the association of ${ACK.podIdentityAssociation.ref.kind} ${nameOfIdentity(scene)}`);
  const taken = new Set(provided.map(({ name }) => name));
  // Ours first, so that $(DATABASE_HOST) in a user's value is expanded; the user's in the user's order. A name twice would
  // make server-side apply refuse the object; validation refuses it earlier, with a message.
  return { env: [...provided, ...user.filter(({ name }) => !taken.has(name)).map(userVariable)], missing };
}

function nameOfIdentity({ blueprint }: Scene): string {
  return childNameOf(blueprint.identity, { kind: ACK.podIdentityAssociation.ref, role: ROLE.app });
}

function variable(name: ApplicationVariable, value: string): k8s.EnvVar {
  return { name, value };
}

function database(scene: Scene): ReturnType<Source> {
  const { identity, database: theDatabase } = scene.blueprint;
  if (theDatabase === undefined) return [];
  const address = addressOf(scene, theDatabase);
  if ("waitsFor" in address) return address;
  const names = applicationNames(theDatabase);
  const password: ApplicationVariable = "DATABASE_PASSWORD";
  const secret = { name: secretName(identity, theDatabase, "appSecret"), key: SECRET_KEY.password };
  return [
    // First, since $(DATABASE_PASSWORD) below expands only what stands before it.
    { name: password, valueFrom: { secretKeyRef: secret } },
    variable("DATABASE_HOST", address.host),
    variable("DATABASE_PORT", String(address.port)),
    variable("DATABASE_NAME", names.database),
    variable("DATABASE_USER", names.role),
    ...(address.tls === "verified" ? [variable("DATABASE_SSL_ROOT_CERT", AUTHORITIES_FILE)] : []),
    variable("DATABASE_URL", databaseUrl(address, names)),
  ];
}

type Address = Endpoint & { readonly tls: Tls };

function addressOf(scene: Scene, theDatabase: Database): Address | { readonly waitsFor: string } {
  const { identity } = scene.blueprint;
  const way = wayToDatabase(scene);
  if (way === "waits") return { waitsFor: "the pooler in front of the database" };
  if (way === "pooler") return pooled(identity);
  const endpoint = databaseEndpoint(scene, theDatabase);
  if (endpoint !== undefined) return { ...endpoint, tls: databaseTls(scene) };
  return { waitsFor: theDatabase.kind === "in-cluster" ? "the database" : endpointWords(identity, theDatabase) };
}

/** Within the cluster there is no TLS: nobody but the pods of the service reaches it. To the database there is. */
function pooled(identity: Blueprint["identity"]): Address {
  return { host: poolerHost(identity), port: DATABASE_PORT, tls: "none" };
}

/** In the words of libpq, which node-postgres, pgx and JDBC understand as well. */
const URL_TLS: Readonly<Record<Tls, string>> = {
  none: "",
  encrypted: "?sslmode=require",
  verified: `?sslmode=verify-full&sslrootcert=${AUTHORITIES_FILE}`,
};

/** The password and the names need no quoting: they are made of letters, digits, dashes and underscores. */
function databaseUrl({ host, port, tls }: Address, { role, database: name }: ApplicationNames): string {
  return `postgresql://${role}:$(DATABASE_PASSWORD)@${host}:${port}/${name}${URL_TLS[tls]}`;
}

function reader(scene: Scene): ReturnType<Source> {
  const { database: theDatabase } = scene.blueprint;
  if (theDatabase === undefined) return [];
  const names = applicationNames(theDatabase);
  // Also without a replica: the first one that comes is used at once, and no pod is replaced for it.
  if (wayToDatabase(scene) === "pooler")
    return [
      variable(
        "DATABASE_READER_URL",
        databaseUrl(pooled(scene.blueprint.identity), { ...names, database: `${names.database}${READER_SUFFIX}` }),
      ),
    ];
  if (readersOf(theDatabase) === 0) return [];
  const { databaseReaderHost, databasePort = DATABASE_PORT } = scene.late;
  if (databaseReaderHost === undefined) return { waitsFor: "the endpoint of the database's readers" };
  const address = { host: databaseReaderHost, port: databasePort, tls: databaseTls(scene) };
  return [variable("DATABASE_READER_URL", databaseUrl(address, names))];
}

function poolSize({ blueprint }: Scene): ReturnType<Source> {
  const shared = connections(blueprint);
  return shared === undefined ? [] : [variable("DATABASE_POOL_SIZE", String(shared.poolSize))];
}

function cache(scene: Scene): ReturnType<Source> {
  const { blueprint, late } = scene;
  if (blueprint.cache === undefined) return [];
  if (late.cacheEndpoint !== undefined) {
    if (!hasCachePassword(scene)) return [variable("CACHE_URL", `rediss://${late.cacheEndpoint}`)];
    // The password before the address that contains it.
    return [cachePasswordVariable(scene), variable("CACHE_URL", `rediss://:$(CACHE_PASSWORD)@${late.cacheEndpoint}`)];
  }
  const kind = ACK.replicationGroup.ref;
  return { waitsFor: `the endpoint of ${kind.kind} ${childNameOf(blueprint.identity, { kind, role: ROLE.cache })}` };
}

function bucket({ blueprint: { assets, identity } }: Scene): ReturnType<Source> {
  if (assets === undefined) return [];
  return [variable("ASSETS_BUCKET", childNameOf(identity, { kind: ACK.bucket.ref, role: ROLE.assets, holdsData: true }))];
}

function assetsUrl({ blueprint, late }: Scene): ReturnType<Source> {
  if (blueprint.assets === undefined || !cdnServes(blueprint)) return [];
  const origin = assetsOrigin(blueprint, late);
  if (origin !== undefined) return [variable("ASSETS_URL", origin)];
  const kind = ACK.distribution.ref;
  return { waitsFor: `the domain of ${kind.kind} ${childNameOf(blueprint.identity, { kind, role: ROLE.cdn })}` };
}

function sessions({ blueprint: { sessions: theSessions, identity } }: Scene): ReturnType<Source> {
  if (theSessions === undefined) return [];
  return [variable("SESSIONS_TABLE", childNameOf(identity, { kind: ACK.table.ref, role: ROLE.sessions, holdsData: true }))];
}

function queue({ blueprint, late }: Scene): ReturnType<Source> {
  if (blueprint.queue === undefined) return [];
  if (late.queueURL !== undefined) return [variable("QUEUE_URL", late.queueURL)];
  const name = childNameOf(blueprint.identity, { kind: ACK.queue.ref, role: ROLE.queue, holdsData: true });
  return { waitsFor: `the URL of ${ACK.queue.ref.kind} ${name}` };
}

function region({ blueprint }: Scene): ReturnType<Source> {
  const { region: theRegion } = blueprint.place;
  return needsIdentity(blueprint) && theRegion !== "" ? [variable("AWS_REGION", theRegion)] : [];
}

/** SERVICE_<NAME>_URL: how the pods of the service reach its internal services. */
function internalServices({ blueprint }: Scene): readonly k8s.EnvVar[] {
  return blueprint.services.map(({ name, port }) => ({
    name: serviceVariable(name),
    value: `http://${internalServiceHost(blueprint, name)}:${port}`,
  }));
}

function internalServiceHost({ identity }: Blueprint, name: string): string {
  return `${childNameOf(identity, { kind: BUILT_IN.service, role: serviceRole(name) })}.${identity.namespace}.svc`;
}

function userVariable(entry: EnvironmentEntry): k8s.EnvVar {
  const { name } = entry;
  if (entry.from === "Text") return { name, value: entry.value };
  const ref = { name: entry.object, key: entry.key };
  return { name, valueFrom: entry.from === "Secret" ? { secretKeyRef: ref } : { configMapKeyRef: ref } };
}
