// An object that is written as it is. ApiObject itself would look for tokens in every leaf, which costs most of a
// rendering and which nothing here uses.
import { ApiObject } from "cdk8s";

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

/** As cdk8s does it: keys in order, undefined ones left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
