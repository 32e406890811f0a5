// What stands of an object against what would be written: only what the operator writes is compared. Pure.
import { createTwoFilesPatch } from "diff";
import { stringify } from "yaml";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { ourEntry } from "../../domain/observed/extract.js";
import { isRecord } from "../../domain/observed/reading.js";

const CONTEXT_LINES = 3;

/** Unified, without colours. Empty: nothing differs. `live`: undefined where nothing stands. */
export function objectDiff(live: KubeObject | undefined, wanted: KubeObject): string {
  const id = `${wanted.kind}/${wanted.metadata.name}`;
  const [before, after] = [live === undefined ? "" : inYaml(plain(ownPart(live, wanted))), inYaml(plain(wanted))];
  if (before === after) return "";
  const [from, to] = [live === undefined ? "/dev/null" : `${id} on the cluster`, `${id} as planned`];
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: CONTEXT_LINES });
  return patch.split("\n").slice(1).join("\n").trimEnd();
}

/** Without what the operator only keeps books with: it differs whenever anything does. */
function plain(object: KubeObject): KubeObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const told = Object.entries(annotations).filter(([key]) => key !== ANNOTATION.hash && key !== ANNOTATION.fingerprint);
  return { ...object, metadata: told.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(told) } };
}

function inYaml(object: unknown): string {
  return stringify(object, { lineWidth: 0, sortMapEntries: true, aliasDuplicateObjects: false });
}

/** What our last apply owns; where nothing says what that is, what we would write now. */
function ownPart(live: KubeObject, wanted: KubeObject): KubeObject {
  const fields = ourEntry(live.metadata.managedFields ?? [])?.fieldsV1;
  const own = isRecord(fields) ? ownedIn(live, fields) : sharedWith(live, wanted);
  const { apiVersion, kind, metadata } = live;
  const { name, namespace } = metadata;
  const part = isRecord(own) ? own : {};
  return { ...part, apiVersion, kind, metadata: { ...(isRecord(part.metadata) ? part.metadata : {}), name, namespace } };
}

type Fields = Readonly<Record<string, unknown>>;

/** As `managedFields` names fields: `f:` of maps, `k:` and `v:` and `i:` of lists. What has nothing below it is owned whole. */
function ownedIn(value: unknown, fields: Fields): unknown {
  const paths = Object.entries(fields).filter(([path]) => path !== ".");
  if (paths.length === 0) return value;
  if (Array.isArray(value)) return ownedItems(value as readonly unknown[], paths);
  if (!isRecord(value)) return value;
  const owned = paths.flatMap(([path, below]) => {
    const key = path.slice("f:".length);
    return key in value ? [[key, ownedIn(value[key], isRecord(below) ? below : {})]] : [];
  });
  return Object.fromEntries(owned) as unknown;
}

function ownedItems(items: readonly unknown[], paths: readonly (readonly [string, unknown])[]): readonly unknown[] {
  return items.flatMap((item, index) => {
    const found = paths.find(([path]) => isPathOf(path, item, index));
    if (found === undefined) return [];
    return [ownedIn(item, isRecord(found[1]) ? found[1] : {})];
  });
}

function isPathOf(path: string, item: unknown, index: number): boolean {
  const [kind, text] = [path.slice(0, 2), path.slice(2)];
  if (kind === "i:") return Number(text) === index;
  const value: unknown = JSON.parse(text);
  if (kind === "v:" || !isRecord(value)) return JSON.stringify(value) === JSON.stringify(item);
  return isRecord(item) && Object.entries(value).every(([key, wanted]) => item[key] === wanted);
}

/** The fields that both have. Items of a list are the same by their name, else by their place. */
function sharedWith(live: unknown, wanted: unknown): unknown {
  if (Array.isArray(live) && Array.isArray(wanted)) return sharedItems(live as readonly unknown[], wanted as readonly unknown[]);
  if (!isRecord(live) || !isRecord(wanted)) return live;
  const shared = Object.entries(live).filter(([key]) => key in wanted);
  return Object.fromEntries(shared.map(([key, value]) => [key, sharedWith(value, wanted[key])]));
}

function sharedItems(live: readonly unknown[], wanted: readonly unknown[]): readonly unknown[] {
  const nameOf = (item: unknown) => (isRecord(item) ? item.name : undefined);
  return live.map((item, index) => {
    const name = nameOf(item);
    const same = name === undefined ? wanted[index] : wanted.find((other) => nameOf(other) === name);
    return same === undefined ? item : sharedWith(item, same);
  });
}
