// The bootstrap Job: makes the application's role and database once, with the master's credentials.
// It gets the verifier of the application's password, never the password.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type { Database } from "../domain/blueprint/types.js";
import { AUTHORITIES_FILE, authoritiesMount, databaseTls } from "./database-authorities.js";
import type { Endpoint } from "./database-facts.js";
import { databaseEndpoint, endpointWords, MASTER_DATABASE, SECRET_KEY, secretName } from "./database-facts.js";
import { labels } from "./labels.js";
import { NOT_DISRUPTED, ownPlacement } from "./placement.js";
import { resources, restricted } from "./pod-template.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

const BACKOFF_LIMIT = 6;
/** Long enough for a database that takes its time to come up after its endpoint is known. */
const DEADLINE_SECONDS = 3600;
const SIZE = { cpuMillicores: 50, memoryMiB: 128 } as const;

/** Only for the database that the application uses: another one is a move's to fill, or fenced and kept. */
export function bootstrapJob(scene: Scene): void {
  const { database, identity } = scene.blueprint;
  if (database === undefined) return;
  const announcement: Announcement = {
    kind: BUILT_IN.job,
    part: "Database",
    role: databaseRoles(database).bootstrap,
    mode: "apply-once",
  };
  const endpoint = databaseEndpoint(scene, database);
  if (endpoint !== undefined) {
    write(scene, { announcement, database, endpoint });
    return;
  }
  if (database.kind !== "in-cluster") scene.wait(announcement, [endpointWords(identity, database)]);
}

type Order = { readonly announcement: Announcement; readonly database: Database; readonly endpoint: Endpoint };

function write(scene: Scene, { announcement, database, endpoint }: Order): void {
  const { identity } = scene.blueprint;
  // Another host is another database, and a Job cannot be changed: it gets another name.
  const child = scene.child({ ...announcement, generation: endpoint.host });
  const { volumes, volumeMounts } = authoritiesMount(scene);
  typedObject(child, k8s.KubeJob, {
    spec: {
      backoffLimit: BACKOFF_LIMIT,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      template: {
        metadata: { labels: labels(identity, announcement.role, false), annotations: NOT_DISRUPTED },
        spec: {
          restartPolicy: "Never",
          ...ownPlacement(scene.blueprint, "steady"),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: "bootstrap",
              image: scene.options.migratorImage,
              args: ["bootstrap"],
              env: environment(scene, database, endpoint),
              resources: resources(SIZE),
              securityContext: { ...restricted(), readOnlyRootFilesystem: true },
              volumeMounts,
            },
          ],
          volumes,
        },
      },
    },
  });
}

/** As the migration program calls it. */
export const TLS_MODE = { none: "disable", encrypted: "require", verified: "verify-full" } as const;

function environment(scene: Scene, database: Database, { host, port }: Endpoint): k8s.EnvVar[] {
  const { identity } = scene.blueprint;
  const tls = databaseTls(scene);
  const from = (secret: "masterSecret" | "appSecret", key: string) => ({
    secretKeyRef: { name: secretName(identity, database, secret), key },
  });
  return [
    { name: "MASTER_HOST", value: host },
    { name: "MASTER_PORT", value: String(port) },
    { name: "MASTER_USER", valueFrom: from("masterSecret", SECRET_KEY.user) },
    { name: "MASTER_PASSWORD", valueFrom: from("masterSecret", SECRET_KEY.password) },
    { name: "MASTER_DATABASE", value: MASTER_DATABASE },
    { name: "MASTER_TLS", value: TLS_MODE[tls] },
    ...(tls === "verified" ? [{ name: "MASTER_CA_FILE", value: AUTHORITIES_FILE }] : []),
    { name: "APP_ROLE", valueFrom: from("appSecret", SECRET_KEY.user) },
    { name: "APP_DATABASE", valueFrom: from("appSecret", SECRET_KEY.database) },
    { name: "APP_VERIFIER", valueFrom: from("appSecret", SECRET_KEY.verifier) },
    ...(database.kind !== "in-cluster" && database.application !== undefined ? [{ name: "APP_EXISTS", value: "true" }] : []),
  ];
}
