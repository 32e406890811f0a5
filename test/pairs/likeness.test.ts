// That two services are found alike although everything about them has another name, and unlike in the one thing that differs.
import { describe, expect, it } from "@jest/globals";
import { LABEL } from "../../domain/api/keys.js";
import { differences, pictures, type Whole } from "../cluster/likeness.js";

type Child = Whole["children"][number];
type Given = { readonly name: string; readonly hash: string; readonly uid: string; readonly ip: string };

const MOVED: Given = {
  name: "moved-1",
  hash: "abcdefgh2345",
  uid: "11111111-1111-4111-8111-111111111111",
  ip: "eipalloc-0123abcd",
};
const FRESH: Given = {
  name: "fresh-1",
  hash: "zyxwvuts7654",
  uid: "22222222-2222-4222-8222-222222222222",
  ip: "eipalloc-9876fedc",
};

/** `what`: kind and role. */
function child(what: string, { name, hash, uid }: Given, rest: object = {}): Child {
  const [kind = "", role = ""] = what.split(" ");
  const metadata = { name: `${name}-${role}-${hash}`, uid: `${uid}/${role}`, resourceVersion: "1" };
  return {
    apiVersion: "v1",
    kind,
    metadata: { ...metadata, labels: { [LABEL.component]: role, [LABEL.serviceUid]: uid } },
    ...rest,
  };
}

function whole(given: Given, { named = "nlb", replicas = 2, password = "x" } = {}): Whole {
  const { name, hash, uid, ip } = given;
  const reference = { allocation: ip, of: `${name}-${named}-${hash}` };
  return {
    service: {
      apiVersion: "tenfold.dev/v1alpha1",
      kind: "WebService",
      metadata: { name, uid, resourceVersion: "1", namespace: "pairs" },
    },
    children: [
      child("ElasticIPAddress nlb", given, { spec: {}, status: { allocationID: ip } }),
      child("Service nlb", given, { spec: { clusterIP: `10.0.0.${uid[0]}`, annotations: reference, ports: [{ port: 80 }] } }),
      child("Deployment web", given, { spec: { replicas } }),
      child("Secret app", given, { data: { password } }),
    ],
  };
}

function between(moved: Whole, fresh: Whole): readonly string[] {
  return differences(...pictures(moved, fresh));
}

describe("two services", () => {
  it("are alike whatever they and their things are called, and whatever their secrets are", () => {
    expect(between(whole(MOVED, { password: "one" }), whole(FRESH, { password: "two" }))).toEqual([]);
  });

  it("differ in a value, which is told by where it stands", () => {
    expect(between(whole(MOVED, { replicas: 3 }), whole(FRESH))).toEqual(["Deployment web.spec.replicas: 3, fresh 2"]);
  });

  it("differ when the same field names another object", () => {
    expect(between(whole(MOVED, { named: "alb" }), whole(FRESH))).toEqual([
      'Service nlb.spec.annotations.of: "<service>-alb", fresh "<service>-nlb"',
    ]);
  });

  it("differ when one has what the other has not", () => {
    const [moved, fresh] = [whole(MOVED), whole(FRESH)];
    const few = { ...moved, children: moved.children.slice(1) };
    expect(between(few, fresh)).toContain("ElasticIPAddress nlb: a fresh service has it");
    expect(between(moved, { ...fresh, children: fresh.children.slice(0, 3) })).toEqual(["Secret app: no fresh service has it"]);
  });

  it("differ when one is bound to what AWS gave to something else", () => {
    const moved = whole(MOVED);
    const [address, ...rest] = moved.children;
    if (address === undefined) throw new Error("no address");
    const stray = { ...moved, children: [{ ...address, status: { allocationID: "eipalloc-5555aaaa" } }, ...rest] };
    expect(between(stray, whole(FRESH)).join("\n")).toContain("Service nlb.spec.annotations.allocation");
  });
});
