// Those that come first: always what sorting all of them gives, and all are looked through only when too many of the first have gone.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Ranked, Ranking } from "../../operator/reconcile/tell/ranking.js";

const SHOWN = 4;
const names = (ranked: readonly Ranked[]) => ranked.map(({ key }) => key);

function sorted(all: Iterable<Ranked>): readonly string[] {
  return names([...all].sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1)).slice(0, SHOWN));
}

/** How often its rank is looked at. */
function counted(key: string, rank: number, looks: { count: number }): Ranked {
  return {
    key,
    get rank() {
      looks.count += 1;
      return rank;
    },
  };
}

describe("a ranking", () => {
  it("shows what sorting shows, whatever comes, changes and goes, and whenever it is asked", () => {
    const step = fc.record({
      key: fc.nat(60).map(String),
      rank: fc.option(fc.nat(5), { nil: undefined }),
      isAsked: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const [ranking, all] = [new Ranking(SHOWN), new Map<string, Ranked>()];
        for (const { key, rank, isAsked } of steps) {
          if (rank === undefined) {
            ranking.remove(key);
            all.delete(key);
          } else {
            ranking.put({ key, rank });
            all.set(key, { key, rank });
          }
          if (isAsked) expect([ranking.size, names(ranking.first())]).toEqual([all.size, sorted(all.values())]);
        }
        expect(names(ranking.first())).toEqual(sorted(all.values()));
      }),
    );
  });

  it("looks at none of the many again when one of them goes, changes or comes", () => {
    const [ranking, looks] = [new Ranking(SHOWN), { count: 0 }];
    for (let index = 0; index < 10_000; index += 1) ranking.put(counted(`shop-${index}`, index, looks));
    looks.count = 0;
    ranking.remove("shop-0");
    ranking.put(counted("shop-1", 20_000, looks));
    ranking.put(counted("late", 30_000, looks));
    ranking.put(counted("early", -1, looks));
    expect(names(ranking.first())).toEqual(["early", "shop-2", "shop-3", "shop-4"]);
    expect(looks.count).toBeLessThan(100);
  });
});
