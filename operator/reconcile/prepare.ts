// Renders the blueprint and makes each child ready to be written: hash annotation, expected field ownership.
import { createHash } from "node:crypto";
import { render } from "../../cdk8s/render.js";
import { ANNOTATION, LABEL } from "../api/keys.js";
import type { KubeObject } from "../api/objects.js";
import type { Child, LateValues, RenderOptions, WaitingChild } from "../blueprint/children.js";
import type { Blueprint } from "../blueprint/types.js";
import { expectedFields } from "../runtime/managed-fields.js";
import { childId } from "../observed/record.js";
import type { Memory } from "./memory.js";

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

/** Renders anew only when an input differs from last time. */
export function prepare(input: RenderInput, memory: Memory): Prepared {
  const inputs = JSON.stringify(input);
  if (memory.rendered?.inputs === inputs) return memory.rendered.value;
  const rendered = render(input.blueprint, input.late, input.options);
  const value = { children: rendered.children.map(prepareChild), waiting: rendered.waiting };
  memory.rendered = { inputs, value };
  return value;
}

export function prepareChild(child: Child): PreparedChild {
  const hash = createHash("sha256").update(JSON.stringify(child.object)).digest("hex").slice(0, HASH_LENGTH);
  const { metadata } = child.object;
  const object: KubeObject = {
    ...child.object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [ANNOTATION.hash]: hash } },
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

const HASH_LENGTH = 16;
