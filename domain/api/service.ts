// WebService and WebServiceClass as whole objects, and their kinds.
import { API_VERSION } from "./keys.js";
import type { KindRef, ObjectMeta } from "./objects.js";
import type { WebServiceStatus } from "./status.js";
import type { WebServiceSpec } from "./web-service.js";
import type { WebServiceClassSpec } from "./web-service-class.js";

type Stored = ObjectMeta & { readonly uid: string; readonly resourceVersion: string; readonly generation: number };

export type WebService = {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: "WebService";
  readonly metadata: Stored & { readonly namespace: string };
  readonly spec: WebServiceSpec;
  readonly status?: WebServiceStatus;
};

export type WebServiceClass = {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: "WebServiceClass";
  readonly metadata: Stored;
  readonly spec: WebServiceClassSpec;
};

export const WEB_SERVICE: KindRef = { apiVersion: API_VERSION, kind: "WebService", plural: "webservices", namespaced: true };
export const WEB_SERVICE_CLASS: KindRef = {
  apiVersion: API_VERSION,
  kind: "WebServiceClass",
  plural: "webserviceclasses",
  namespaced: false,
};

/**
 * Stands for the UID of a service that no cluster has taken in yet, where one is only planned for or rendered. Names are made from it, so
 * they differ from those that the service will get. No API server gives it to an object, and the operator refuses a service that has it.
 */
export const PLACEHOLDER_UID = "00000000-0000-4000-8000-000000000000";

/** `namespace/name`. */
export type ServiceKey = string;

export function serviceKey(object: { readonly namespace?: string; readonly name: string }): ServiceKey {
  return `${object.namespace ?? ""}/${object.name}`;
}
