import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { ANNOTATION, LABEL } from "../../domain/api/keys.js";
import { prepareChild } from "../../cdk8s/prepare.js";
import { stillGranted } from "../../cdk8s/still-granted.js";
import { extractor } from "../../domain/observed/extract.js";
import { childKey } from "../../domain/observed/record.js";
import type { KindRef } from "../../domain/api/objects.js";

function object({ apiVersion, kind }: KindRef, role: string, spec: unknown): KubeObject {
  return { apiVersion, kind, metadata: { name: `shop-${role}`, labels: { [LABEL.component]: role } }, spec };
}

function written(kind: KindRef, role: string, { before, now }: { readonly before: unknown; readonly now: unknown }) {
  const child = prepareChild({ kind, part: "Workload", holdsData: false, mode: "apply", object: object(kind, role, now) });
  const standing = extractor(() => "")(object(kind, role, before));
  const [wide] = stillGranted([child], new Map([[childKey(standing), standing]]));
  return { child, wide };
}

const port = (number: number, name = "http") => ({ name, port: number, protocol: "TCP", targetPort: "http" });
const nameless = (sid: string) => ({ Effect: "Allow", Action: [`s3:${sid}`], Resource: ["*"] });
const statement = (sid: string) => ({ Sid: sid, ...nameless(sid) });
const policy = (...sids: string[]) => ({ policyDocument: JSON.stringify({ Version: "1", Statement: sids.map(statement) }) });

describe("while pods of an earlier template run", () => {
  it("a Service has their port beside the new one, under a name of its own, however often it is written", () => {
    const { wide } = written(BUILT_IN.service, "svc-search", { before: { ports: [port(8080)] }, now: { ports: [port(9090)] } });
    const both = { ports: [port(9090), port(8080, "port-8080")] };
    expect(wide?.object["spec"]).toEqual(both);
    const again = written(BUILT_IN.service, "svc-search", { before: both, now: { ports: [port(9090)] } });
    expect(again.wide?.hash).toBe(wide?.hash);
  });

  it("a policy allows what it allowed, without two statements of one name", () => {
    const { wide } = written(ACK.policy.ref, "app", { before: policy("List", "Get"), now: policy("Get") });
    const document = JSON.parse(String((wide?.object["spec"] as Record<string, unknown>)["policyDocument"])) as unknown;
    expect(document).toEqual({ Version: "1", Statement: [statement("Get"), nameless("List")] });
  });

  it("the policy of a function is as it should be at once", () => {
    const { child, wide } = written(ACK.policy.ref, "fn-thumbs", { before: policy("List"), now: policy("Get") });
    expect(wide).toBe(child);
  });

  it("what grants as much as before is not written again, and what grants more has another hash", () => {
    const rules = (...ports: number[]) => ({ ingress: ports.map((number) => ({ ports: [{ port: number, protocol: "TCP" }] })) });
    const same = written(BUILT_IN.networkPolicy, "web", { before: rules(1), now: rules(1, 2) });
    expect(same.wide).toBe(same.child);
    const more = written(BUILT_IN.networkPolicy, "web", { before: rules(1), now: rules(2) });
    expect(more.wide?.object["spec"]).toEqual(rules(2, 1));
    expect(more.wide?.hash).not.toBe(more.child.hash);
    expect(more.wide?.object.metadata.annotations?.[ANNOTATION.hash]).toBe(more.wide?.hash);
  });
});
