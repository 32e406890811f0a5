// The pooler: PgBouncer and the program around it. What may change while it runs is in a mounted ConfigMap: its pods are replaced by a new image or size alone.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { POOLER_ADMIN_PORT, POOLER_LEAD_PORT, POOLER_METRICS_PORT, POOLER_PORT } from "../domain/api/pooler-settings.js";
import { connections, POOLER_SURGE } from "../domain/blueprint/connections.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Database, PodSize } from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import { AUTHORITIES_FILE, authoritiesIfAny } from "./database-authorities.js";
import { SECRET_KEY, secretName } from "./database-facts.js";
import { labels, podSelector } from "./labels.js";
import { ownPlacement } from "./placement.js";
import { PlainObject } from "./plain-object.js";
import { resources, restricted, spread, withDrain } from "./pod-template.js";
import { ADMIN_KEY } from "./pooler-secret.js";
import { POOLER_SETTINGS, SETTINGS_FILE } from "./pooler-settings.js";
import type { Announcement, Scene } from "./scene.js";

const DEPLOYMENT: Announcement = { kind: BUILT_IN.deployment, part: "Database", role: ROLE.pooler };

export const POOLER_PORT_NAME = "postgres";
export const ADMIN_PORT_NAME = "admin";
const LEAD_PORT_NAME = "lead";
const METRICS_PORT_NAME = "metrics";
const SETTINGS_FOLDER = "/etc/tenfold/pooler";
/** In memory: passwords are written to it. */
const RUN_FOLDER = "/run/tenfold";

/** How long a pooler that is told to stop waits for its clients to leave before it sends them away between two transactions. */
const WAIT_FOR_CLIENTS_SECONDS = 90;
/** What is left to end transactions that are open then, and for the drain before. */
const GRACE_SECONDS = WAIT_FOR_CLIENTS_SECONDS + 60;

export function poolerDeployment(scene: Scene): void {
  const { pooler, database, identity } = scene.blueprint;
  if (pooler === undefined || database === undefined) return;
  // It has nothing to read before.
  if (scene.isWaiting(POOLER_SETTINGS)) {
    scene.wait(DEPLOYMENT, [`ConfigMap ${childNameOf(identity, POOLER_SETTINGS)}`]);
    return;
  }
  const child = scene.child(DEPLOYMENT);
  const { apiVersion, kind } = DEPLOYMENT.kind;
  const replicas = connections(scene.blueprint)?.pooler?.replicas ?? pooler.replicas;
  const spec: k8s.DeploymentSpec = {
    replicas: replicas.autoscale === undefined ? replicas.min : undefined,
    revisionHistoryLimit: 3,
    selector: { matchLabels: podSelector(identity, ROLE.pooler) },
    // One after the other: each of them holds connections of the database.
    strategy: {
      type: "RollingUpdate",
      rollingUpdate: {
        maxSurge: k8s.IntOrString.fromNumber(POOLER_SURGE),
        maxUnavailable: k8s.IntOrString.fromNumber(0),
      },
    },
    template: template(scene, database, pooler.size),
  };
  const wire = withDrain(k8s.toJson_DeploymentSpec(spec));
  new PlainObject(scene.chart, child.id, { apiVersion, kind, metadata: child.metadata, spec: wire });
}

function template(scene: Scene, database: Database, size: PodSize): k8s.PodTemplateSpec {
  const { identity } = scene.blueprint;
  const authorities = authoritiesIfAny(scene);
  return {
    metadata: { labels: labels(identity, ROLE.pooler, false) },
    spec: {
      // Not the application's account: the permissions of that are none of its business.
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      terminationGracePeriodSeconds: GRACE_SECONDS,
      ...ownPlacement(scene.blueprint, "steady"),
      topologySpreadConstraints: spread(identity, ROLE.pooler),
      containers: [
        {
          name: "pooler",
          image: scene.options.poolerImage,
          env: environment(scene, database),
          ports: [
            { name: POOLER_PORT_NAME, containerPort: POOLER_PORT },
            { name: ADMIN_PORT_NAME, containerPort: POOLER_ADMIN_PORT },
            { name: LEAD_PORT_NAME, containerPort: POOLER_LEAD_PORT },
            { name: METRICS_PORT_NAME, containerPort: POOLER_METRICS_PORT },
          ],
          resources: resources(size),
          securityContext: { ...restricted(), readOnlyRootFilesystem: true },
          ...probes(),
          volumeMounts: [
            { name: "settings", mountPath: SETTINGS_FOLDER, readOnly: true },
            { name: "run", mountPath: RUN_FOLDER },
            ...authorities.volumeMounts,
          ],
        },
      ],
      volumes: [
        { name: "settings", configMap: { name: childNameOf(identity, POOLER_SETTINGS) } },
        { name: "run", emptyDir: { medium: "Memory", sizeLimit: k8s.Quantity.fromString("8Mi") } },
        ...authorities.volumes,
      ],
    },
  };
}

function environment({ blueprint: { identity } }: Scene, database: Database): k8s.EnvVar[] {
  const from = (name: string, key: string) => ({ secretKeyRef: { name, key } });
  const application = secretName(identity, database, "appSecret");
  const admin = childNameOf(identity, { kind: BUILT_IN.secret, role: ROLE.poolerAdmin, holdsData: true });
  return [
    { name: "APP_ROLE", valueFrom: from(application, SECRET_KEY.user) },
    { name: "APP_DATABASE", valueFrom: from(application, SECRET_KEY.database) },
    { name: "APP_PASSWORD", valueFrom: from(application, SECRET_KEY.password) },
    { name: ADMIN_KEY.user, valueFrom: from(admin, ADMIN_KEY.user) },
    { name: ADMIN_KEY.password, valueFrom: from(admin, ADMIN_KEY.password) },
    { name: "SETTINGS_FILE", value: `${SETTINGS_FOLDER}/${SETTINGS_FILE}` },
    { name: "AUTHORITIES_FILE", value: AUTHORITIES_FILE },
    { name: "RUN_FOLDER", value: RUN_FOLDER },
    { name: "SERVICE_NAME", value: identity.name },
    { name: "WAIT_FOR_CLIENTS_SECONDS", value: String(WAIT_FOR_CLIENTS_SECONDS) },
  ];
}

/**
 * Ready: the database answers through it. For half a minute it may not: a failover takes as long, and clients that come meanwhile wait in
 * it and are not turned away.
 */
function probes(): Pick<k8s.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const port = k8s.IntOrString.fromString(METRICS_PORT_NAME);
  const alive = { httpGet: { path: "/livez", port } };
  return {
    startupProbe: { ...alive, periodSeconds: 2, failureThreshold: 30 },
    readinessProbe: { httpGet: { path: "/readyz", port }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 6 },
    livenessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
