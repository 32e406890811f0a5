// When the nightly backup of a service is due: at a minute of its own within one to five o'clock, so that a cluster does not take all
// of them at once; in the time zone of its maintenance window, or in UTC.
import { createHash } from "node:crypto";
import { Cron } from "croner";
import type { WebService } from "../api/service.js";

const FIRST_HOUR = 1;
const WINDOW_MINUTES = 4 * 60;

export type Night = {
  /** `2026-01-07`, in the time zone of the service: what the backup is named by. */
  readonly date: string;
  /** Milliseconds since the epoch at which the next one is due. */
  readonly nextAt: number | undefined;
};

/** The last night whose hour has come. Nights that were missed before it are not made up for: their state is gone. */
export function lastNight({ metadata, spec }: WebService, now: number): Night {
  const timezone = spec.changes?.window?.timeZone ?? "UTC";
  const minute = createHash("sha256").update(metadata.uid).digest().readUInt16BE(0) % WINDOW_MINUTES;
  const cron = new Cron(`${minute % 60} ${FIRST_HOUR + Math.floor(minute / 60)} * * *`, { timezone });
  const due = cron.previousRuns(1, new Date(now + 1))[0] ?? new Date(now);
  return { date: dateIn(timezone, due), nextAt: cron.nextRun(new Date(now))?.getTime() };
}

function dateIn(timeZone: string, time: Date): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
    time,
  );
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}
