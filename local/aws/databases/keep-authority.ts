// The one authority of all databases here, kept in the cluster so that it outlives this process: its key in a Secret, its
// certificate in a ConfigMap beside it, for whoever has to trust it.
import type { KindRef, KubeObject } from "../../../domain/api/objects.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf, type ClusterAccess } from "../controllers/cluster-access.js";
import { recordOf, textOf } from "../model/read.js";
import { newAuthority, type Certified } from "./authority.js";
import { SECRET } from "./objects.js";

/** Common name, and name of the objects. */
export const AUTHORITY = "local-rds-authority";
/** Key of the ConfigMap. */
export const CERTIFICATES = "ca.pem";

export const CONFIG_MAP: KindRef = { apiVersion: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };

export async function keepAuthority(cluster: ClusterAccess, namespace: string, now: number): Promise<Certified> {
  const metadata = { name: AUTHORITY, namespace, labels: { "app.kubernetes.io/name": "local-rds" } };
  const ref = { kind: SECRET, namespace, name: AUTHORITY };
  const { certificate, key } = newAuthority(AUTHORITY, now);
  const data = { certificate: encoded(certificate), key: encoded(key) };
  // Whoever made it first, has made it: what is kept counts.
  await cluster.create(ref, { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", data }, MANAGER);
  const kept = certifiedIn(await cluster.read(ref));
  const shown: KubeObject = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { [CERTIFICATES]: kept.certificate } };
  await cluster.create(refOf(CONFIG_MAP, shown), shown, MANAGER);
  return kept;
}

function certifiedIn(secret: KubeObject | undefined): Certified {
  const data = recordOf(secret ?? {}, "data");
  const [certificate, key] = [textOf(data, "certificate"), textOf(data, "key")];
  if (certificate === undefined || key === undefined) throw new Error(`Secret ${AUTHORITY} does not hold an authority`);
  return { certificate: decoded(certificate), key: decoded(key) };
}

const encoded = (text: string): string => Buffer.from(text).toString("base64");
const decoded = (text: string): string => Buffer.from(text, "base64").toString("utf8");
