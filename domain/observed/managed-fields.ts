// Which fields an apply owns, as one short text: from the server's record of it, and from the object that is sent.
// Equal texts mean that nobody has changed a value of ours, so drift is seen without comparing a single value.
import { hash } from "node:crypto";

type Tree = { readonly [path: string]: Tree };
type Value = unknown;

/** Text of `managedFields[].fieldsV1`. Empty when there is none. */
export function ownedFields(fieldsV1: unknown): string {
  return isObject(fieldsV1) ? digest(canonical(fieldsV1 as Tree)) : "";
}

/** The text that the server will have after applying `object`. */
export function expectedFields(object: { readonly kind: string }): string {
  return digest(AS_TEXT.of(object));
}

/** Identity, not content. */
const NOBODYS = new Set(["apiVersion", "kind"]);
const LEAF: Tree = {};
const DIGEST_LENGTH = 16;

function digest(text: string): string {
  return hash("sha256", text, "hex").slice(0, DIGEST_LENGTH);
}

/** Keys sorted at every level; "." only says that the node itself is owned, which differs between server versions. */
function canonical(tree: Tree): string {
  let text = "";
  let last = "";
  for (const key in tree) {
    if (key === ".") continue;
    const name = normalKey(key);
    if (name < last) return joined(fieldsOf(tree));
    last = name;
    text = withField(text, name, canonical(tree[key] ?? LEAF));
  }
  return `{${text}}`;
}

/** For what is not in order: the API server sends names in the order of their texts, but ports in keys as the numbers that they are. */
function fieldsOf(tree: Tree): Field<string>[] {
  const names = Object.keys(tree).filter((key) => key !== ".");
  return names.map((key) => [normalKey(key), canonical(tree[key] ?? LEAF)]);
}

/** A field's path element and what is below it. */
type Field<T> = readonly [name: string, below: T];

function joined(fields: Field<string>[]): string {
  if (!isInOrder(fields)) fields.sort(([a], [b]) => (a < b ? -1 : 1));
  let text = "";
  for (const [name, below] of fields) text = withField(text, name, below);
  return `{${text}}`;
}

/** As they mostly are; to sort what is in order makes two copies of it. */
function isInOrder(fields: readonly Field<string>[]): boolean {
  for (let i = 1; i < fields.length; i += 1) if ((fields[i - 1]?.[0] ?? "") > (fields[i]?.[0] ?? "")) return false;
  return true;
}

function withField(text: string, name: string, below: string): string {
  return text === "" ? `${name}:${below}` : `${text},${name}:${below}`;
}

/** `k:{"b":1,"a":2}` and `k:{"a":2,"b":1}` are the same item of a list. */
function normalKey(key: string): string {
  return key.startsWith("k:") && !ONE_TEXT.test(key) ? `k:${sortedJson(JSON.parse(key.slice(2)) as Record<string, Value>)}` : key;
}

/** As most are: there is nothing to bring into order. */
const ONE_TEXT = /^k:\{"\w+":"[\w./-]*"\}$/;

function sortedJson(value: Record<string, Value>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Where a value is in its object: field names only, list items left out. */
type Path = { readonly name: string; readonly parent: Path | undefined; readonly depth: number; readonly isInPod: boolean };

function rootOf(name: string): Path {
  return { name, parent: undefined, depth: 1, isInPod: false };
}

function inside(parent: Path, name: string): Path {
  const isPod = parent.depth === 2 && name === "spec" && parent.name === "template" && parent.parent?.name === "spec";
  return { name, parent, depth: parent.depth + 1, isInPod: parent.isInPod || isPod };
}

/** Goes through what is sent as the server does, and joins its fields to whatever is wanted: a text, a tree. */
export class OwnedFields<T> {
  readonly #nothing: T;

  constructor(private readonly join: (fields: Field<T>[]) => T) {
    this.#nothing = join([]);
  }

  of(object: { readonly kind: string }): T {
    const fields: Field<T>[] = [];
    for (const [key, value] of Object.entries(object) as [string, unknown][]) {
      if (value === undefined || NOBODYS.has(key)) continue;
      if (key !== "metadata" || !isObject(value)) fields.push([`f:${key}`, this.#below(value, rootOf(key))]);
      else {
        const own = this.#metadata(value);
        if (own.length > 0) fields.push([`f:${key}`, this.join(own)]);
      }
    }
    return this.join(fields);
  }

  /** Names and namespaces are nobody's fields. */
  #metadata({ labels, annotations, ownerReferences, finalizers }: Record<string, unknown>): Field<T>[] {
    const fields: Field<T>[] = [];
    if (isObject(labels)) fields.push(["f:labels", this.#leaves(labels)]);
    if (isObject(annotations)) fields.push(["f:annotations", this.#leaves(annotations)]);
    if (Array.isArray(ownerReferences))
      fields.push(["f:ownerReferences", this.#items(ownerReferences as readonly Value[], ["uid"], () => this.#nothing)]);
    if (Array.isArray(finalizers)) fields.push(["f:finalizers", this.#values(finalizers as readonly Value[])]);
    return fields;
  }

  #leaves(map: object): T {
    return this.join(Object.keys(map).map((key) => [`f:${key}`, this.#nothing]));
  }

  #below(value: Value, path: Path): T {
    if (Array.isArray(value)) return this.#list(value as readonly Value[], path);
    if (!isObject(value) || ATOMIC.has(path.name)) return this.#nothing;
    const fields: Field<T>[] = [];
    for (const key of Object.keys(value)) {
      const inner = value[key];
      if (inner === undefined) continue;
      fields.push([`f:${key}`, typeof inner === "object" ? this.#below(inner, inside(path, key)) : this.#nothing]);
    }
    return this.join(fields);
  }

  #list(list: readonly Value[], path: Path): T {
    const keys = mergeKeys(path);
    if (keys === undefined) return this.#nothing;
    return keys.length === 0 ? this.#values(list) : this.#items(list, keys, (item) => this.#below(item, path));
  }

  #values(list: readonly Value[]): T {
    return this.join([...new Set(list.map((value) => `v:${JSON.stringify(value)}`))].map((name) => [name, this.#nothing]));
  }

  #items(list: readonly Value[], keys: readonly string[], below: (item: Value) => T): T {
    const fields = new Map<string, T>();
    for (const item of list.filter(isObject)) {
      const key = Object.fromEntries(keys.map((name) => [name, item[name] ?? KEY_DEFAULTS[name]]));
      fields.set(`k:${sortedJson(key)}`, below(item));
    }
    return this.join([...fields]);
  }
}

/** The server fills these in before it makes the key. */
const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: "TCP" };

/** Merge keys of the lists that we send in pods, by the last two names of their path; an empty list of keys is a set. All other lists are atomic. */
const OF_CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  env: ["name"],
  ports: ["containerPort", "protocol"],
  volumeMounts: ["mountPath"],
};
const MERGE_KEYS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  spec: {
    containers: ["name"],
    initContainers: ["name"],
    volumes: ["name"],
    imagePullSecrets: ["name"],
    topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
    hostAliases: ["ip"],
  },
  containers: OF_CONTAINERS,
  initContainers: OF_CONTAINERS,
};

function mergeKeys({ name, parent, depth, isInPod }: Path): readonly string[] | undefined {
  if (depth === 2 && name === "ports" && parent?.name === "spec") return ["port", "protocol"]; // Service
  return isInPod && parent !== undefined ? MERGE_KEYS[parent.name]?.[name] : undefined;
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const AS_TEXT = new OwnedFields<string>(joined);
