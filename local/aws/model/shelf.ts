// Holds the resources so that they are found by ARN, by type, and by who had them made.
import type { Place, Resource } from "./resource.js";

export class Shelf {
  readonly resources = new Map<string, Resource>();
  readonly #byType = new Map<string, Map<string, Resource>>();
  readonly #byToken = new Map<string, string>();

  put(resource: Resource): void {
    const before = this.resources.get(resource.arn);
    if (before !== undefined && before.token !== resource.token) this.#forget(before);
    this.resources.set(resource.arn, resource);
    const ofType = this.#byType.get(resource.type) ?? new Map<string, Resource>();
    this.#byType.set(resource.type, ofType.set(resource.arn, resource));
    this.#byToken.set(resource.token, resource.arn);
  }

  remove(resource: Resource): void {
    this.resources.delete(resource.arn);
    this.#byType.get(resource.type)?.delete(resource.arn);
    this.#forget(resource);
  }

  all(type: string): Iterable<Resource> {
    return this.#byType.get(type)?.values() ?? [];
  }

  named(type: string, name: string, place: Place): Resource | undefined {
    for (const resource of this.all(type)) {
      if (resource.name === name && resource.place.region === place.region) return resource;
    }
    return undefined;
  }

  /** The one that it had made last. */
  ofToken(token: string): Resource | undefined {
    return this.resources.get(this.#byToken.get(token) ?? "");
  }

  #forget({ arn, token }: Resource): void {
    if (this.#byToken.get(token) === arn) this.#byToken.delete(token);
  }
}
