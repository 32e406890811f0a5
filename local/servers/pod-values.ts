// What the kubelet gives a container: its environment with the values of Secrets and ConfigMaps, and its volumes as files.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { ClusterAccess } from "../aws/controllers/cluster-access.js";
import { CONFIG_MAP } from "../aws/databases/keep-authority.js";
import { SECRET } from "../aws/databases/objects.js";
import { recordOf, recordsOf, textOf } from "../aws/model/read.js";
import type { Attributes } from "../aws/model/resource.js";

/** Undefined: something that it names is not there yet, so a kubelet would not start it. */
export type PodValues = Readonly<Record<string, string>> | undefined;
type Data = ReadonlyMap<string, string>;
type Kind = "Secret" | "ConfigMap";

export async function environmentOf(pod: KubeObject, cluster: ClusterAccess): Promise<PodValues> {
  const namespace = pod.metadata.namespace ?? "";
  const env: Record<string, string> = {};
  for (const entry of recordsOf(containerOf(pod), "env")) {
    const value = await valueOf(entry, namespace, cluster);
    if (value === undefined) return undefined;
    env[textOf(entry, "name") ?? ""] = value;
  }
  return env;
}

async function valueOf(entry: Attributes, namespace: string, cluster: ClusterAccess): Promise<string | undefined> {
  const from = recordOf(entry, "valueFrom");
  const [kind, field]: readonly [Kind, string] =
    from["secretKeyRef"] === undefined ? ["ConfigMap", "configMapKeyRef"] : ["Secret", "secretKeyRef"];
  if (from[field] === undefined) return textOf(entry, "value") ?? "";
  const reference = recordOf(from, field);
  const data = await dataOf(kind, { namespace, name: textOf(reference, "name") ?? "" }, cluster);
  return data?.get(textOf(reference, "key") ?? "") ?? (reference["optional"] === true ? "" : undefined);
}

/** Folder of each mount path. What is mounted from a Secret or a ConfigMap is written there, for nobody else to read. */
export async function mountsOf(
  pod: KubeObject,
  folder: string,
  cluster: ClusterAccess,
): Promise<ReadonlyMap<string, string> | undefined> {
  const volumes = recordsOf(recordOf(pod, "spec"), "volumes");
  const mounts = new Map<string, string>();
  for (const mount of recordsOf(containerOf(pod), "volumeMounts")) {
    const name = textOf(mount, "name") ?? "";
    const place = join(folder, name);
    mkdirSync(place, { recursive: true, mode: 0o700 });
    const files = await filesOf(volumes.find((volume) => volume["name"] === name) ?? {}, pod.metadata.namespace ?? "", cluster);
    if (files === undefined) return undefined;
    for (const [key, text] of files) {
      const file = join(place, key);
      writeFileSync(file, text, { mode: 0o600 });
      chmodSync(file, 0o600);
    }
    mounts.set(textOf(mount, "mountPath") ?? "", place);
  }
  return mounts;
}

/** Values that are paths below a mount name the folder that it is here. */
export function withMounts(env: Readonly<Record<string, string>>, mounts: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const [path, place] = [...mounts].find(([at]) => value === at || value.startsWith(`${at}/`)) ?? ["", ""];
      return [name, `${place}${value.slice(path.length)}`];
    }),
  );
}

async function filesOf(volume: Attributes, namespace: string, cluster: ClusterAccess): Promise<Data | undefined> {
  const secret = textOf(recordOf(volume, "secret"), "secretName");
  const map = textOf(recordOf(volume, "configMap"), "name");
  if (secret !== undefined) return dataOf("Secret", { namespace, name: secret }, cluster);
  if (map === undefined) return new Map();
  const found = await dataOf("ConfigMap", { namespace, name: map }, cluster);
  return found ?? (recordOf(volume, "configMap")["optional"] === true ? new Map<string, string>() : undefined);
}

const KINDS: Readonly<Record<Kind, KindRef>> = { Secret: SECRET, ConfigMap: CONFIG_MAP };

type Named = { readonly namespace: string; readonly name: string };

async function dataOf(kind: Kind, named: Named, cluster: ClusterAccess): Promise<Data | undefined> {
  const found = await cluster.read({ kind: KINDS[kind], ...named });
  if (found === undefined) return undefined;
  const entries = Object.entries(recordOf(found, "data")).map(([key, value]) => [key, String(value)] as const);
  const isEncoded = kind === "Secret";
  return new Map(entries.map(([key, text]) => [key, isEncoded ? Buffer.from(text, "base64").toString("utf8") : text]));
}

export function containerOf(pod: KubeObject): Attributes {
  return recordsOf(recordOf(pod, "spec"), "containers")[0] ?? {};
}
