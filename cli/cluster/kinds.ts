// Kinds of a cluster that are no children of a service, and that commands look at.
import type { KindRef } from "../../domain/api/objects.js";

export const POD: KindRef = { apiVersion: "v1", kind: "Pod", plural: "pods", namespaced: true };
export const EVENT: KindRef = { apiVersion: "events.k8s.io/v1", kind: "Event", plural: "events", namespaced: true };
