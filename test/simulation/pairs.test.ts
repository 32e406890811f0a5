// Every tier from every other: however far and whichever way, a service ends like one that was made there, as far as its data lets it.
import { describe, expect, it } from "@jest/globals";
import { LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { Tier } from "../../domain/api/tier.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { isMoveRole } from "../../domain/blueprint/roles.js";
import { webServiceClass } from "../fixtures/services.js";
import { databaseOf, keptDatabase, staysBelow, TIER_PAIRS } from "../fixtures/tier-pairs.js";
import { picture } from "./picture.js";
import { bound, watch } from "./watching.js";
import { isData, SimulatedWorld } from "./world.js";

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const CLASS = webServiceClass({ certificateARN: ARN, cdnCertificateARN: ARN });
const READERS = "aurora-readers";

/** With everything that a tier builds only when it is named. */
function spec(userTier: Tier, database?: WebServiceSpec["database"]): Partial<WebServiceSpec> {
  return {
    ...{ userTier, database, hosts: ["shop.example.com"] },
    workers: [{ name: "mail" }],
    services: [{ name: "search", image: "example.com/search:1" }],
    functions: [{ name: "thumbs", image: "example.com/thumbs:1", trigger: { uploadPrefix: "in/" } }],
  };
}

describe("a service that goes from one tier to another", () => {
  it("is tried on all ways that there are", () => {
    expect(TIER_PAIRS).toHaveLength(72);
  });

  it.each(TIER_PAIRS)("ends at rest, like a fresh one apart from data that stays: from $from to $to", (pair) => {
    const [moved, fresh] = [new SimulatedWorld(CLASS), new SimulatedWorld(CLASS)];
    moved.settle(spec(pair.from), { watch });
    const before = new Map(moved.objects);
    const rest = moved.settle(spec(pair.to), { watch });
    fresh.settle(spec(pair.to, keptDatabase(pair)));
    expect(rest).toMatchObject({ problem: undefined, stuck: [] });
    expect(rest.held.filter((id) => !id.startsWith("database-readers:"))).toEqual(heldMoves(pair));
    expect(bound(moved).database).toBe(databaseOf(staysBelow(pair) ? pair.from : pair.to));
    expect([...moved.objects.keys()]).toEqual(expect.arrayContaining([...data(before)]));
    expect([...moved.objects.keys()]).toEqual(expect.arrayContaining(data(fresh.objects).filter(isNoMaster)));
    // How many readers Aurora may have belongs to the database that stays.
    const aside = staysBelow(pair) ? [READERS] : [];
    expect(compared(moved, aside)).toEqual(compared(fresh, aside));
    if (staysBelow(pair)) expect(readers(moved.objects)).toEqual(readers(before));
  });
});

type Objects = ReadonlyMap<string, KubeObject>;

function heldMoves(pair: (typeof TIER_PAIRS)[number]): readonly string[] {
  return staysBelow(pair) ? [`database-move:${databaseOf(pair.from)}>${databaseOf(pair.to)}`] : [];
}

function data(objects: Objects): readonly string[] {
  return [...objects].filter(([, object]) => isData(object)).map(([id]) => id);
}

/** Aurora that began as a replica of RDS has the master of RDS for good. */
const MASTER = /shop-(?:rds|aurora)-master-[a-z0-9]+/g;
const isNoMaster = (id: string) => id.search(MASTER) === -1;
const roleOf = ({ metadata }: KubeObject) => metadata.labels?.[LABEL.component] ?? "";

/** Without the keys of the programs that moved the data: the operator may delete no Secret. */
function compared(world: SimulatedWorld, without: readonly string[] = []): unknown {
  const isLeftOut = (object: KubeObject | undefined) =>
    object === undefined || without.includes(roleOf(object)) || (object.kind === "Secret" && isMoveRole(roleOf(object)));
  const entries = Object.entries(picture(world)).filter(([id]) => !isLeftOut(world.objects.get(id)));
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)).replace(MASTER, "the-master")) as unknown;
}

function readers(objects: Objects): unknown {
  return [...objects.values()].filter((object) => roleOf(object) === READERS).map(({ kind, spec }) => ({ kind, spec }));
}
