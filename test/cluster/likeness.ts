// How two services on a real API server differ, object by object. Names, UIDs and what AWS generates are replaced by what they stand for, so that
// what refers to another object is compared by which one it refers to.
import { isDeepStrictEqual } from "node:util";
import { ANNOTATION, LABEL } from "../../domain/api/keys.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import { at, isRecord, listAt, textAt } from "../../domain/observed/reading.js";
import type { Live, LiveService } from "./harness/api.js";

export type Whole = { readonly service: LiveService; readonly children: readonly Live[] };
/** Of what is compared, by kind and role. */
export type Picture = ReadonlyMap<string, unknown>;

/** Shorter values are no identities: a state, a number, a zone. */
const SHORTEST_IDENTITY = 9;
const HASH = /-[a-z2-7]{12}(?![a-z0-9])/g;
/** Made by us, and known before anybody answers. */
const NAME = /^[a-z0-9-]+-[a-z2-7]{12}$/;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What tells when, how often or over which text something was written, and not what is there. */
const OF_HISTORY: readonly string[] = [
  ANNOTATION.hash,
  ANNOTATION.fingerprint,
  ANNOTATION.storageChangedAt,
  ANNOTATION.classChangedAt,
  "deployment.kubernetes.io/revision",
  // The scheduler's choice.
  "volume.kubernetes.io/selected-node",
];
const OF_JOB: readonly string[] = ["job-name", "controller-uid"].flatMap((name) => [name, `batch.kubernetes.io/${name}`]);

/** Two pictures of services with names of one length: cut names are cut alike. */
export function pictures(one: Whole, other: Whole): readonly [Picture, Picture] {
  const [mine, theirs] = [one, other].map((whole) => ({ text: JSON.stringify(whole), identities: identitiesOf(whole) }));
  if (mine === undefined || theirs === undefined) throw new Error("there are two");
  return [pictureOf(one, mine.identities, theirs.text), pictureOf(other, theirs.identities, mine.text)];
}

/** One line for each object that one of both has not, and for each field that differs. */
export function differences(moved: Picture, fresh: Picture): readonly string[] {
  const ids = [...new Set([...moved.keys(), ...fresh.keys()])].sort();
  return ids.flatMap((id) => {
    if (!fresh.has(id)) return [`${id}: no fresh service has it`];
    if (!moved.has(id)) return [`${id}: a fresh service has it`];
    return fields(id, moved.get(id), fresh.get(id));
  });
}

function fields(path: string, moved: unknown, fresh: unknown): readonly string[] {
  if (isDeepStrictEqual(moved, fresh)) return [];
  if (isRecord(moved) && isRecord(fresh)) {
    const keys = [...new Set([...Object.keys(moved), ...Object.keys(fresh)])].sort();
    return keys.flatMap((key) => fields(`${path}.${key}`, moved[key], fresh[key]));
  }
  if (Array.isArray(moved) && Array.isArray(fresh) && moved.length === fresh.length)
    return moved.flatMap((value, index) => fields(`${path}[${index}]`, value, fresh[index]));
  return [`${path}: ${shown(moved)}, fresh ${shown(fresh)}`];
}

const SHOWN = 300;
const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, SHOWN));

export function idOf({ kind, metadata }: Pick<Live, "kind" | "metadata">): string {
  return `${kind} ${metadata.labels?.[LABEL.component] ?? metadata.name}`;
}

type Identity = { readonly value: string; readonly meaning: string };

/** Every text that a controller has said of a child, by where it says it. */
function identitiesOf({ children }: Whole): readonly Identity[] {
  const sorted = [...children].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  return sorted.flatMap((child) => leaves(`${idOf(child)} status`, child["status"]));
}

function leaves(path: string, value: unknown): readonly Identity[] {
  if (typeof value === "string") return value.length < SHORTEST_IDENTITY ? [] : [{ value, meaning: `<${path}>` }];
  if (Array.isArray(value)) return value.flatMap((entry, index) => leaves(`${path}[${index}]`, entry));
  return isRecord(value) ? Object.entries(value).flatMap(([key, entry]) => leaves(`${path}.${key}`, entry)) : [];
}

