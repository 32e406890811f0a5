// How far a program of a move says that it is, from the end of its log. Anybody who may write there can say anything: it is shown and never
// believed, and only lines of exactly our own shape count. No step of a move depends on it.
import type { Amounts, Pace, RunPhase } from "../api/move-progress.js";
import { AMOUNTS, PACES, RUN_PHASES } from "../api/move-progress.js";
import type { BoundMove } from "./bound-move.js";
import type { Json } from "./reading.js";
import { at, isRecord, jsonIn, textAt } from "./reading.js";

/** `seconds`: how long the phase has lasted. */
export type SaidProgress = Amounts & Pace & { readonly phase: RunPhase; readonly seconds: number };

/** Longer ones are none of ours. */
const LONGEST_LINE = 1000;
const FIGURES: readonly string[] = [...AMOUNTS, ...PACES];
const OTHERS: ReadonlySet<string> = new Set(["level", "time", "msg", "phase", "seconds"]);

/** From the last line that tells it. Undefined: none does. */
export function saidProgress(log: string): SaidProgress | undefined {
  return log
    .split("\n")
    .filter((line) => line.startsWith("{") && line.length <= LONGEST_LINE)
    .map((line) => progressIn(jsonIn(line)))
    .findLast((found) => found !== undefined);
}

function progressIn(line: unknown): SaidProgress | undefined {
  if (!isRecord(line) || textAt(line, "msg") !== "progress") return undefined;
  const phase = RUN_PHASES.find((one) => one === at(line, "phase"));
  const seconds = at(line, "seconds");
  if (phase === undefined || !isCount(seconds)) return undefined;
  const figures = Object.entries(line).filter(([name]) => !OTHERS.has(name));
  if (!figures.every(([name, value]) => FIGURES.includes(name) && isCount(value))) return undefined;
  return { phase, seconds, ...withoutContradiction(Object.fromEntries(figures)) };
}

/** A whole may be an estimate that was too small: then nobody knows it. */
function withoutContradiction(figures: Json): Amounts & Pace {
  const isMore = (done: unknown, whole: unknown): boolean => isCount(done) && isCount(whole) && done > whole;
  const wrong = [
    ...(isMore(figures["bytes"], figures["ofBytes"]) ? ["ofBytes"] : []),
    ...(isMore(figures["rows"], figures["ofRows"]) ? ["ofRows"] : []),
    ...(isMore(figures["tables"], figures["ofTables"]) ? ["ofTables"] : []),
  ];
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !wrong.includes(name)));
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** By the rate of the phase: what is left of it. By the rehearsal: what is left of all for which the application is shut out. */
export type Left = { readonly seconds: number; readonly by: "Rate" | "Rehearsal" };

/** Undefined: nobody can tell, or it takes longer already than the rehearsal did. */
export function timeLeft(said: SaidProgress, move: BoundMove | undefined, nowMs: number): Left | undefined {
  if (said.secondsLeft !== undefined) return { seconds: said.secondsLeft, by: "Rate" };
  const measured = move && measuredSeconds(move);
  const elapsed = (nowMs - Date.parse(move?.since ?? "")) / 1000;
  if (measured === undefined || !(elapsed >= 0)) return undefined;
  const seconds = Math.ceil(measured - elapsed);
  return seconds > 0 ? { seconds, by: "Rehearsal" } : undefined;
}

/** From the beginning of the state that it is in. */
function measuredSeconds({ state, rehearsal }: BoundMove): number | undefined {
  if (state === "verifying") return rehearsal?.verifySeconds;
  // Of a replica the time that AWS takes to promote it is reckoned in: it tells nothing about waiting for it.
  return state === "freezing" && rehearsal?.lagSeconds === undefined ? rehearsal?.seconds : undefined;
}

const DOES: Partial<Record<RunPhase, string>> = { dump: "read", restore: "copied", verify: "compared" };

/** For people. */
export function progressInWords(said: SaidProgress, left: Left | undefined): string {
  const does = DOES[said.phase];
  const amounts =
    does === undefined ? [] : [bytesInWords(said), tablesInWords(said), rowsInWords(said)].filter((one) => one !== "");
  const what = amounts.length === 0 ? `${said.phase}, for ${said.seconds} s` : `${does ?? ""} ${amounts.join(", ")}`;
  const rate = said.bytesPerSecond === undefined || amounts.length === 0 ? "" : `, ${size(said.bytesPerSecond)}/s`;
  return `${what}${rate}${leftInWords(left)}`;
}

function leftInWords(left: Left | undefined): string {
  if (left === undefined) return "";
  return left.by === "Rate"
    ? `, about ${left.seconds} s left of this step`
    : `, about ${left.seconds} s left in all by the rehearsal`;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

function bytesInWords({ bytes, ofBytes }: SaidProgress): string {
  if (bytes === undefined) return "";
  return ofBytes === undefined ? size(bytes) : `${inUnit(bytes, unitOf(ofBytes))} of ${size(ofBytes)}`;
}

function size(bytes: number): string {
  const unit = unitOf(bytes);
  return `${inUnit(bytes, unit)} ${UNITS[unit] ?? ""}`;
}

function unitOf(bytes: number): number {
  return UNITS.findLastIndex((_, index) => index === 0 || bytes >= 1024 ** index);
}

function inUnit(bytes: number, unit: number): string {
  const value = bytes / 1024 ** unit;
  return value >= 10 || unit === 0 ? String(Math.round(value)) : value.toFixed(1);
}

function tablesInWords({ tables, ofTables }: SaidProgress): string {
  return tables === undefined ? "" : `${tables}${ofTables === undefined ? "" : ` of ${ofTables}`} tables`;
}

function rowsInWords({ rows, ofRows, phase }: SaidProgress): string {
  // Small tables are read between two looks: as long as bytes tell more, rows would only confuse.
  if (rows === undefined || phase !== "verify") return "";
  return `${rows}${ofRows === undefined ? "" : ` of about ${ofRows}`} rows`;
}
