// Verbs for tests of rendering: render a spec, find a child, read into it.
import { render } from "../../cdk8s/render.js";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { AckKind } from "../../domain/api/kinds.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { WebServiceClassSpec } from "../../domain/api/web-service-class.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Child, LateValues, Rendered } from "../../domain/blueprint/children.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { allLate, OPTIONS } from "./arbitrary.js";

export function blueprintOf(spec: Partial<WebServiceSpec>, place: Partial<WebServiceClassSpec> = {}): Blueprint {
  return blueprint(webService(spec), webServiceClass(place));
}

export function rendered(spec: Partial<WebServiceSpec>, place: Partial<WebServiceClassSpec> = {}): Rendered {
  return render(blueprintOf(spec, place), allLate(spec), OPTIONS);
}

export function renderedFrom(target: Blueprint, late: LateValues = allLate({})): Rendered {
  return render(target, late, OPTIONS);
}

export function childrenOf({ children }: Rendered, kind: KindRef, role?: string): readonly Child[] {
  return children.filter((child) => child.kind === kind && (role === undefined || roleOf(child.object) === role));
}

/** The only child of the kind (and role). */
export function only(from: Rendered, kind: KindRef, role?: string): KubeObject {
  const found = childrenOf(from, kind, role);
  if (found.length !== 1) throw new Error(`${found.length} children are ${kind.kind} ${role ?? ""}`);
  return (found[0] as Child).object;
}

/** Specs of all children of an ACK kind. */
export function specs(from: Rendered, { ref }: AckKind): readonly Readonly<Record<string, unknown>>[] {
  return childrenOf(from, ref).map(({ object }) => object.spec as Readonly<Record<string, unknown>>);
}

export function roleOf(object: KubeObject): string {
  return object.metadata.labels?.["app.kubernetes.io/component"] ?? "";
}

/** Data is sealed once it is ready, and the seal is the only thing that is put on it later. */
export function withoutSeal(object: KubeObject): KubeObject {
  const { metadata } = object;
  const others = Object.entries(metadata.annotations ?? {}).filter(([key]) => !SEAL.has(key));
  return { ...object, metadata: { ...metadata, annotations: Object.fromEntries(others) } };
}
const SEAL: ReadonlySet<string> = new Set([ANNOTATION.adopted, ANNOTATION.resourceID]);

/** What is at a path such as `spec.template.spec.containers.0.env`. */
export function at(object: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }, object);
}