/** Only what the other service has not is an identity: everything else is compared as it is. */
function pictureOf({ service, children }: Whole, identities: readonly Identity[], other: string): Picture {
  const isName = (value: string) => value.startsWith(`${service.metadata.name}-`) && NAME.test(value);
  const own = new Map<string, string>();
  for (const { value, meaning } of identities)
    if (!own.has(value) && !isName(value) && !other.includes(value)) own.set(value, meaning);
  const longestFirst = [...own].sort(([one], [two]) => two.length - one.length);
  const { name, uid, namespace } = service.metadata;
  const named = (text: string): string => {
    let result = text;
    for (const [value, meaning] of longestFirst) if (result.includes(value)) result = result.replaceAll(value, meaning);
    return result
      .replaceAll(uid, "<uid>")
      .replace(UUID, (one) => (other.includes(one) ? one : "<uuid>"))
      .replace(HASH, (hash) => (other.includes(hash) ? hash : ""))
      .replaceAll(name, "<service>")
      .replaceAll(namespace ?? "", "<namespace>");
  };
  const compared = children.filter((child) => !isLeftBehind(child, children));
  return new Map(compared.map((child) => [named(idOf(child)), renamed(comparable(child, children), named)]));
}

/** The password of a cache that is gone: the operator may delete no Secret, and the next cache uses it again. */
function isLeftBehind({ kind, metadata }: Live, all: readonly Live[]): boolean {
  const isCaches = kind === "Secret" && metadata.labels?.[LABEL.component] === ROLE.cache;
  return isCaches && !all.some((child) => child.kind === "ReplicationGroup");
}

function renamed(value: unknown, named: (text: string) => string): unknown {
  if (typeof value === "string") return named(value);
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, named));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [named(key), renamed(entry, named)]));
}

/** What somebody wants of it. What became of that is its status, and Ready. */
function comparable({ kind, metadata, ...object }: Live, all: readonly Live[]): unknown {
  const { labels, annotations = {}, ownerReferences, finalizers } = metadata;
  const kept = without(annotations, OF_HISTORY);
  const spec = object["spec"] === undefined ? undefined : specOf(kind, metadata.name, { object, all });
  const data = dataOf(kind, labels?.[LABEL.component], object["data"]);
  return { labels, annotations: kept, ownerReferences, finalizers, spec, data, kind };
}

type Beside = { readonly object: Readonly<Record<string, unknown>>; readonly all: readonly Live[] };

/** Without what others decide: the autoscaler how many pods there are now, the API server addresses and a Job's selector, AWS the zone. */
function specOf(kind: string, name: string, { object, all }: Beside): unknown {
  const spec = recordOf(object["spec"]);
  switch (kind) {
    case "Deployment":
      return isScaled(name, all) ? without(spec, ["replicas"]) : spec;
    case "Service": {
      const ports = listAt(spec, "ports").map((port) => without(recordOf(port), ["nodePort"]));
      return { ...without(spec, ["clusterIP", "clusterIPs", "healthCheckNodePort"]), ports };
    }
    case "Job": {
      const labels = without(recordOf(at(spec, "template", "metadata", "labels")), OF_JOB);
      return { ...without(spec, ["selector"]), template: { ...recordOf(spec["template"]), metadata: { labels } } };
    }
    // Asked for when the cache is made; a change asks for none.
    case "ReplicationGroup":
      return without(spec, ["authToken"]);
    case "DBInstance":
      return without(spec, ["availabilityZone"]);
    default:
      return spec;
  }
}

/** What the binding tells of the last move is its history; an old one tells nothing. */
function dataOf(kind: string, role: string | undefined, data: unknown): unknown {
  if (kind === "Secret") return Object.keys(recordOf(data)).sort();
  return role === ROLE.binding ? without(recordOf(data), ["move"]) : data;
}

function without(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !names.includes(key)));
}

const recordOf = (value: unknown) => (isRecord(value) ? value : {});

function isScaled(name: string, all: readonly Live[]): boolean {
  return all.some(
    (child) => child.kind === "HorizontalPodAutoscaler" && textAt(child, "spec", "scaleTargetRef", "name") === name,
  );
}
