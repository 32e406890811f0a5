// One step of a move as a Job of the migration program, which knows both databases and nothing of the cluster. What it reports is signed
// with a key of that Job alone.
import { k8s } from "cdk8s-plus-27";
import { ANNOTATION } from "../domain/api/keys.js";
import { BUILT_IN } from "../domain/api/kinds.js";
import { POOLER_ADMIN_PORT, POOLER_LEAD_PORT } from "../domain/api/pooler-settings.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Database, MoveJob } from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import { AUTHORITIES_FILE, authoritiesVolume, tlsOf } from "./database-authorities.js";
import type { Endpoint, SecretName } from "./database-facts.js";
import { databaseEndpoint, endpointWords, MASTER_DATABASE, SECRET_KEY, secretName } from "./database-facts.js";
import { placeholder } from "./fill-secret.js";
import { TLS_MODE } from "./job.js";
import { labels } from "./labels.js";
import { NOT_DISRUPTED, ownPlacement } from "./placement.js";
import { resources, restricted } from "./pod-template.js";
import { serviceHost, wayToDatabase } from "./pooler-address.js";
import { ADMIN_KEY } from "./pooler-secret.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

/** Long enough for any rehearsal; a freeze has a limit of its own. */
const DEADLINE_SECONDS = 24 * 3600;
/** A stopped program lets the application in again before it ends. */
const STOP_SECONDS = 120;
const SIZE = { cpuMillicores: 500, memoryMiB: 1024 } as const;
const KEY_FOLDER = "/etc/tenfold/signing";
const KEY_FILE = "key.pem";
const WORK_FOLDER = "/work";

export function moveJob(scene: Scene): void {
  const job = scene.blueprint.move?.job;
  if (job === undefined) return;
  const announcement: Announcement = { kind: BUILT_IN.job, part: "Database", role: job.role, mode: "apply-once" };
  const [source, target] = [databaseEndpoint(scene, job.source), databaseEndpoint(scene, job.target)];
  if (source === undefined || target === undefined) {
    const missing = [source === undefined ? job.source : job.target].flatMap((database) =>
      database.kind === "in-cluster" ? [] : [endpointWords(scene.blueprint.identity, database)],
    );
    scene.wait(announcement, missing);
    return;
  }
  signingKey(scene, job);
  write(scene, { announcement, job, source, target });
}

/** Its public half can be read without the Secret, so that whoever checks a record needs no right to read Secrets. */
function signingKey(scene: Scene, { role }: MoveJob): void {
  const annotations = { [ANNOTATION.publicKey]: placeholder("signingPublicKey") };
  const child = scene.child({ kind: BUILT_IN.secret, part: "Database", role, mode: "create-once", annotations });
  const stringData = { [KEY_FILE]: placeholder("signingKey") };
  typedObject(child, k8s.KubeSecret, {
    type: "Opaque",
    stringData,
  });
}

type Order = {
  readonly announcement: Announcement;
  readonly job: MoveJob;
  readonly source: Endpoint;
  readonly target: Endpoint;
};

function write(scene: Scene, order: Order): void {
  const { identity } = scene.blueprint;
  const { announcement, job } = order;
  const child = scene.child(announcement);
  const { volumes = [], volumeMounts = [] } = authoritiesVolume(scene);
  const key = childNameOf(identity, { kind: BUILT_IN.secret, role: job.role });
  typedObject(child, k8s.KubeJob, {
    spec: {
      // Whether it may run again is decided by whoever reads what it has left.
      backoffLimit: 0,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      template: {
        metadata: { labels: labels(identity, ROLE.migrator, false), annotations: NOT_DISRUPTED },
        spec: {
          restartPolicy: "Never",
          ...ownPlacement(scene.blueprint, "steady"),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: STOP_SECONDS,
          securityContext: { runAsNonRoot: true, fsGroup: NOBODY, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: "migrator",
              image: scene.options.migratorImage,
              args: [job.command],
              env: environment(scene, { ...order, name: child.metadata.name }),
              resources: resources(SIZE),
              securityContext: { ...restricted(), readOnlyRootFilesystem: true },
              volumeMounts: [
                ...volumeMounts,
                { name: "signing", mountPath: KEY_FOLDER, readOnly: true },
                { name: "work", mountPath: WORK_FOLDER },
              ],
            },
          ],
          volumes: [
            ...volumes,
            { name: "signing", secret: { secretName: key, defaultMode: 0o440 } },
            { name: "work", emptyDir: {} },
          ],
        },
      },
    },
  });
}
/** User and group of the program's image. */
const NOBODY = 65_532;

