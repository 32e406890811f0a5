// The kinds that the load balancer controller reads and writes.
import type { KindRef } from "../../../domain/api/objects.js";

export const SERVICE: KindRef = { apiVersion: "v1", kind: "Service", plural: "services", namespaced: true };
export const INGRESS: KindRef = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  plural: "ingresses",
  namespaced: true,
};
export const TARGET_GROUP_BINDING: KindRef = {
  apiVersion: "elbv2.k8s.aws/v1beta1",
  kind: "TargetGroupBinding",
  plural: "targetgroupbindings",
  namespaced: true,
};
export const ENDPOINT_SLICE: KindRef = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
  namespaced: true,
};
export const POD: KindRef = { apiVersion: "v1", kind: "Pod", plural: "pods", namespaced: true };
export const MUTATING_POLICY: KindRef = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingAdmissionPolicy",
  plural: "mutatingadmissionpolicies",
  namespaced: false,
};
export const MUTATING_POLICY_BINDING: KindRef = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingAdmissionPolicyBinding",
  plural: "mutatingadmissionpolicybindings",
  namespaced: false,
};
export const EVENT: KindRef = { apiVersion: "v1", kind: "Event", plural: "events", namespaced: true };

export const NLB_CLASS = "service.k8s.aws/nlb";
export const ALB_CLASS = "alb";
