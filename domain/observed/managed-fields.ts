// Which fields an apply owns, as one short text: from the server's record of it, and from the object that is sent.
// Equal texts mean that nobody has changed a value of ours, so drift is seen without comparing a single value.
import { createHash } from "node:crypto";

type Tree = { readonly [path: string]: Tree };
type Value = unknown;

/** Text of `managedFields[].fieldsV1`. Empty when there is none. */
export function ownedFields(fieldsV1: unknown): string {
  return isObject(fieldsV1) ? digest(fieldsV1 as Tree) : "";
}

/** The text that the server will have after applying `object`. */
export function expectedFields(object: { readonly kind: string }): string {
  const tree: Record<string, Tree> = {};
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    if (value === undefined || NOBODYS.has(key)) continue;
    const fields = key === "metadata" && isObject(value) ? metadataTree(value) : fieldTree(value, [key]);
    if (key !== "metadata" || Object.keys(fields).length > 0) tree[`f:${key}`] = fields;
  }
  return digest(tree);
}

/** Identity, not content. */
const NOBODYS = new Set(["apiVersion", "kind"]);
const LEAF: Tree = {};
const DIGEST_LENGTH = 16;

function digest(tree: Tree): string {
  return createHash("sha256").update(canonical(tree)).digest("hex").slice(0, DIGEST_LENGTH);
}

/** Keys sorted at every level; "." only says that the node itself is owned, which differs between server versions. */
function canonical(tree: Tree): string {
  const keys = Object.keys(tree)
    .filter((key) => key !== ".")
    .map((key) => [normalKey(key), key] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${keys.map(([name, key]) => `${name}:${canonical(tree[key] ?? LEAF)}`).join(",")}}`;
}

/** `k:{"b":1,"a":2}` and `k:{"a":2,"b":1}` are the same item of a list. */
function normalKey(key: string): string {
  return key.startsWith("k:") ? `k:${sortedJson(JSON.parse(key.slice(2)) as Record<string, Value>)}` : key;
}

function sortedJson(value: Record<string, Value>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Names and namespaces are nobody's fields. */
function metadataTree(metadata: Record<string, unknown>): Tree {
  const { labels, annotations, ownerReferences, finalizers } = metadata;
  const tree: Record<string, Tree> = {};
  if (isObject(labels)) tree["f:labels"] = leaves(labels);
  if (isObject(annotations)) tree["f:annotations"] = leaves(annotations);
  if (Array.isArray(ownerReferences))
    tree["f:ownerReferences"] = keyed(ownerReferences as readonly Value[], {
      keys: ["uid"],
      path: ["metadata", "ownerReferences"],
      atomicItems: true,
    });
  if (Array.isArray(finalizers))
    tree["f:finalizers"] = Object.fromEntries(
      (finalizers as readonly Value[]).map((value) => [`v:${JSON.stringify(value)}`, LEAF]),
    );
  return tree;
}

function leaves(map: object): Tree {
  return Object.fromEntries(Object.keys(map).map((key) => [`f:${key}`, LEAF]));
}

/** `path` holds field names only, list items left out. */
function fieldTree(value: Value, path: readonly string[]): Tree {
  if (Array.isArray(value)) return listTree(value as readonly Value[], path);
  if (!isObject(value) || isAtomicMap(path)) return LEAF;
  const tree: Record<string, Tree> = {};
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined) tree[`f:${key}`] = fieldTree(child, [...path, key]);
  }
  return tree;
}

function listTree(items: readonly Value[], path: readonly string[]): Tree {
  const keys = mergeKeys(path);
  if (keys === undefined || items.length === 0) return LEAF;
  if (keys.length === 0) return Object.fromEntries(items.map((item) => [`v:${JSON.stringify(item)}`, LEAF]));
  return keyed(items, { keys, path, atomicItems: false });
}

type Keyed = { readonly keys: readonly string[]; readonly path: readonly string[]; readonly atomicItems: boolean };

function keyed(items: readonly Value[], { keys, path, atomicItems }: Keyed): Tree {
  const entries = items.filter(isObject).map((item) => {
    const key = Object.fromEntries(keys.map((name) => [name, item[name] ?? KEY_DEFAULTS[name]]));
    return [`k:${sortedJson(key)}`, atomicItems ? LEAF : fieldTree(item, path)] as const;
  });
  return Object.fromEntries(entries);
}

/** The server fills these in before it makes the key. */
const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: "TCP" };

/** Merge keys of the built-in lists that we send, by the last names of their path; an empty list of keys is a set. All other lists are atomic. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  "spec/containers": ["name"],
  "spec/initContainers": ["name"],
  "containers/env": ["name"],
  "initContainers/env": ["name"],
  "containers/ports": ["containerPort", "protocol"],
  "containers/volumeMounts": ["mountPath"],
  "initContainers/volumeMounts": ["mountPath"],
  "spec/volumes": ["name"],
  "spec/imagePullSecrets": ["name"],
  "spec/topologySpreadConstraints": ["topologyKey", "whenUnsatisfiable"],
  "template/spec/hostAliases": ["ip"],
};

function mergeKeys(path: readonly string[]): readonly string[] | undefined {
  if (path.length === 2 && path[0] === "spec" && path[1] === "ports") return ["port", "protocol"]; // Service
  if (path.at(-1) === "accessModes" || path[0] !== "spec") return undefined;
  return isInPod(path) ? MERGE_KEYS[path.slice(-2).join("/")] : undefined;
}

function isInPod(path: readonly string[]): boolean {
  return path.slice(0, 3).join("/") === "spec/template/spec";
}

/** Selectors, node affinities and references to keys, those of ACK too, are taken or left whole. */
const ATOMIC = new Set([
  "selector",
  "labelSelector",
  "podSelector",
  "namespaceSelector",
  "secretKeyRef",
  "configMapKeyRef",
  "masterUserPassword",
  "authToken",
  "fieldRef",
  "resourceFieldRef",
  "backend",
  // Of nodes; the same names for pods hold lists.
  "requiredDuringSchedulingIgnoredDuringExecution",
]);

function isAtomicMap(path: readonly string[]): boolean {
  const name = path.at(-1) ?? "";
  return ATOMIC.has(name);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
