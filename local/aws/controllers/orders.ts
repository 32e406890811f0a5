// Failures that a test orders by annotation, and the annotations of ACK itself.
import type { KubeObject } from "../../../domain/api/objects.js";
import { isRecord, parsed } from "../model/read.js";
import type { Attributes, Place } from "../model/resource.js";

const FAIL = "local.tenfold.dev/fail";
const DELAY = "local.tenfold.dev/delay-ms";
const LOSE = "local.tenfold.dev/lose";
const OBJECTS = "local.tenfold.dev/objects";

export type Failure = "terminal" | "recoverable" | "never-ready" | "delete-stuck";
const FAILURES: readonly Failure[] = ["terminal", "recoverable", "never-ready", "delete-stuck"];

export function annotationOf(object: KubeObject, name: string): string | undefined {
  return object.metadata.annotations?.[name];
}

export function orderedFailure(object: KubeObject): Failure | undefined {
  const order = annotationOf(object, FAIL);
  return FAILURES.find((failure) => failure === order);
}

export function orderedDelayMs(object: KubeObject): number | undefined {
  const text = annotationOf(object, DELAY);
  const delay = Number(text);
  return text === undefined || !Number.isFinite(delay) || delay < 0 ? undefined : delay;
}

/** Each new text loses the resource once, behind the back of its controller. */
export function orderedLoss(object: KubeObject): string {
  return annotationOf(object, LOSE) ?? "";
}

/** How many objects are in a bucket, versions among them. */
export function orderedObjects(object: KubeObject): number | undefined {
  const text = annotationOf(object, OBJECTS);
  const count = Number(text);
  return text === undefined || !Number.isInteger(count) ? undefined : count;
}

/** Changes exactly when the orders change. */
export function ordersOf(object: KubeObject): string {
  return `${annotationOf(object, FAIL) ?? ""}|${annotationOf(object, DELAY) ?? ""}|${orderedLoss(object)}|${orderedObjects(object) ?? ""}`;
}

export function placeOf(object: KubeObject, standard: Place): Place {
  const region = annotationOf(object, "services.k8s.aws/region");
  return region === undefined ? standard : { ...standard, region };
}

export function isRetained(object: KubeObject): boolean {
  return annotationOf(object, "services.k8s.aws/deletion-policy") === "retain";
}

export type Adoption = "none" | "adopt-or-create" | "adopt" | { readonly refused: string };

/** What the annotations ask for. Who says that an object was adopted asks for nothing more. */
export function adoptionOf(object: KubeObject): Adoption {
  const policy = annotationOf(object, "services.k8s.aws/adoption-policy");
  if (policy === undefined) return "none";
  if (policy !== "adopt" && policy !== "adopt-or-create") {
    return { refused: `unrecognized adoption policy ${policy}. Supported policies are "adopt" and "adopt-or-create"` };
  }
  if (isAdopted(object)) return "none";
  if (policy === "adopt" && adoptionFields(object) === undefined) {
    return { refused: "unmarshalling adoption-fields annotation: unexpected end of JSON input" };
  }
  return policy;
}

/** What AWS's side is found by where the spec does not say it: an id. Undefined: left out, or no JSON object. */
export function adoptionFields(object: KubeObject): Attributes | undefined {
  const fields = parsed(annotationOf(object, "services.k8s.aws/adoption-fields") ?? "");
  return isRecord(fields) ? fields : undefined;
}

export const ADOPTED = "services.k8s.aws/adopted";

export function isAdopted(object: KubeObject): boolean {
  return annotationOf(object, ADOPTED)?.toLowerCase() === "true";
}
