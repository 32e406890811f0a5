// Renders the blueprint and makes each child ready to be written: hash annotation, expected field ownership.
import { createHash } from "node:crypto";
import { render } from "./render.js";
import { ANNOTATION, LABEL } from "../domain/api/keys.js";
import type { KubeObject } from "../domain/api/objects.js";
import type { Child, LateValues, RenderOptions, WaitingChild } from "../domain/blueprint/children.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { expectedFields } from "../domain/observed/managed-fields.js";
import { at } from "../domain/observed/reading.js";
import { childId } from "../domain/observed/record.js";

export type PreparedChild = Child & {
  /** Kind and name. */
  readonly id: string;
  readonly role: string;
  readonly hash: string;
  /** What the server will say that our apply owns. */
  readonly expectedFields: string;
};
export type Prepared = { readonly children: readonly PreparedChild[]; readonly waiting: readonly WaitingChild[] };
export type RenderInput = { readonly blueprint: Blueprint; readonly late: LateValues; readonly options: RenderOptions };

/** A rendering with the text of the inputs that it came from. */
export type Rendering = { readonly inputs: string; readonly prepared: Prepared };

/** The last rendering, if its inputs were the same. */
export function prepareAgain(input: RenderInput, last: Rendering | undefined): Rendering {
  const inputs = JSON.stringify(input);
  return last?.inputs === inputs ? last : { inputs, prepared: prepare(input) };
}

export function prepare({ blueprint, late, options }: RenderInput): Prepared {
  const rendered = render(blueprint, late, options);
  return { children: rendered.children.map(prepareChild), waiting: rendered.waiting };
}

export function prepareChild(child: Child): PreparedChild {
  const hash = hashOf(child.object);
  const { metadata } = child.object;
  const template = at(child.object, "spec", "template");
  const fingerprint: Record<string, string> = HAS_PODS.has(child.object.kind)
    ? { [ANNOTATION.fingerprint]: hashOf(template) }
    : {};
  const object: KubeObject = {
    ...child.object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...fingerprint, [ANNOTATION.hash]: hash } },
  };
  const role = metadata.labels?.[LABEL.component] ?? "";
  return {
    ...child,
    object,
    hash,
    role,
    id: childId({ kind: object.kind, name: metadata.name }),
    expectedFields: expectedFields(object),
  };
}

/** Kinds whose pods are replaced when the template changes. */
const HAS_PODS = new Set(["Deployment", "StatefulSet"]);
const HASH_LENGTH = 16;

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, HASH_LENGTH);
}
