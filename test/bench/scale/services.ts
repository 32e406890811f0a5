// The services of the scale run. Each has twenty children, and nothing of it waits for time to pass.
import type { KubeObject } from "../../../domain/api/objects.js";
import { webService } from "../../cluster/services.js";

/** As of deploy/examples/class.yaml. */
const DOMAIN = "example.com";
export const CLASS = "default";
/** Far fewer than services: what is kept of a namespace must not hide what is kept of a service. */
const NAMESPACES = 100;

export const namespaces: readonly string[] = Array.from({ length: NAMESPACES }, (_, index) => `scale-${index}`);

export const nameOf = (index: number): string => `shop-${index}`;
export const namespaceOf = (index: number): string => namespaces[index % NAMESPACES] ?? "";

export function serviceAt(index: number): KubeObject {
  const name = nameOf(index);
  return webService(namespaceOf(index), name, { userTier: "100", hosts: [`${name}.${DOMAIN}`] });
}