function environment(scene: Scene, { job, source, target, name }: Order & { readonly name: string }): k8s.EnvVar[] {
  const from = (secret: SecretName, key: string) => ({
    secretKeyRef: { name: secretName(scene.blueprint.identity, job.source, secret), key },
  });
  return [
    ...server(scene, "SOURCE", { database: job.source, endpoint: source }),
    ...server(scene, "TARGET", { database: job.target, endpoint: target }),
    { name: "MASTER_DATABASE", value: MASTER_DATABASE },
    { name: "APP_ROLE", valueFrom: from("appSecret", SECRET_KEY.user) },
    { name: "APP_DATABASE", valueFrom: from("appSecret", SECRET_KEY.database) },
    { name: "APP_PASSWORD", valueFrom: from("appSecret", SECRET_KEY.password) },
    { name: "APP_VERIFIER", valueFrom: from("appSecret", SECRET_KEY.verifier) },
    { name: "MOVE_BY", value: job.by },
    { name: "MOVE_ID", value: job.id },
    { name: "MOVE_ATTEMPT", value: String(job.attempt) },
    { name: "FREEZE_SECONDS", value: String(job.freezeSeconds) },
    { name: "JOB_NAME", value: name },
    { name: "WORK_FOLDER", value: WORK_FOLDER },
    { name: "SIGNING_KEY_FILE", value: `${KEY_FOLDER}/${KEY_FILE}` },
    ...poolers(scene),
  ];
}

/** The consoles of all poolers that pods dial, which hold their clients back while the data is moved. */
function poolers(scene: Scene): k8s.EnvVar[] {
  const { identity } = scene.blueprint;
  if (wayToDatabase(scene) !== "pooler") return [];
  const secret = childNameOf(identity, { kind: BUILT_IN.secret, role: ROLE.poolerAdmin, holdsData: true });
  const from = (key: string) => ({ name: key, valueFrom: { secretKeyRef: { name: secret, key } } });
  return [
    { name: "POOLER_HOSTS", value: serviceHost(identity, ROLE.poolerPods) },
    { name: "POOLER_PORT", value: String(POOLER_ADMIN_PORT) },
    { name: "POOLER_LEAD_PORT", value: String(POOLER_LEAD_PORT) },
    from(ADMIN_KEY.user),
    from(ADMIN_KEY.password),
  ];
}

type Side = { readonly database: Database; readonly endpoint: Endpoint };

function server(scene: Scene, side: "SOURCE" | "TARGET", { database, endpoint }: Side): k8s.EnvVar[] {
  const name = secretName(scene.blueprint.identity, database, "masterSecret");
  const secret = (key: string) => ({ secretKeyRef: { name, key } });
  const tls = tlsOf(scene, database);
  return [
    { name: `${side}_HOST`, value: endpoint.host },
    { name: `${side}_PORT`, value: String(endpoint.port) },
    { name: `${side}_USER`, valueFrom: secret(SECRET_KEY.user) },
    { name: `${side}_PASSWORD`, valueFrom: secret(SECRET_KEY.password) },
    { name: `${side}_TLS`, value: TLS_MODE[tls] },
    ...(tls === "verified" ? [{ name: `${side}_CA_FILE`, value: AUTHORITIES_FILE }] : []),
  ];
}
