// From one way in to another: DNS points at nothing that does not serve, whatever is not ready and in whatever order it becomes so.
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { textAt } from "../../domain/observed/reading.js";
import { webServiceClass } from "../fixtures/services.js";
import { picture } from "./picture.js";
import { SimulatedWorld, type Trouble } from "./world.js";

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });
const hosts = ["shop.example.com", "www.example.com"];
const spec = (userTier: string): Partial<WebServiceSpec> => ({ userTier, hosts });

/** Where each record points, with the name of the load balancer or distribution left out. */
function pointsAt({ objects }: SimulatedWorld): readonly string[] {
  const records = [...objects.values()].filter(({ kind }) => kind === "RecordSet");
  return records.map((record) => {
    const alias = textAt(record, "spec", "aliasTarget", "dnsName");
    if (alias?.startsWith("internal-") === true) return "internal";
    return alias === undefined ? "nlb" : alias.endsWith(".cloudfront.net") ? "cdn" : "alb";
  });
}

/** The ways in that exist. */
function standing(world: SimulatedWorld): readonly string[] {
  const kinds = { ElasticIPAddress: "nlb", Distribution: "cdn" } as const;
  const others = Object.entries(kinds).flatMap(([kind, way]) => (world.names(kind).length > 0 ? [way] : []));
  const balancers = world.names("Ingress").map((name) => (name.includes("-internal-") ? "internal" : "alb"));
  return [...others, ...balancers];
}

/** What an ACK object says while its controller is at work. */
const BUSY = {
  conditions: [
    { type: "Ready", status: "False", lastTransitionTime: "2026-01-01T00:00:00Z" },
    { type: "ACK.ResourceSynced", status: "False", lastTransitionTime: "2026-01-01T00:00:00Z" },
  ],
};
const inProgress = ({ metadata }: KubeObject) => ({
  ...{ status: "InProgress", id: "E1", domainName: `${metadata.name}.cloudfront.net` },
  conditions: BUSY.conditions.map((condition) => ({ ...condition, status: "True" })),
});

/** A record of one host never settles; what else is asked for is as `other` says. */
const recordBusy =
  (other: Trouble = () => undefined): Trouble =>
  (object) =>
    object.kind === "RecordSet" && textAt(object, "spec", "name") === "www.example.com." ? BUSY : other(object);

function moved(from: string, to: string, options: Parameters<SimulatedWorld["settle"]>[1]) {
  const world = new SimulatedWorld(CLASS);
  world.settle(spec(from), { trouble: options?.trouble && recordBusy() });
  const rest = world.settle(spec(to), options);
  return { world, rest };
}

describe("DNS", () => {
  it("does not point at a distribution that is still being deployed, although a record is not ready", () => {
    const trouble = recordBusy((object) => (object.kind === "Distribution" ? inProgress(object) : undefined));
    const { world, rest } = moved("1k", "100k", { trouble });
    expect(pointsAt(world)).toEqual(["alb", "alb"]);
    expect(rest.stuck).toEqual(["front:alb>cdn"]);
    // And goes on as soon as it is deployed.
    world.settle(spec("100k"), { trouble: recordBusy() });
    expect(pointsAt(world)).toEqual(["cdn", "cdn"]);
  });

  it("does not point at a load balancer that reaches no pod, although a record is not ready", () => {
    const targets = { alb: { state: "unhealthy", message: "none" } } as const;
    const { world, rest } = moved("100", "1k", { trouble: recordBusy(), targets });
    expect(pointsAt(world)).toEqual(["nlb", "nlb"]);
    expect(rest.stuck).toContain("front:nlb>alb");
    expect(world.names("Ingress")).toHaveLength(1);
    expect(moved("100", "1k", {}).world.names("ElasticIPAddress")).toEqual([]);
  });

  it.each(["1", "1k", "100k"])(
    "of tier %s goes to an internal load balancer and back, each beside the other until its records have moved",
    (userTier) => {
      const world = new SimulatedWorld(CLASS);
      world.settle(spec(userTier));
      const before = pointsAt(world);
      const internal = { ...spec(userTier), exposure: "Internal" as const };
      const seen: string[] = [];
      const watch = () => {
        const stand = standing(world);
        expect(stand).toEqual(expect.arrayContaining([...pointsAt(world)]));
        seen.push(`${stand.join("+")} → ${[...new Set(pointsAt(world))].join("+")}`);
      };
      expect(world.settle(internal, { targets: {} }).stuck).toContainEqual(expect.stringMatching(/^front:.*>internal$/));
      expect(pointsAt(world)).toEqual(before);
      expect(world.settle(internal, { watch })).toMatchObject({ problem: undefined, stuck: [], held: [] });
      expect(seen).toContainEqual(expect.stringMatching(/\+.* → internal$/));
      expect(seen.at(-1)).toBe("internal → internal");
      expect(world.names("Distribution")).toEqual([]);
      expect(world.settle(spec(userTier), { watch })).toMatchObject({ problem: undefined, stuck: [], held: [] });
      expect(pointsAt(world)).toEqual(before);
      const fresh = new SimulatedWorld(CLASS);
      fresh.settle(spec(userTier));
      expect(picture(world)).toEqual(picture(fresh));
    },
  );

  it("stays where each record is when the operator was killed between two of them and the new one serves no more", () => {
    const { world } = moved("100", "1k", { targets: {} });
    const other = new SimulatedWorld(CLASS);
    other.settle(spec("1k"));
    const [id, record] = [...world.objects].find(([, { kind }]) => kind === "RecordSet") ?? [];
    const moving = id === undefined ? undefined : other.objects.get(id);
    if (id === undefined || record === undefined || moving === undefined) throw new Error("no record");
    world.objects.set(id, { ...moving, status: BUSY });
    const before = pointsAt(world);
    expect([...before].sort()).toEqual(["alb", "nlb"]);
    world.settle(spec("1k"), { targets: {}, trouble: ({ kind }) => (kind === "RecordSet" ? BUSY : undefined) });
    expect(pointsAt(world)).toEqual(before);
    world.settle(spec("1k"));
    expect(pointsAt(world)).toEqual(["alb", "alb"]);
  });
});
