// An object that is written as it is. ApiObject itself would look for tokens in every leaf and copy the whole several times, which costs
// most of a rendering and which nothing here uses.
import { ApiObject } from "cdk8s";
import type { k8s } from "cdk8s-plus-27";
import type { AnnouncedChild } from "./scene.js";

export class PlainObject extends ApiObject {
  readonly #content: unknown;

  constructor(scope: ConstructorParameters<typeof ApiObject>[0], id: string, content: PlainContent) {
    const { apiVersion, kind, metadata } = content;
    super(scope, id, { apiVersion, kind, metadata: { name: metadata.name } });
    this.#content = content;
  }

  override toJson(): unknown {
    return sorted(this.#content);
  }
}

export type PlainContent = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
};

/** An L1 construct, by what it can do without an instance. */
type Construct<Props> = {
  readonly GVK: { readonly apiVersion: string; readonly kind: string };
  manifest(props?: Props): unknown;
};

class TypedObject<Props> extends ApiObject {
  readonly #construct: Construct<Props>;
  readonly #props: Props;

  constructor({ chart, id, metadata }: AnnouncedChild, construct: Construct<Props>, props: Props) {
    super(chart, id, { ...construct.GVK, metadata: { name: metadata.name } });
    this.#construct = construct;
    this.#props = props;
  }

  override toJson(): unknown {
    return this.#construct.manifest(sorted({ ...this.#props }) as Props);
  }
}

/** Adds a child by its L1 construct, whose types check `props` and whose JSON it has. */
export function typedObject<Props extends { readonly metadata?: k8s.ObjectMeta }>(
  child: AnnouncedChild,
  construct: Construct<Props>,
  props: NoInfer<Omit<Props, "metadata">>,
): void {
  new TypedObject<Props>(child, construct, { metadata: child.metadata, ...props } as unknown as Props);
}

/** As cdk8s does it: keys in order, undefined ones left out. Quantities and the like stay what they are. */
export function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if (value.constructor !== Object) return value;
  const result: Record<string, unknown> = {};
  for (const key of inOrder(Object.keys(value))) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (inner !== undefined) result[key] = sorted(inner);
  }
  return result;
}

/** Many are in order, and to sort those costs as much as to sort any. */
function inOrder(keys: string[]): readonly string[] {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") <= key) ? keys : keys.sort();
}
