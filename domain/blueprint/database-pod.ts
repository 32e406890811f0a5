// Size and place of the pod of a database in the cluster as one short text, which its volume carries.
import type { InClusterDatabase } from "./types.js";

type DatabasePod = Pick<InClusterDatabase, "size" | "node">;

/** `500m/1024Mi/other-node` */
export function databasePodText({ size, node }: DatabasePod): string {
  return `${size.cpuMillicores}m/${size.memoryMiB}Mi/${node}`;
}

/** Undefined when it is not such a text. */
export function readDatabasePod(text: string): DatabasePod | undefined {
  const match = /^([0-9]+)m\/([0-9]+)Mi\/(same-node|other-node)$/.exec(text);
  if (match === null) return undefined;
  return {
    size: { cpuMillicores: Number(match[1]), memoryMiB: Number(match[2]) },
    node: match[3] === "same-node" ? "same-node" : "other-node",
  };
}
