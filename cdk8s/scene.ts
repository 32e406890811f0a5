// What every creator works on: the chart of one service, its blueprint and late values, and the list of its children.
// Creators announce each child here; the chart then holds its object.
import { App, Chart } from "cdk8s";
import type { KindRef } from "../domain/api/objects.js";
import type { Part } from "../domain/api/status.js";
import type { Child, LateValues, RenderOptions, WaitingChild, WriteMode } from "../domain/blueprint/children.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import { labels } from "./labels.js";
import { ownerReference } from "./owner-reference.js";

export type Announcement = {
  readonly kind: KindRef;
  readonly part: Part;
  /** Value of the component label, and with the kind the identity within the service. */
  readonly role: string;
  /** Default false: computes, is owned by the WebService and goes with it. */
  readonly holdsData?: boolean;
  /** Default "apply". */
  readonly mode?: WriteMode;
  /** Goes into the name beside the role: a new value means a new object. */
  readonly generation?: string;
  readonly annotations?: Readonly<Record<string, string>>;
};

/** Metadata in the shape that both L1 constructs and plain ApiObjects take. */
export type Metadata = {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: ReturnType<typeof ownerReference>[];
};

export type AnnouncedChild = { readonly chart: Chart; readonly id: string; readonly metadata: Metadata };

export type Scene = {
  readonly chart: Chart;
  readonly blueprint: Blueprint;
  readonly late: LateValues;
  readonly options: RenderOptions;
  /** Announces a child and returns what its construct needs. Throws when kind and name are taken. */
  child(announcement: Announcement): AnnouncedChild;
  /** Announces a child that cannot be rendered yet. */
  wait(announcement: Announcement, waitsFor: readonly string[]): void;
  /** It was announced as one that cannot be rendered yet. */
  isWaiting(announcement: Pick<Announcement, "kind" | "role">): boolean;
};

export type Announced = {
  readonly children: ReadonlyMap<string, Omit<Child, "object">>;
  readonly waiting: readonly WaitingChild[];
};

export type SceneInput = Pick<Scene, "blueprint" | "late" | "options" | "chart"> & {
  /** What those before have announced as waiting. */
  readonly waiting: readonly WaitingChild[];
  /** Told when somebody asks what waits of a kind. */
  readonly asked: (kind: string) => void;
};

/** All creators of one rendering put their objects into one chart. */
export function openChart({ identity }: Blueprint): Chart {
  return new Chart(new App(), "service", { namespace: identity.namespace, disableResourceNameHashes: true });
}

/** The scene of one creator. */
export function openScene(input: SceneInput): { readonly scene: Scene; readonly announced: Announced } {
  const children = new Map<string, Omit<Child, "object">>();
  const waiting: WaitingChild[] = [];
  const { blueprint, late, options, chart } = input;
  const { identity } = blueprint;
  const scene: Scene = {
    ...{ blueprint, late, options, chart },
    child(announcement) {
      const name = childNameOf(identity, announcement);
      const { kind, part, holdsData = false, mode = "apply" } = announcement;
      const id = childId({ apiVersion: kind.apiVersion, kind: kind.kind, name });
      if (children.has(id)) throw new Error(`two children are ${kind.kind} ${name}`);
      children.set(id, { kind, part, holdsData, mode });
      return { chart, id: `${kind.plural}-${name}`, metadata: metadata(blueprint, announcement, name) };
    },
    wait(announcement, waitsFor) {
      const { kind, part, role, holdsData = false } = announcement;
      const name = childNameOf(identity, announcement);
      waiting.push({ kind, part, role, holdsData, name, waitsFor: waitsFor.join(", ") });
    },
    isWaiting: ({ kind, role }) => {
      input.asked(kind.kind);
      return [...input.waiting, ...waiting].some((child) => child.kind === kind && child.role === role);
    },
  };
  return { scene, announced: { children, waiting } };
}

export function childId(of: { readonly apiVersion: string; readonly kind: string; readonly name: string }): string {
  return `${of.apiVersion}/${of.kind}/${of.name}`;
}

/**
 * Argo CD that tracks by the label app.kubernetes.io/instance takes the data of a service for part of an Application of the same name.
 * Both options are read from the live object before anything is pruned.
 */
export const NOT_ARGOS = { "argocd.argoproj.io/sync-options": "Prune=false,Delete=false" };

function metadata({ identity }: Blueprint, announcement: Announcement, name: string): Metadata {
  const { role, holdsData = false } = announcement;
  const annotations = { ...announcement.annotations, ...(holdsData ? NOT_ARGOS : {}) };
  return {
    name,
    namespace: identity.namespace,
    labels: labels(identity, role, holdsData),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    // What holds data or gives access to it must never be in the closure that the garbage collector deletes.
    ...(holdsData ? {} : { ownerReferences: [ownerReference(identity)] }),
  };
}
