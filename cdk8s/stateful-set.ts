// PostgreSQL in the cluster: one pod on one volume. Its superuser's password comes from the master Secret.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { databaseRoles, ROLE } from "../domain/blueprint/roles.js";
import type { Identity, InClusterDatabase } from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import { DATABASE_PORT, MASTER_DATABASE, MASTER_USER, SECRET_KEY, secretName } from "./database-facts.js";
import { labels, podSelector } from "./labels.js";
import { databasePlacement, NOT_DISRUPTED } from "./placement.js";
import { resources, restricted } from "./pod-template.js";
import type { Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

/** User and group of the official image. */
const POSTGRES_ID = 999;
const DATA_FOLDER = "/var/lib/postgresql/data";
const VOLUME = "data";
/** A clean shutdown writes a checkpoint; killed before it is done, PostgreSQL recovers at the next start instead. */
const STOP_SECONDS = 120;

export function databaseStatefulSet(scene: Scene, database: InClusterDatabase): void {
  const { identity } = scene.blueprint;
  const role = databaseRoles(database).main;
  const child = scene.child({ kind: BUILT_IN.statefulSet, part: "Database", role });
  typedObject(child, k8s.KubeStatefulSet, {
    spec: {
      replicas: 1,
      // With OrderedReady a pod that never started is not replaced by a template that would start.
      podManagementPolicy: scene.late.orderedPods === true ? "OrderedReady" : "Parallel",
      serviceName: childNameOf(identity, { kind: BUILT_IN.service, role }),
      revisionHistoryLimit: 3,
      selector: { matchLabels: podSelector(identity, role) },
      template: {
        metadata: { labels: labels(identity, role, false), annotations: NOT_DISRUPTED },
        spec: pod(scene, database),
      },
    },
  });
}

function pod({ blueprint, options }: Scene, database: InClusterDatabase): k8s.PodSpec {
  const { identity } = blueprint;
  const claimName = childNameOf(identity, {
    kind: BUILT_IN.persistentVolumeClaim,
    role: databaseRoles(database).main,
    holdsData: true,
  });
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: STOP_SECONDS,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: POSTGRES_ID,
      runAsGroup: POSTGRES_ID,
      fsGroup: POSTGRES_ID,
      // Changing the owner of every file at every start would take minutes on a large volume.
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...databasePlacement(blueprint, database.node === "other-node" ? awayFromWeb(identity) : undefined),
    containers: [
      {
        name: "postgres",
        image: `${options.postgresRepository}:${database.version}`,
        env: environment(identity, database),
        ports: [{ name: "postgres", containerPort: DATABASE_PORT }],
        resources: resources(database.size),
        securityContext: restricted(),
        volumeMounts: [{ name: VOLUME, mountPath: DATA_FOLDER }],
        ...probes(),
      },
    ],
    volumes: [{ name: VOLUME, persistentVolumeClaim: { claimName } }],
  };
}

/**
 * Without POSTGRES_PASSWORD the image starts on data that is there and refuses to make a new database. A storage driver that knows nothing of
 * snapshots makes an empty volume, which must never look like the restored one.
 */
function environment(identity: Identity, database: InClusterDatabase): k8s.EnvVar[] {
  const secret = { name: secretName(identity, database, "masterSecret"), key: SECRET_KEY.password };
  const { generation = 0, restoredFrom } = database;
  return [
    { name: "POSTGRES_USER", value: MASTER_USER },
    {
      name: generation > 0 && restoredFrom !== undefined ? "PGPASSWORD" : "POSTGRES_PASSWORD",
      valueFrom: { secretKeyRef: secret },
    },
    { name: "POSTGRES_DB", value: MASTER_DATABASE },
    { name: "POSTGRES_HOST_AUTH_METHOD", value: "scram-sha-256" },
    { name: "POSTGRES_INITDB_ARGS", value: "--auth-local=scram-sha-256 --encoding=UTF8 --data-checksums" },
    // A subfolder: the root of a fresh volume is not empty (lost+found), which initdb refuses.
    { name: "PGDATA", value: `${DATA_FOLDER}/pgdata` },
  ];
}

/** By TCP, since while initialising the image runs a server on the socket only. Recovery may take ten minutes. */
function probes(): Pick<k8s.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  const exec = { command: ["pg_isready", "--host=127.0.0.1", `--username=${MASTER_USER}`, `--dbname=${MASTER_DATABASE}`] };
  return {
    startupProbe: { exec, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 120 },
    readinessProbe: { exec, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    livenessProbe: { exec, periodSeconds: 15, timeoutSeconds: 10, failureThreshold: 6 },
  };
}

/** A wish here: what must hold stands in the web pods, so that relaxing it never restarts the database. */
function awayFromWeb(identity: Identity): k8s.Affinity {
  const labelSelector = { matchLabels: podSelector(identity, ROLE.web) };
  const podAffinityTerm = { topologyKey: "kubernetes.io/hostname", labelSelector };
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } };
}
