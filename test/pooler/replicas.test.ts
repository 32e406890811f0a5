import { describe, expect, it } from "@jest/globals";
import type { Look, Replica, Sample } from "../../pooler/replicas.js";
import { judge, lagSeconds, memberHost, placeInLog, withSample } from "../../pooler/replicas.js";

const good = (host: string, lag = 0): Look => ({ host, answers: true, isStandby: true, lagSeconds: lag });
const silent = (host: string): Look => ({ host, answers: false, message: "connection refused" });
const taken = (replicas: readonly Replica[]) => replicas.filter(({ isTaken }) => isTaken).map(({ host }) => host);

describe("a replica", () => {
  it("is taken at once when it was never seen before", () => {
    expect(taken(judge([good("a"), silent("b")], [], 15))).toEqual(["a"]);
  });

  it("is left out with the first look that it does not answer, and taken again after two good ones", () => {
    let replicas = judge([good("a")], [], 15);
    replicas = judge([silent("a")], replicas, 15);
    expect(replicas).toEqual([{ host: "a", isTaken: false, good: 0, why: "connection refused" }]);
    replicas = judge([good("a")], replicas, 15);
    expect(taken(replicas)).toEqual([]);
    expect(taken(judge([good("a")], replicas, 15))).toEqual(["a"]);
  });

  it("that is behind has to catch up by half before it is taken again", () => {
    let replicas = judge([good("a")], [], 15);
    replicas = judge([good("a", 16)], replicas, 15);
    expect(replicas[0]?.why).toBe("it is 16 s behind");
    for (const lag of [10, 10, 10]) replicas = judge([good("a", lag)], replicas, 15);
    expect(taken(replicas)).toEqual([]);
    for (const lag of [7, 7]) replicas = judge([good("a", lag)], replicas, 15);
    expect(taken(replicas)).toEqual(["a"]);
  });

  it("that takes writes is none", () => {
    expect(taken(judge([{ host: "a", answers: true, isStandby: false, lagSeconds: 0 }], [], 15))).toEqual([]);
  });
});

describe("how far it is behind", () => {
  const samples: readonly Sample[] = [
    { at: 1000, written: 10n },
    { at: 4000, written: 20n },
    { at: 7000, written: 20n },
  ];

  it("is nothing while it has all that was written, however long ago that was", () => {
    expect(lagSeconds(samples, 20n, 100_000)).toBe(0);
    expect(lagSeconds([], 0n, 100_000)).toBe(0);
  });

  it("is the time since something that it lacks was seen", () => {
    expect(lagSeconds(samples, 15n, 9000)).toBe(5);
    expect(lagSeconds(samples, 5n, 9000)).toBe(8);
  });

  it("is told by places of the log as PostgreSQL writes them", () => {
    expect(placeInLog("16/B374D848")).toBe(0x16b374d848n);
    expect(placeInLog("1/0") > placeInLog("0/FFFFFFFF")).toBe(true);
  });

  it("is measured by what is kept of ten minutes", () => {
    const many = Array.from({ length: 400 }, (_, at) => at * 3000).reduce<readonly Sample[]>(
      (kept, at) => withSample(kept, { at, written: BigInt(at) }),
      [],
    );
    expect(many.length).toBeLessThanOrEqual(201);
    expect(many.at(-1)?.at).toBe(399 * 3000);
  });
});

describe("a member of Aurora", () => {
  it("has the cluster's suffix without the word cluster", () => {
    const cluster = "shop.cluster-c1abc.eu-west-1.rds.amazonaws.com";
    expect(memberHost(cluster, "shop-3")).toBe("shop-3.c1abc.eu-west-1.rds.amazonaws.com");
    expect(memberHost("127.0.0.1", "shop-3")).toBeUndefined();
  });
});
