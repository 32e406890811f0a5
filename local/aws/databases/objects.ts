// The objects behind one database instance: a PostgreSQL pod with a volume, its password and its address. Pure.
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import type { Certified } from "./authority.js";

export const SECRET: KindRef = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };
export const CLAIM: KindRef = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  plural: "persistentvolumeclaims",
  namespaced: true,
};
export const SERVICE: KindRef = { apiVersion: "v1", kind: "Service", plural: "services", namespaced: true };
export const STATEFUL_SET: KindRef = { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets", namespaced: true };

export type InstanceWish = {
  readonly name: string;
  /** Of the volume: another one for each birth, so that an instance that is made again is empty. */
  readonly claimName: string;
  readonly namespace: string;
  readonly image: string;
  readonly user: string;
  readonly password: string;
  readonly storageGiB: number;
  /** Host of the server that it follows, which has the same user and password. Undefined: it begins empty. */
  readonly follows?: string;
  /** Of its server. */
  readonly tls: Certified;
};

export type Piece = { readonly kind: KindRef; readonly object: KubeObject };

const PORT = 5432;
const POSTGRES_UID = 999; // of the official image
const TLS_FOLDER = "/etc/postgresql-tls";
const [CERTIFICATE, KEY, LOGINS] = ["tls.crt", "tls.key", "pg_hba.conf"];
/** As the official image has it, and whoever may log in may follow. */
const LOGIN_RULES = [
  "local all all trust",
  "host all all 127.0.0.1/32 trust",
  "host all all ::1/128 trust",
  "host all all all scram-sha-256",
  "host replication all all scram-sha-256",
];
/** PostgreSQL wants a key that its own group may read and nobody else. */
const KEY_MODE = 0o440;

/** In the order in which they are made. */
export function instancePieces(wish: InstanceWish): readonly Piece[] {
  const { name, namespace } = wish;
  const metadata = { name, namespace, labels: { "app.kubernetes.io/name": "local-rds", "app.kubernetes.io/instance": name } };
  const of = (kind: KindRef, rest: Readonly<Record<string, unknown>>): Piece => ({
    kind,
    object: { apiVersion: kind.apiVersion, kind: kind.kind, metadata, ...rest },
  });
  const storage = `${String(wish.storageGiB)}Gi`;
  return [
    of(SECRET, {
      type: "Opaque",
      stringData: {
        ...{ user: wish.user, password: wish.password },
        ...{ [CERTIFICATE]: wish.tls.certificate, [KEY]: wish.tls.key, [LOGINS]: `${LOGIN_RULES.join("\n")}\n` },
      },
    }),
    {
      kind: CLAIM,
      object: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { ...metadata, name: wish.claimName },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
      },
    },
    of(SERVICE, { spec: { selector: metadata.labels, ports: [{ name: "postgres", port: PORT, targetPort: "postgres" }] } }),
    of(STATEFUL_SET, { spec: statefulSetSpec(wish, metadata.labels) }),
  ];
}

function statefulSetSpec({ name, claimName, image, follows }: InstanceWish, labels: Readonly<Record<string, string>>): unknown {
  const items = [CERTIFICATE, KEY, LOGINS].map((key) => ({ key, path: key }));
  const volumes = [
    { name: "data", persistentVolumeClaim: { claimName } },
    { name: "tls", secret: { secretName: name, items, defaultMode: KEY_MODE } },
  ];
  return {
    replicas: 1,
    serviceName: name,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        ...{ automountServiceAccountToken: false, securityContext: POD_SECURITY },
        initContainers: follows === undefined ? [] : [copy(name, image, follows)],
        ...{ containers: [container(name, image)], volumes },
      },
    },
  };
}

const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: POSTGRES_UID,
  runAsGroup: POSTGRES_UID,
  fsGroup: POSTGRES_UID,
  seccompProfile: { type: "RuntimeDefault" },
};

const DATA_FOLDER = "/var/lib/postgresql/data/pgdata";
const PROGRAM_SECURITY = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** Whole or not at all; the settings for following are written into it. */
const COPY = `set -eu
if [ -s "$PGDATA/PG_VERSION" ] && [ ! -e "$PGDATA.unfinished" ]; then exit 0; fi
touch "$PGDATA.unfinished"
rm -rf "$PGDATA"
pg_basebackup --host="$SOURCE" --username="$PGUSER" --pgdata="$PGDATA" --write-recovery-conf --wal-method=stream --checkpoint=fast
rm "$PGDATA.unfinished"`;

function copy(name: string, image: string, follows: string): unknown {
  const fromSecret = (key: string) => ({ secretKeyRef: { name, key } });
  return {
    ...{ name: "copy", image, command: ["sh", "-c", COPY] },
    env: [
      { name: "SOURCE", value: follows },
      { name: "PGUSER", valueFrom: fromSecret("user") },
      { name: "PGPASSWORD", valueFrom: fromSecret("password") },
      { name: "PGSSLMODE", value: "require" },
      { name: "PGDATA", value: DATA_FOLDER },
    ],
    securityContext: PROGRAM_SECURITY,
    volumeMounts: [{ name: "data", mountPath: "/var/lib/postgresql/data" }],
  };
}

function container(name: string, image: string): unknown {
  const fromSecret = (key: string) => ({ secretKeyRef: { name, key } });
  const probe = { exec: { command: ["pg_isready", "--host=127.0.0.1"] } };
  return {
    name: "postgres",
    image,
    args: [
      "postgres",
      "-c",
      "ssl=on",
      "-c",
      `ssl_cert_file=${TLS_FOLDER}/${CERTIFICATE}`,
      "-c",
      `ssl_key_file=${TLS_FOLDER}/${KEY}`,
      "-c",
      `hba_file=${TLS_FOLDER}/${LOGINS}`,
    ],
    env: [
      { name: "POSTGRES_USER", valueFrom: fromSecret("user") },
      { name: "POSTGRES_PASSWORD", valueFrom: fromSecret("password") },
      { name: "POSTGRES_DB", value: "postgres" },
      { name: "PGDATA", value: DATA_FOLDER },
    ],
    ports: [{ name: "postgres", containerPort: PORT }],
    readinessProbe: { ...probe, periodSeconds: 2, timeoutSeconds: 5 },
    resources: { requests: { cpu: "50m", memory: "128Mi" } },
    securityContext: PROGRAM_SECURITY,
    volumeMounts: [
      { name: "data", mountPath: "/var/lib/postgresql/data" },
      { name: "tls", mountPath: TLS_FOLDER, readOnly: true },
    ],
  };
}
