import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { grantsOf } from "../../../domain/observed/grants.js";

const rule = { ports: [{ protocol: "TCP", port: 8080 }] };

function policy(managedFields?: KubeObject["metadata"]["managedFields"]): KubeObject {
  const metadata = { name: "shop-web", managedFields };
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec: { ingress: [rule] } };
}
const applied = (manager: string) => ({ manager, operation: "Apply", fieldsV1: { "f:spec": { "f:ingress": {} } } });

describe("what an object grants", () => {
  it("is the same text whatever the order of its keys", () => {
    expect(grantsOf(policy())?.ingress).toEqual(['{"ports":[{"port":8080,"protocol":"TCP"}]}']);
  });

  it("is nothing that somebody else has written into it: that is undone, not kept for a rollout", () => {
    expect(grantsOf(policy([applied("tenfold")]))?.ingress).toHaveLength(1);
    expect(grantsOf(policy([{ ...applied("kubectl"), operation: "Update" }]))).toBeUndefined();
  });

  it("is nothing of a load balancer, which reaches pods at their own ports", () => {
    const spec = { type: "LoadBalancer", ports: [{ port: 80 }] };
    expect(grantsOf({ apiVersion: "v1", kind: "Service", metadata: { name: "shop-nlb" }, spec })).toBeUndefined();
  });

  it("is nothing of a document that cannot be read", () => {
    const document = { apiVersion: "iam.services.k8s.aws/v1alpha1", kind: "Policy", metadata: { name: "shop-app" } };
    expect(grantsOf({ ...document, spec: { policyDocument: "{" } })).toEqual({ policyDocument: [] });
  });
});
