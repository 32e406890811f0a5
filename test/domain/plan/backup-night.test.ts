// When a night's backup is due, and what it is called.
import { describe, expect, it } from "@jest/globals";
import { lastNight } from "../../../domain/plan/backup-night.js";
import { webService } from "../../fixtures/services.js";

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);

function inZone(timeZone: string, uid?: string) {
  const service = webService({ changes: { window: { schedule: "0 3 * * *", minutes: 60, timeZone } } });
  return uid === undefined ? service : { ...service, metadata: { ...service.metadata, uid } };
}

/** Names of so many nights, one after the other. */
function nights(service: ReturnType<typeof inZone>, from: string, count: number): readonly string[] {
  const names: string[] = [];
  for (let now = at(from); names.length < count;) {
    const { date, nextAt = 0 } = lastNight(service, now);
    names.push(date);
    now = nextAt;
  }
  return names;
}

describe("a night", () => {
  it("has one name from its own hour to that of the next, and the next comes within one to five o'clock", () => {
    const service = webService();
    const noon = at("2026-01-07T12:00:00Z");
    const { date, nextAt = 0 } = lastNight(service, noon);
    expect(date).toBe("2026-01-07");
    expect(nextAt).toBeGreaterThanOrEqual(at("2026-01-08T01:00:00Z"));
    expect(nextAt).toBeLessThan(at("2026-01-08T05:00:00Z"));
    expect(lastNight(service, nextAt - 1).date).toBe("2026-01-07");
    expect(lastNight(service, nextAt).date).toBe("2026-01-08");
    expect(lastNight(service, nextAt).nextAt).toBe(nextAt + 24 * HOUR_MS);
  });

  it("has an hour of its own for each service", () => {
    const minutes = Array.from({ length: 40 }, (_, index) => lastNight(inZone("UTC", `uid-${index}`), 0).nextAt);
    expect(new Set(minutes).size).toBeGreaterThan(30);
  });

  it.each(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])(
    "is one of each date in %s, also when the clocks are set",
    (timeZone) => {
      for (const uid of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
        // Both changes of the year of both hemispheres are within.
        const names = nights(inZone(timeZone, uid), "2026-01-01T12:00:00Z", 365);
        expect([new Set(names).size, names.at(-1)]).toEqual([365, "2026-12-31"]);
        expect([...names].sort()).toEqual(names);
      }
    },
  );
});
