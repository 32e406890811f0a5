// Renders the blueprint and makes each child ready to be written: hash annotation, expected field ownership.
import { hash as digest } from "node:crypto";
import { render } from "./render.js";
import { ANNOTATION, LABEL } from "../domain/api/keys.js";
import type { KubeObject } from "../domain/api/objects.js";
import type { Child, LateValues, RenderOptions, WaitingChild } from "../domain/blueprint/children.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { expectedFields } from "../domain/observed/managed-fields.js";
import { at } from "../domain/observed/reading.js";
import { childId } from "../domain/observed/record.js";
import { sharedText } from "../domain/observed/shared-text.js";
import type { Templates } from "../domain/plan/rollouts.js";
import { templates } from "./templates.js";

/** Enough to tell whether a child must be written. */
export type Outline = Omit<Child, "object"> & {
  /** Kind and name. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly hash: string;
  /** Of the pod template, for kinds that have one. */
  readonly fingerprint?: string;
  /** What the server will say that our apply owns. */
  readonly expectedFields: string;
};
/** Where the outline was remembered, the object is rendered when it is first asked for: only a write needs it. */
export type PreparedChild = Outline & Pick<Child, "object">;
export type Prepared = {
  readonly children: readonly PreparedChild[];
  readonly waiting: readonly WaitingChild[];
  readonly templates: Templates;
};
export type RenderInput = { readonly blueprint: Blueprint; readonly late: LateValues; readonly options: RenderOptions };

/** What is kept of a rendering between two reconciles: no objects, which are ten times as large. */
export type Rendering = Omit<Prepared, "children"> & {
  /** Hash of what it came from. */
  readonly inputs: string;
  readonly outlines: readonly KeptOutline[];
};
type KeptOutline = Omit<Outline, "id">;

/** As the last rendering, if its inputs were the same. */
export function prepareAgain(
  input: RenderInput,
  last: Rendering | undefined,
): { readonly prepared: Prepared; readonly rendering: Rendering } {
  const inputs = digest("sha256", JSON.stringify(input), "base64");
  if (last?.inputs === inputs) return { prepared: recalled(input, last), rendering: last };
  const prepared = prepare(input);
  const { waiting, templates: theTemplates } = prepared;
  return { prepared, rendering: { inputs, outlines: prepared.children.map(outlineOf), waiting, templates: theTemplates } };
}

export function prepare({ blueprint, late, options }: RenderInput): Prepared {
  const rendered = render(blueprint, late, options);
  const children = rendered.children.map(prepareChild);
  return { children, waiting: rendered.waiting, templates: templates(children, blueprint) };
}

/** Its texts are those of the child's record, once that has been seen. */
function outlineOf({ kind, part, holdsData, mode, ...texts }: PreparedChild): KeptOutline {
  const { fingerprint } = texts;
  return {
    kind,
    part,
    holdsData,
    mode,
    name: sharedText(texts.name),
    role: sharedText(texts.role),
    hash: sharedText(texts.hash),
    fingerprint: fingerprint === undefined ? undefined : sharedText(fingerprint),
    expectedFields: sharedText(texts.expectedFields),
  };
}

function recalled(input: RenderInput, { outlines, waiting, templates: theTemplates }: Rendering): Prepared {
  let objects: ReadonlyMap<string, KubeObject> | undefined;
  const objectOf = (id: string): KubeObject => {
    objects ??= new Map(prepare(input).children.map((child) => [child.id, child.object]));
    const found = objects.get(id);
    if (found === undefined) throw new Error(`${id} was rendered from these inputs before and is not now`);
    return found;
  };
  const children = outlines.map((outline) => {
    const id = childId({ kind: outline.kind.kind, name: outline.name });
    return {
      ...outline,
      id,
      get object() {
        return objectOf(id);
      },
    };
  });
  return { children, waiting, templates: theTemplates };
}

export function prepareChild(child: Child): PreparedChild {
  const hash = hashOf(child.object);
  const { metadata } = child.object;
  const fingerprint = HAS_PODS.has(child.object.kind) ? hashOf(at(child.object, "spec", "template")) : undefined;
  const ofPods: Record<string, string> = fingerprint === undefined ? {} : { [ANNOTATION.fingerprint]: fingerprint };
  const object: KubeObject = {
    ...child.object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...ofPods, [ANNOTATION.hash]: hash } },
  };
  const role = metadata.labels?.[LABEL.component] ?? "";
  return {
    ...child,
    object,
    hash,
    fingerprint,
    role,
    name: metadata.name,
    id: childId({ kind: object.kind, name: metadata.name }),
    expectedFields: expectedFields(object),
  };
}

/** Kinds whose pods are replaced when the template changes. */
const HAS_PODS = new Set(["Deployment", "StatefulSet"]);
const HASH_LENGTH = 16;

function hashOf(value: unknown): string {
  return digest("sha256", JSON.stringify(value), "hex").slice(0, HASH_LENGTH);
}
